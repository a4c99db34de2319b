using L2sm.Sdn.Networks;

namespace L2sm.Sdn.Telemetry;

/// <summary>Measures how long it takes from a change of a network until all of it is true. Not thread-safe.</summary>
internal sealed class ConfirmationTimes(SdnMeter meter, TimeProvider clock)
{
    private readonly Dictionary<NetworkId, long> since = [];

    /// <summary>These networks were changed now; who waits already waits on.</summary>
    public void Began(IEnumerable<NetworkId> networks)
    {
        var now = clock.GetTimestamp();
        foreach (var id in networks) since.TryAdd(id, now);
    }

    /// <summary>How a network is now.</summary>
    public void Saw(NetworkRealization network)
    {
        if (!since.TryGetValue(network.Id, out var began) || !network.Attachments.Values.All(shortfall => shortfall is null)) return;
        since.Remove(network.Id);
        meter.Applied(clock.GetElapsedTime(began));
    }

    /// <summary>Nobody waits for a network any more.</summary>
    public void Forget(NetworkId network) => since.Remove(network);
}
