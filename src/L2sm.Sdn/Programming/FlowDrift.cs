using L2sm.OpenFlow;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Pipeline;

namespace L2sm.Sdn.Programming;

/// <summary>What a switch holds after others changed it.</summary>
/// <param name="Held">What is ours now.</param>
/// <param name="Touched">The owners whose part may be another.</param>
/// <param name="GroupsGone">A flow went with its group: groups are not watched, so they have to be read.</param>
internal sealed record FlowDrift(SwitchTables Held, IReadOnlyCollection<uint> Touched, bool GroupsGone)
{
    /// <summary>
    /// Follows the changes in order. A change that was done before our last round may be told after it: then a flow is written once more than
    /// needed, and no flow once less.
    /// </summary>
    public static FlowDrift Follow(SwitchTables held, IReadOnlyList<FlowChanged> changes, ForeignRules foreign)
    {
        // Which flow had the key of a new one is asked only where there are new ones.
        var owners = new Dictionary<FlowKey, uint>();
        if (changes.Any(change => change.Event != FlowUpdateEvent.Deleted))
            foreach (var (owner, fragment) in held.Fragments)
                foreach (var flow in fragment.Flows)
                    owners[flow.Key] = owner;
        var edits = new Dictionary<uint, Dictionary<FlowKey, FlowEntry>>();
        Dictionary<FlowKey, FlowEntry> Edit(uint owner)
        {
            if (!edits.TryGetValue(owner, out var flows)) edits.Add(owner, flows = held[owner].Flows.ToDictionary(flow => flow.Key));
            return flows;
        }

        var groupsGone = false;
        foreach (var change in changes)
        {
            if (change.TableId == Tables.Learned) continue;
            var flow = new FlowEntry(change.TableId, change.Priority, change.Match, change.Cookie, change.Instructions);
            var ours = HeldTables.IsOurs(change.Cookie);
            var owner = FlowCookie.Read(change.Cookie).Network;
            if (change.Event == FlowUpdateEvent.Deleted)
            {
                groupsGone |= change.Reason == FlowRemovedReason.GroupDelete;
                if (ours && Edit(owner).Remove(flow.Key)) owners.Remove(flow.Key);
                else foreign.Gone(flow.Key);
                continue;
            }
            // It takes the place of whatever was there.
            if (owners.Remove(flow.Key, out var before)) Edit(before).Remove(flow.Key);
            foreign.Gone(flow.Key);
            if (ours)
            {
                Edit(owner)[flow.Key] = flow;
                owners[flow.Key] = owner;
            }
            else if (!FlowCookie.IsOurs(change.Cookie)) foreign.Seen(flow);
        }
        var result = held;
        foreach (var (owner, flows) in edits) result = result.With(owner, held[owner] with { Flows = flows.Values.ToEquatableArray() });
        return new FlowDrift(result, edits.Keys, groupsGone);
    }
}
