using L2sm.OpenFlow;
using L2sm.OpenFlow.Actions;
using L2sm.OpenFlow.Matching;
using L2sm.Sdn.Pipeline;

namespace L2sm.Sdn.Programming;

/// <summary>
/// Moves a port between networks without a moment in both: as long as the switch holds it in one network, or as a link, it is withheld from
/// the other. The same holds within a network for a port that turns from attached to mirror or back, which would get frames twice.
/// </summary>
internal static class PortHandover
{
    private enum Role
    {
        Attached,
        Mirror,
        Link,
    }

    /// <summary>A port's place in the tables of an owner.</summary>
    private readonly record struct Claim(uint Port, uint Key, Role Role);

    /// <summary>
    /// What may be programmed now: <paramref name="desired"/>, without the ports that <paramref name="held"/> has in another place.
    /// Equal to <paramref name="desired"/> once they have left. Looks at <paramref name="keys"/> only: a port that moves changes both its networks.
    /// </summary>
    public static SwitchTables Withhold(SwitchTables desired, SwitchTables held, IReadOnlyCollection<uint> keys)
    {
        if (!keys.Any(held.Fragments.ContainsKey)) return desired; // a switch that comes empty is simply filled
        var claims = keys.SelectMany(key => ClaimsOf(key, held[key]).Concat(LinksOf(held[key]))).ToLookup(claim => claim.Port);
        if (claims.Count == 0) return desired;
        var result = desired;
        foreach (var key in keys)
        {
            if (key == TableFragment.BaseKey) continue;
            var moving = ClaimsOf(key, desired[key]).Where(claim => claims[claim.Port].Any(other => other != claim)).Select(claim => claim.Port).ToHashSet();
            if (moving.Count > 0) result = result.With(key, Without(desired[key], moving));
        }
        return result;
    }

    /// <summary>The ports that a network's rules take from or send to; a refused change can leave one without the other.</summary>
    private static IEnumerable<Claim> ClaimsOf(uint key, TableFragment fragment) => fragment.Flows
        .Where(flow => FlowCookie.Read(flow.Cookie).Kind == FlowKind.Port && flow.Instructions.Count > 0)
        .Select(flow => new Claim(flow.Match.TryGet(Oxm.InPort, out var port) ? (uint)port.Value : 0, key, Role.Attached))
        .Concat(
            from @group in fragment.Groups
            from output in @group.Buckets.SelectMany(bucket => bucket.Actions).OfType<OutputAction>()
            select new Claim(output.Port, key, GroupIds.IsMirror(@group.GroupId) ? Role.Mirror : Role.Attached));

    private static IEnumerable<Claim> LinksOf(TableFragment fragment) =>
        fragment.Groups.SelectMany(group => group.LinkPorts).Select(port => new Claim(port, TableFragment.BaseKey, Role.Link));

    private static TableFragment Without(TableFragment fragment, HashSet<uint> ports) => fragment with
    {
        Flows = fragment.Flows.Where(flow => !Uses(flow, ports)).ToEquatableArray(),
        Groups = fragment.Groups
            .Select(group => group with { Buckets = group.Buckets.Where(bucket => !Sends(bucket.Actions, ports)).ToEquatableArray() })
            .ToEquatableArray(),
    };

    private static bool Uses(FlowEntry flow, HashSet<uint> ports) =>
        (flow.Match.TryGet(Oxm.InPort, out var port) && ports.Contains((uint)port.Value))
        || (Registers.PortSetBy(flow.Instructions) is { } leadsTo && ports.Contains(leadsTo));

    private static bool Sends(EquatableArray<OpenFlowAction> actions, HashSet<uint> ports) =>
        actions.OfType<OutputAction>().Any(output => ports.Contains(output.Port));
}
