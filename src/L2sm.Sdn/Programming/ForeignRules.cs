using L2sm.OpenFlow;
using L2sm.OpenFlow.Actions;
using L2sm.OpenFlow.Instructions;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Pipeline;

namespace L2sm.Sdn.Programming;

/// <summary>The flows of others in our tables, and their groups: counted, some of them told. Bounded.</summary>
internal sealed class ForeignRules
{
    private const int Most = 10_000;
    private const int Told = 10;

    private readonly Dictionary<FlowKey, FlowEntry> flows = [];
    private IReadOnlyList<GroupDescription> groups = [];
    private int beyond; // flows that are counted and not kept
    private bool changed;

    /// <summary>What people are told.</summary>
    public ForeignStatus Status { get; private set; } = ForeignStatus.None;

    /// <summary>All of them were read.</summary>
    public void Reset(IReadOnlyList<FlowEntry> foreignFlows, IReadOnlyList<GroupDescription> foreignGroups)
    {
        flows.Clear();
        foreach (var flow in foreignFlows.Take(Most)) flows[flow.Key] = flow;
        (groups, beyond, changed) = (foreignGroups, Math.Max(0, foreignFlows.Count - Most), true);
    }

    /// <summary>One came, or is another now.</summary>
    public void Seen(FlowEntry flow)
    {
        changed = true;
        if (flows.Count < Most || flows.ContainsKey(flow.Key)) flows[flow.Key] = flow;
        else beyond++;
    }

    /// <summary>One went, or was overwritten.</summary>
    public void Gone(FlowKey key) => changed |= flows.Remove(key);

    /// <summary>What is to go: all where the switch is ours, else only what hands frames to the switch's own forwarding, which knows no networks (DESIGN §4).</summary>
    public IReadOnlyList<ProgramMessage> ToRemove(bool all) =>
    [
        .. flows.Values.Where(flow => all || SendsPastThePipeline(flow)).Select(flow => new ProgramMessage(TableFragment.BaseKey, flow.ToDelete())),
        .. all ? groups.Select(group => new ProgramMessage(TableFragment.BaseKey, new GroupMod(GroupModCommand.Delete, group.Type, group.GroupId, []))) : [],
    ];

    /// <summary>What is in the way of these was removed, or overwritten.</summary>
    public void Removed(FragmentDiff diff)
    {
        if (flows.Count > 0 || groups.Count > 0) Removed(diff.Messages);
    }

    /// <summary>These were removed, or overwritten.</summary>
    public void Removed(IEnumerable<ProgramMessage> messages)
    {
        foreach (var message in messages)
            if (message.Message is FlowMod flow) Gone(new FlowKey(flow.TableId, flow.Priority, flow.Match));
            else if (message.Message is GroupMod group && groups.Any(other => other.GroupId == group.GroupId))
                (groups, changed) = ([.. groups.Where(other => other.GroupId != group.GroupId)], true);
    }

    /// <summary>Brings <see cref="Status"/> up to date. True if it is another.</summary>
    public bool Refresh()
    {
        if (!changed) return false;
        changed = false;
        var sample = flows.Values.OrderBy(flow => flow.TableId).ThenByDescending(flow => flow.Priority).ThenBy(flow => flow.Cookie).Take(Told).Select(Text)
            .Concat(groups.OrderBy(group => group.GroupId).Take(Told).Select(group => $"group {group.GroupId}: {group.Type}, {group.Buckets.Count} buckets"))
            .Take(Told).ToEquatableArray();
        var now = new ForeignStatus(flows.Count + beyond, groups.Count, sample);
        if (now == Status) return false;
        Status = now;
        return true;
    }

    /// <summary>One of <see cref="ToRemove"/>, for people.</summary>
    public string Describe(ProgramMessage removal) => removal.Message switch
    {
        FlowMod flow when flows.TryGetValue(new FlowKey(flow.TableId, flow.Priority, flow.Match), out var found) => Text(found),
        GroupMod group => $"group {group.GroupId}",
        var other => other.Type.ToString(),
    };

    private static bool SendsPastThePipeline(FlowEntry flow) => flow.Instructions
        .SelectMany(instruction => instruction switch
        {
            ApplyActions apply => apply.Actions,
            WriteActions write => write.Actions,
            _ => new EquatableArray<OpenFlowAction>(),
        })
        .Any(action => action is OutputAction { Port: PortNumbers.Normal });

    private static string Text(FlowEntry flow) =>
        $"table={flow.TableId} priority={flow.Priority} cookie=0x{flow.Cookie:x} [{flow.Match}] {(flow.Instructions.Count == 0 ? "drop" : string.Join(',', flow.Instructions))}";
}
