using L2sm.OpenFlow;
using L2sm.OpenFlow.Matching;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Pipeline;

namespace L2sm.Sdn.Programming;

/// <summary>The difference between what a switch should hold and what it holds, as messages in the order that opens no gap.</summary>
internal sealed class FragmentDiff
{
    private readonly Dictionary<uint, (uint Key, MeterEntry Meter)> metersWanted = [];
    private readonly Dictionary<uint, (uint Key, MeterEntry Meter)> metersHeld = [];
    private readonly List<ProgramMessage> fences = [];
    private readonly List<ProgramMessage> fenceDeletes = [];
    private readonly List<ProgramMessage> groupAdds = [];
    private readonly List<ProgramMessage> groupChanges = [];
    private readonly List<ProgramMessage> flowAdds = [];
    private readonly List<ProgramMessage> flowDeletes = [];
    private readonly List<ProgramMessage> forgets = [];
    private readonly List<ProgramMessage> treeTags = [];
    private readonly List<ProgramMessage> groupDeletes = [];

    // Of the fragment that is compared: empty for a switch that comes empty, so that filling it looks nothing up.
    private readonly Dictionary<uint, GroupEntry> groupsBefore = [];
    private readonly Dictionary<FlowKey, FlowEntry> flowsBefore = [];

    /// <summary>
    /// Meters that flows are to use: new and changed ones. No bundle takes them, so they come before. One that goes from an owner to another is
    /// a change.
    /// </summary>
    public IReadOnlyList<ProgramMessage> MetersFirst =>
    [
        .. from wanted in metersWanted
           let held = metersHeld.TryGetValue(wanted.Key, out var found) ? found.Meter : null
           where held != wanted.Value.Meter
           select new ProgramMessage(wanted.Value.Key, wanted.Value.Meter.ToMod(held is null ? MeterModCommand.Add : MeterModCommand.Modify)),
    ];

    /// <summary>
    /// All but the meters, in order: first <see cref="Adds"/> that come, then what goes. What closes a network's door to a link is before the link is
    /// there for all; new and changed groups are before the flows that use them. Groups are deleted last, since a switch deletes with a group the
    /// flows that name it. A network goes before the links that it uses: deletes are in the reverse order of adds. What was learned is forgotten
    /// after the flows that could teach it again are gone, and before a new tree's tag is set: whoever finds the tag can rely on it, wherever the
    /// connection broke.
    /// </summary>
    public List<ProgramMessage> Changes()
    {
        var all = new List<ProgramMessage>(Flows + Groups);
        foreach (var part in new[] { fences, groupAdds, groupChanges, flowAdds, flowDeletes, fenceDeletes, forgets, treeTags, groupDeletes })
        {
            all.AddRange(part);
            if (part == flowDeletes || part == groupDeletes) all.Reverse(all.Count - part.Count, part.Count);
        }
        return all;
    }

    /// <summary>How many of the <see cref="Changes"/> come; the others go.</summary>
    public int Adds => fences.Count + groupAdds.Count + groupChanges.Count + flowAdds.Count;

    /// <summary>Meters that no flow uses any longer: a switch deletes with a meter the flows that go through it.</summary>
    public IReadOnlyList<ProgramMessage> MetersLast =>
        [.. metersHeld.Where(held => !metersWanted.ContainsKey(held.Key)).Select(held => new ProgramMessage(held.Value.Key, held.Value.Meter.ToMod(MeterModCommand.Delete)))];

    /// <summary>Everything so far, in order.</summary>
    public IReadOnlyList<ProgramMessage> Messages => [.. MetersFirst, .. Changes(), .. MetersLast];

    /// <summary>How many messages there are: no list is made for it.</summary>
    public int Count => Flows + Groups + (metersWanted.Count + metersHeld.Count == 0 ? 0 : MetersFirst.Count + MetersLast.Count);

    /// <summary>How many of them are flow mods.</summary>
    public int Flows => fences.Count + fenceDeletes.Count + flowAdds.Count + flowDeletes.Count + forgets.Count + treeTags.Count;

    /// <summary>How many of them are group mods.</summary>
    public int Groups => groupAdds.Count + groupChanges.Count + groupDeletes.Count;

    /// <summary>Whether learned addresses are forgotten: then some may be learned once more by frames under way.</summary>
    public bool Forgets => forgets.Count > 0;

    /// <summary>Adds what turns one owner's fragment into another: O(size of the two). The base comes first: networks' groups use its own.</summary>
    public void Add(uint key, TableFragment desired, TableFragment held)
    {
        if (desired == held) return;
        foreach (var meter in desired.Meters) metersWanted[meter.MeterId] = (key, meter);
        foreach (var meter in held.Meters) metersHeld[meter.MeterId] = (key, meter);
        CompareGroups(key, desired, held);
        CompareFlows(key, desired, held);
        if (key != TableFragment.BaseKey) ForgetLearned(key, desired, held);
    }

