using L2sm.Sdn;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Topology;

namespace Osm.L2sm.Connector.Services;

/// <summary>How far a network is. All that may heal is <see cref="Build"/>: RO fails a task on anything else but ACTIVE.</summary>
internal enum NetworkCondition
{
    Build,
    Active,
    Error,
}

/// <summary>How far a network is, and why not further.</summary>
internal sealed record NetworkState(NetworkCondition Condition, string Reason, string Message, int Ports, int Confirmed)
{
    /// <summary>The largest IP packet, in bytes, that surely passes between its switches; null while its ports decide, or nothing is known.</summary>
    public int? Mtu { get; init; }

    private static readonly Shortfall NotCompiled = new(ShortfallKind.NotConfirmed, "the rules are being made");

    /// <param name="network">The network.</param>
    /// <param name="intents">What is wanted.</param>
    /// <param name="fabric">The switches; null where they are others' affair.</param>
    /// <param name="cluster">What the cluster has of the network; null where there is none.</param>
    public static NetworkState Of(NetworkIntent network, Intents intents, FabricSnapshot? fabric, ClusterView? cluster = null)
    {
        if (network.Number is not { } number) return new NetworkState(NetworkCondition.Active, "", "", 0, 0);
        var made = fabric is null ? new NetworkState(NetworkCondition.Active, "", "", 0, 0) : Of(network, number, intents, fabric);
        // What the cluster lacks comes first: the switches wait for it. But what they refused does not heal.
        return cluster is { Reason.Length: > 0 } && made.Condition != NetworkCondition.Error
            ? made with { Condition = NetworkCondition.Build, Reason = cluster.Reason, Message = cluster.Message }
            : made;
    }

    private static NetworkState Of(NetworkIntent network, NetworkId number, Intents intents, FabricSnapshot fabric)
    {
        var wanted = intents.AttachmentsOf(network);
        var realization = fabric.Networks.GetValueOrDefault(number);
        var confirmed = 0;
        var waiting = 0;
        (string Place, Shortfall Shortfall)? first = null, refused = null;
        foreach (var port in wanted.Keys)
        {
            if (ShortfallOf(realization, port) is { } shortfall) Waits("port", port, shortfall);
            else confirmed++;
        }
        foreach (var port in intents.MirrorsOf(network))
            if (MirrorShortfallOf(realization, port) is { } shortfall) Waits("mirror port", port, shortfall);

        void Waits(string what, PortKey port, Shortfall shortfall)
        {
            waiting++;
            first ??= ($"{what} {port}", shortfall);
            if (shortfall.Kind == ShortfallKind.Refused) refused ??= ($"{what} {port}", shortfall);
        }

        NetworkState State(NetworkCondition condition, string reason, string message) => new(condition, reason, message, wanted.Count, confirmed) { Mtu = realization?.Mtu };

        if (!fabric.Switches.Values.Any(s => s.Connected))
            return State(NetworkCondition.Build, Reasons.NoSwitchConnected, "no switch is connected: check that the switches reach this service on its OpenFlow port");
        if (refused is { } no) return State(NetworkCondition.Error, Reasons.RulesRefused, $"{no.Place}: {no.Shortfall.Message}");
        if (first is { } missing)
        {
            var others = waiting - 1;
            return State(
                NetworkCondition.Build, ReasonOf(missing.Shortfall.Kind),
                $"{missing.Place}: {missing.Shortfall.Message}{(others > 0 ? $" (and {others} more ports wait)" : "")}");
        }
        return realization is null
            ? State(NetworkCondition.Build, Reasons.NotConfirmed, NotCompiled.Message)
            : State(NetworkCondition.Active, "", "");
    }

    /// <summary>Null where the switch confirmed the port; a port that the fabric does not know of yet is not confirmed.</summary>
    public static Shortfall? ShortfallOf(NetworkRealization? realization, PortKey port) =>
        realization is not null && realization.Attachments.TryGetValue(port, out var shortfall) ? shortfall : NotCompiled;

    /// <summary>The same of a mirror port.</summary>
    public static Shortfall? MirrorShortfallOf(NetworkRealization? realization, PortKey port) =>
        realization is not null && realization.Mirrors.TryGetValue(port, out var shortfall) ? shortfall : NotCompiled;

    public static string ReasonOf(ShortfallKind kind) => kind switch
    {
        ShortfallKind.SwitchNotConnected => Reasons.SwitchNotConnected,
        ShortfallKind.PortNotFound => Reasons.PortNotFound,
        ShortfallKind.PortDown => Reasons.PortDown,
        ShortfallKind.NoMeter => Reasons.NoMeter,
        ShortfallKind.PortIsLink => Reasons.PortIsLink,
        ShortfallKind.PortReplaced => Reasons.PortReplaced,
        ShortfallKind.NotConfirmed => Reasons.NotConfirmed,
        ShortfallKind.Refused => Reasons.RulesRefused,
        ShortfallKind.NoPath => Reasons.NoPath,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "unknown kind of shortfall"),
    };
}
