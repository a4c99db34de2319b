using L2smOsm.Testing;

namespace L2smOsm.EndToEnd.Tests.Running.Nodes;

/// <summary>A pod of the cluster that really is there, as its network goes.</summary>
internal sealed class Cnf(string name, NetworkSpace space, IReadOnlyList<string> addresses) : IAsyncDisposable
{
    public string Name => name;

    public NetworkSpace Space => space;

    /// <summary>Of its interfaces net1, net2 and so on.</summary>
    public IReadOnlyList<string> Addresses => addresses;

    /// <summary>Waits until it gets an answer from there.</summary>
    public Task ReachesAsync(Cnf other) => Condition.ReachesAsync(
        async () => (await PingAsync(other.Addresses[0], 1)).ExitCode, code => code == 0, $"{name} reaches {other.Name}", TimeSpan.FromSeconds(60));

    /// <summary>Fails if any of some pings is answered.</summary>
    public Task DoesNotReachAsync(Cnf other) => DoesNotReachAsync(other.Addresses[0]);

    /// <summary>Fails if any of some pings is answered.</summary>
    public async Task DoesNotReachAsync(string address)
    {
        var run = await PingAsync(address, 5);
        run.ExitCode.ShouldBe(1, $"{name} reaches {address}: {run.Output}{run.Error}");
        run.Output.ShouldContain("5 packets transmitted, 0 received");
    }

    public ValueTask DisposeAsync() => space.DisposeAsync();

    private Task<Finished> PingAsync(string address, int count) => space.TryAsync("ping", "-n", "-c", $"{count}", "-i", "0.1", "-W", "1", address);
}
