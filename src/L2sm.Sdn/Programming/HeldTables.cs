using L2sm.OpenFlow;
using L2sm.OpenFlow.Instructions;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Pipeline;

namespace L2sm.Sdn.Programming;

/// <summary>Sorts what a switch says it holds by owner. Flows, groups and meters of others, and what the switch learned, are left out.</summary>
internal static class HeldTables
{
    /// <summary>Reads the answers to a dump of our flows, of all groups and of all meters.</summary>
    public static SwitchTables From(IEnumerable<FlowStats> flows, IEnumerable<GroupDescription> groups, IEnumerable<MeterConfig>? meters = null)
    {
        var flowsOf = flows.Where(flow => IsOurs(flow.Cookie)).ToLookup(flow => FlowCookie.Read(flow.Cookie).Network, Entry);
        var groupsOf = groups
            .Where(group => GroupIds.TryReadOwner(group.GroupId, out _))
            .ToLookup(group => GroupIds.TryReadOwner(group.GroupId, out var key) ? key : 0, Entry);
        var metersOf = MetersByOwner(meters ?? [], flowsOf);
        var tables = SwitchTables.Empty.Fragments.ToBuilder();
        foreach (var key in flowsOf.Select(group => group.Key).Union(groupsOf.Select(group => group.Key)).Union(metersOf.Select(group => group.Key)))
            tables[key] = new TableFragment(flowsOf[key].ToEquatableArray(), groupsOf[key].ToEquatableArray()) { Meters = metersOf[key].ToEquatableArray() };
        return new SwitchTables(tables.ToImmutable());
    }

    /// <summary>Whether a flow is ours by its cookie, and not one that the switch learned.</summary>
    public static bool IsOurs(ulong cookie) => FlowCookie.IsOurs(cookie) && (cookie & FlowCookie.LearnedBit) == 0;

    /// <summary>As it is compared.</summary>
    public static FlowEntry Entry(FlowStats flow) => new(flow.TableId, flow.Priority, flow.Match, flow.Cookie, flow.Instructions);

    private static GroupEntry Entry(GroupDescription group) => new(group.GroupId, group.Type, group.Buckets);

    /// <summary>A port's meter is its network's whose flow goes through it; one that no flow uses is the base's, which wants none.</summary>
    private static ILookup<uint, MeterEntry> MetersByOwner(IEnumerable<MeterConfig> meters, ILookup<uint, FlowEntry> flows)
    {
        MeterConfig[] ours = [.. meters.Where(meter => MeterIds.IsOurs(meter.MeterId, out _))];
        if (ours.Length == 0) return Array.Empty<MeterEntry>().ToLookup(_ => 0u);
        var users = new Dictionary<uint, uint>();
        foreach (var owner in flows)
            foreach (var flow in owner)
                foreach (var through in flow.Instructions.OfType<MeterInstruction>())
                    users[through.MeterId] = owner.Key;
        return ours.ToLookup(
            meter => users.TryGetValue(meter.MeterId, out var owner) ? owner
                : MeterIds.IsOurs(meter.MeterId, out var port) && port is null ? MeterIds.NetworkOf(meter.MeterId)
                : TableFragment.BaseKey,
            meter => MeterEntry.Of(meter.MeterId, meter.Flags, meter.Bands));
    }
}