    /// <summary>Forgets what was learned in an older layout of the tables: there, it stands where something else is looked up now.</summary>
    public void ForgetGeneration(byte generation) => forgets.Add(new(TableFragment.BaseKey, new FlowMod
    {
        Command = FlowModCommand.Delete,
        TableId = 0xff,
        Cookie = new FlowCookie(FlowKind.Learned, TableFragment.BaseKey, Generation: generation).Value,
        CookieMask = FlowCookie.OwnerMask | FlowCookie.GenerationMask | FlowCookie.KindMask,
    }));

    private void CompareGroups(uint key, TableFragment desired, TableFragment held)
    {
        foreach (var group in held.Groups) groupsBefore[group.GroupId] = group;
        foreach (var group in desired.Groups)
        {
            if (!groupsBefore.Remove(group.GroupId, out var old)) groupAdds.Add(new(key, group.ToMod(GroupModCommand.Add)));
            else if (old != group) groupChanges.Add(new(key, group.ToMod(GroupModCommand.Modify)));
        }
        foreach (var old in groupsBefore.Values) groupDeletes.Add(new(key, old.ToMod(GroupModCommand.Delete)));
        groupsBefore.Clear();
    }

    private void CompareFlows(uint key, TableFragment desired, TableFragment held)
    {
        foreach (var flow in held.Flows) flowsBefore[flow.Key] = flow;
        foreach (var flow in desired.Flows)
            if (!flowsBefore.Remove(flow.Key, out var old) || old != flow)
                (IsFence(flow) ? fences : IsTreeTag(flow, old) ? treeTags : flowAdds).Add(new(key, flow.ToAdd()));
        foreach (var old in flowsBefore.Values) (IsFence(old) ? fenceDeletes : flowDeletes).Add(new(key, old.ToDelete()));
        flowsBefore.Clear();
    }

    /// <summary>A drop of what comes over a link that the tree has left. It stands on nothing, so it comes first and goes after all other flows.</summary>
    private static bool IsFence(FlowEntry flow) => flow is { TableId: Tables.Learn, Priority: Tables.LeavingPriority or Tables.LeavingCopyPriority, Instructions.Count: 0 };

    /// <summary>A flood that stays, with the tag of another tree.</summary>
    private static bool IsTreeTag(FlowEntry flow, FlowEntry? old) =>
        old is not null && old.Instructions == flow.Instructions && FlowCookie.Read(flow.Cookie).Kind == FlowKind.Flood
        && FlowCookie.Read(old.Cookie) is { Kind: FlowKind.Flood, Generation: FlowCookie.CurrentGeneration };

    /// <summary>
    /// Addresses learned behind a port that left the network, or behind a link once the tree has changed, would lead astray: into a port that
    /// another network may get next, or round in circles. All of the network's are forgotten; frames are flooded until they are learned again.
    /// </summary>
    private void ForgetLearned(uint key, TableFragment desired, TableFragment held)
    {
        if (held == TableFragment.Empty) return;
        var plain = PlainTables.Made(held);
        if (TreeTagOf(desired) == TreeTagOf(held) && plain == PlainTables.Made(desired) && !(plain && LearnOf(desired) != LearnOf(held)) && !PortsOf(held).Except(PortsOf(desired)).Any()) return;
        forgets.Add(new(key, LearnedAddresses.Forget(key, plain)));
    }

    /// <summary>Where frames may come from, by what is sent there and by what is taken from there: a broken round can leave one without the other.</summary>
    private static IEnumerable<uint> PortsOf(TableFragment fragment) => fragment.FloodedPorts.Concat(
        from flow in fragment.Flows
        where FlowCookie.Read(flow.Cookie).Kind == FlowKind.Port && flow.Instructions.Count > 0 && flow.Match.TryGet(Oxm.InPort, out _)
        select flow.Match.TryGet(Oxm.InPort, out var port) ? (uint)port.Value : 0);

    /// <summary>What a plain switch does with new senders, and so with learned ones: a meter that comes must not be gone round by them.</summary>
    private static FlowEntry? LearnOf(TableFragment fragment) =>
        fragment.Flows.FirstOrDefault(flow => flow.Priority == Tables.LearnPriority && FlowCookie.Read(flow.Cookie).Kind == FlowKind.Learn);

    private static ushort? TreeTagOf(TableFragment fragment) => fragment.Flows
        .Select(flow => FlowCookie.Read(flow.Cookie))
        .Where(cookie => cookie.Kind == FlowKind.Flood)
        .Select(cookie => (ushort?)cookie.TreeTag)
        .FirstOrDefault();
}

/// <summary>A message and the fragment it is for, so that an error finds its owner.</summary>
internal readonly record struct ProgramMessage(uint FragmentKey, OpenFlowMessage Message);
