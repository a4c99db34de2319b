using L2sm.OpenFlow;
using L2sm.OpenFlow.Actions;
using L2sm.OpenFlow.Matching;
using L2sm.Sdn.Pipeline;

namespace L2sm.Sdn.Programming;

/// <summary>
/// Moves a port between networks without a moment in both: as long as the switch holds it in one network, or as a link, it is withheld from
/// the other.
/// </summary>
internal static class PortHandover
{
    /// <summary>
    /// What may be programmed now: <paramref name="desired"/>, without the ports that <paramref name="held"/> has in another network.
    /// Equal to <paramref name="desired"/> once they have left. Looks at <paramref name="keys"/> only: a port that moves changes both its networks.
    /// </summary>
    public static SwitchTables Withhold(SwitchTables desired, SwitchTables held, IReadOnlyCollection<uint> keys)
    {
        var owners = new Dictionary<uint, uint>();
        foreach (var key in keys)
        {
            foreach (var port in PortsOf(held[key])) owners[port] = key;
            foreach (var port in held[key].Groups.SelectMany(group => group.LinkPorts)) owners[port] = TableFragment.BaseKey;
        }
        if (owners.Count == 0) return desired;
        var result = desired;
        foreach (var key in keys)
        {
            if (key == TableFragment.BaseKey) continue;
            var moving = PortsOf(desired[key]).Where(port => owners.TryGetValue(port, out var owner) && owner != key).ToHashSet();
            if (moving.Count > 0) result = result.With(key, Without(desired[key], moving));
        }
        return result;
    }

    /// <summary>The ports that a network's rules take from or send to; a refused change can leave one without the other.</summary>
    private static IEnumerable<uint> PortsOf(TableFragment fragment) => fragment.Flows
        .Where(flow => FlowCookie.Read(flow.Cookie).Kind == FlowKind.Port)
        .Select(flow => flow.Match.TryGet(Oxm.InPort, out var port) ? (uint)port.Value : 0)
        .Concat(fragment.Groups.SelectMany(group => group.Buckets).SelectMany(bucket => bucket.Actions).OfType<OutputAction>().Select(output => output.Port));

    private static TableFragment Without(TableFragment fragment, HashSet<uint> ports) => new(
        fragment.Flows.Where(flow => !Uses(flow, ports)).ToEquatableArray(),
        fragment.Groups
            .Select(group => group with { Buckets = group.Buckets.Where(bucket => !Sends(bucket.Actions, ports)).ToEquatableArray() })
            .ToEquatableArray());

    private static bool Uses(FlowEntry flow, HashSet<uint> ports) =>
        (flow.Match.TryGet(Oxm.InPort, out var port) && ports.Contains((uint)port.Value))
        || (Registers.PortSetBy(flow.Instructions) is { } leadsTo && ports.Contains(leadsTo));

    private static bool Sends(EquatableArray<OpenFlowAction> actions, HashSet<uint> ports) =>
        actions.OfType<OutputAction>().Any(output => ports.Contains(output.Port));
}
