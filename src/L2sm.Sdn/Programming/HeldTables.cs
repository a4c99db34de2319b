using L2sm.OpenFlow;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Pipeline;

namespace L2sm.Sdn.Programming;

/// <summary>Sorts what a switch says it holds by owner. Flows and groups of others, and what the switch learned, are left out.</summary>
internal static class HeldTables
{
    /// <summary>Reads the answers to a dump of our flows and of all groups.</summary>
    public static SwitchTables From(IEnumerable<FlowStats> flows, IEnumerable<GroupDescription> groups)
    {
        var flowsOf = flows
            .Where(flow => FlowCookie.IsOurs(flow.Cookie) && FlowCookie.Read(flow.Cookie).Kind != FlowKind.Learned)
            .ToLookup(flow => FlowCookie.Read(flow.Cookie).Network, Entry);
        var groupsOf = groups
            .Where(group => GroupIds.TryReadOwner(group.GroupId, out _))
            .ToLookup(group => GroupIds.TryReadOwner(group.GroupId, out var key) ? key : 0, Entry);
        var tables = SwitchTables.Empty.Fragments.ToBuilder();
        foreach (var key in flowsOf.Select(group => group.Key).Union(groupsOf.Select(group => group.Key)))
            tables[key] = new TableFragment(flowsOf[key].ToEquatableArray(), groupsOf[key].ToEquatableArray());
        return new SwitchTables(tables.ToImmutable());
    }

    private static FlowEntry Entry(FlowStats flow) => new(flow.TableId, flow.Priority, flow.Match, flow.Cookie, flow.Instructions);

    private static GroupEntry Entry(GroupDescription group) => new(group.GroupId, group.Type, group.Buckets);
}
