using L2sm.Sdn.Networks;
using L2sm.Sdn.Topology;

namespace L2sm.Sdn;

/// <summary>
/// Attachments and mirrors name a port by its number, and a switch gives the number of a port that is gone to the next. Who comes up at such a
/// number under another name than the port that went is kept out of the network until somebody asks for it anew. What counts is the name that was
/// there last, since this process began: before, nobody knows. Under the controller's lock.
/// </summary>
internal sealed class PortIdentities
{
    private readonly Dictionary<PortKey, Gone> gone = [];
    private readonly Dictionary<PortKey, Stranger> strangers = [];
    private readonly HashSet<PortKey> goneMirrors = []; // few, where a switch that is away may have thousands of attachments

    /// <summary>What a port is in a network.</summary>
    /// <param name="Network">The network.</param>
    /// <param name="Age">The attachment's: one that is made anew has another. Null for a mirror, which is told from one made anew by its being away between.</param>
    internal readonly record struct Claim(NetworkId Network, long? Age);

    /// <summary>A port that went while it was claimed.</summary>
    private readonly record struct Gone(string Name, Claim Claim);

    private readonly record struct Stranger(string Why, Claim Claim);

    /// <summary>A port went, or its switch did.</summary>
    public void Leaves(PortKey port, string name, Claim? claim)
    {
        // Of several strangers in a row, the one before the first counts.
        if (gone.TryGetValue(port, out var known) && known.Claim == claim) return;
        Forget(port);
        if (claim is not { } wanted) return;
        gone[port] = new Gone(name, wanted);
        if (wanted.Age is null) goneMirrors.Add(port);
    }

    /// <summary>A port is there. True if that changes who is kept out.</summary>
    public bool Comes(PortKey port, string name, Claim? claim)
    {
        if (!gone.TryGetValue(port, out var before)) return false;
        if (claim == before.Claim && name != before.Name)
        {
            var why = before.Claim.Age is null
                ? $"port {port} was '{before.Name}' when it became a mirror, and is '{name}' now: if that is meant, remove the mirror and add it again"
                : $"port {port} was '{before.Name}' when it was attached, and is '{name}' now: if that is meant, detach it and attach it again";
            strangers[port] = new Stranger(why, before.Claim);
            return true;
        }
        return Forget(port);
    }

    /// <summary>The networks as they are wanted, with strangers kept out. What was asked for anew is what it says.</summary>
    public NetworkSet Guard(NetworkSet wanted)
    {
        foreach (var port in strangers.Keys.Union(goneMirrors).Where(port => ClaimOf(wanted, port) != gone[port].Claim).ToArray()) Forget(port);
        var result = wanted;
        foreach (var (port, stranger) in strangers)
        {
            var network = result.Networks[stranger.Claim.Network];
            result = stranger.Claim.Age is null
                ? result.With(network with { WithheldMirrors = network.WithheldMirrors.SetItem(port, stranger.Why) })
                : result.Attach(network.Id, network.Attachments[port] with { Withheld = stranger.Why });
        }
        return result;
    }

    private bool Forget(PortKey port)
    {
        gone.Remove(port);
        goneMirrors.Remove(port);
        return strangers.Remove(port);
    }

    /// <summary>What a port is wanted as; null if it is in no network.</summary>
    public static Claim? ClaimOf(NetworkSet networks, PortKey port) =>
        networks.Owners.TryGetValue(port, out var owner) ? new Claim(owner, networks.Networks[owner].Attachments.GetValueOrDefault(port)?.Age) : null;

    /// <summary>Why a port is kept out; null if it is not.</summary>
    public static string? WhyWithheld(NetworkSet networks, PortKey port)
    {
        if (!networks.Owners.TryGetValue(port, out var owner)) return null;
        var network = networks.Networks[owner];
        return network.Attachments.GetValueOrDefault(port)?.Withheld ?? network.WithheldMirrors.GetValueOrDefault(port);
    }
}
