using L2sm.OpenFlow;
using L2sm.OpenFlow.Instructions;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Pipeline;

namespace L2smOsm.Testing.Switching;

/// <summary>Tables as text, in the words of <c>ovs-ofctl</c> and in a fixed order, for people and for golden files.</summary>
public static class TableText
{
    /// <summary>What a plan wants on a switch.</summary>
    public static string Of(SwitchTables tables) => Of(tables.Fragments.Values);

    /// <summary>What a switch holds, learned flows included.</summary>
    public static string Of(SoftwareSwitch tables) => Of(
        tables.Flows.Select(flow => new FlowEntry(flow.TableId, flow.Priority, flow.Match, flow.Cookie, flow.Instructions)),
        tables.Groups.Select(group => new GroupEntry(group.GroupId, group.Type, group.Buckets)));

    private static string Of(IEnumerable<TableFragment> fragments) => 
        Of(fragments.SelectMany(part => part.Flows), fragments.SelectMany(part => part.Groups)) + string.Concat(fragments.SelectMany(part => part.Meters).OrderBy(meter => meter.MeterId).Select(Line));

    private static string Of(IEnumerable<FlowEntry> flows, IEnumerable<GroupEntry> groups) => string.Concat(
    [
        .. flows.OrderBy(flow => flow.TableId).ThenByDescending(flow => flow.Priority).ThenBy(flow => FlowCookie.Read(flow.Cookie).Network)
            .ThenBy(flow => SortKey(flow.Match.ToString()), StringComparer.Ordinal)
            .Select(flow => Line(flow)),
        .. groups.OrderBy(group => group.GroupId).Select(group => Line(group)),
    ]);

    private static string Line(FlowEntry flow)
    {
        var match = flow.Match.ToString();
        return $"table={flow.TableId} cookie=0x{flow.Cookie:x} priority={flow.Priority}{(match.Length > 0 ? "," : "")}{match} actions={Actions(flow.Instructions)}\n";
    }

    private static string Line(GroupEntry group) =>
        $"group_id=0x{group.GroupId:x},type={TypeName(group.GroupType)}{string.Concat(group.Buckets.Select(bucket => $",{bucket}"))}\n";

    private static string Line(MeterEntry meter) =>
        $"meter={meter.MeterId} {meter.Flags.ToString().ToLowerInvariant()}{string.Concat(meter.Bands.OfType<DropBand>().Select(band => $" drop rate={band.Rate} burst_size={band.BurstSize}"))}\n";

    private static string Actions(EquatableArray<Instruction> instructions) =>
        instructions.Count == 0 ? "drop" : string.Join(',', instructions.Select(instruction => instruction.ToString()));

    private static string TypeName(GroupType type) => type switch
    {
        GroupType.All => "all",
        GroupType.FastFailover => "ff",
        _ => type.ToString().ToLowerInvariant(),
    };

    /// <summary>Numbers sort by value.</summary>
    private static string SortKey(string match)
    {
        var key = new System.Text.StringBuilder();
        for (var at = 0; at < match.Length;)
        {
            var end = at;
            while (end < match.Length && char.IsAsciiDigit(match[end])) end++;
            if (end > at) key.Append(match[at..end].PadLeft(12, '0'));
            else key.Append(match[end++]);
            at = end;
        }
        return key.ToString();
    }
}
