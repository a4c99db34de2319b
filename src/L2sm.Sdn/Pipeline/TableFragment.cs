using System.Collections.Immutable;
using L2sm.OpenFlow;

namespace L2sm.Sdn.Pipeline;

/// <summary>The flows, groups and meters of one owner on one switch: of one network, or the base. Fragments share no key, so each is compared alone.</summary>
public sealed record TableFragment(EquatableArray<FlowEntry> Flows, EquatableArray<GroupEntry> Groups)
{
    /// <summary>The key of the base flows among <see cref="SwitchTables.Fragments"/>.</summary>
    public const uint BaseKey = 0;

    /// <summary>Nothing.</summary>
    public static readonly TableFragment Empty = new([], []);

    /// <summary>The meters that its flows go through.</summary>
    public EquatableArray<MeterEntry> Meters { get; init; } = [];

    /// <summary>Whether there is nothing in it.</summary>
    public bool IsEmpty => Flows.Count == 0 && Groups.Count == 0 && Meters.Count == 0;

    /// <summary>The ports of a network here, attached ones and those of links: where its frames may come from. Mirror ports are none of them.</summary>
    public IEnumerable<uint> FloodedPorts => Groups.Where(group => GroupIds.IsFlood(group.GroupId)).SelectMany(group => group.OutputPorts);
}

/// <summary>All that one switch should hold, or holds, by owner: network number, or <see cref="TableFragment.BaseKey"/>.</summary>
public sealed record SwitchTables(ImmutableDictionary<uint, TableFragment> Fragments)
{
    /// <summary>
    /// An empty switch. Values compare by reference: a dictionary keeps the old object where an equal one is set, and whether a switch
    /// confirmed "this very fragment" is asked by reference.
    /// </summary>
    public static readonly SwitchTables Empty = new(ImmutableDictionary.Create<uint, TableFragment>(null, ReferenceEqualityComparer.Instance));

    /// <summary>The part of one owner; empty where it has none.</summary>
    public TableFragment this[uint key] => Fragments.TryGetValue(key, out var fragment) ? fragment : TableFragment.Empty;

    /// <summary>With this part in place; an empty one is left out.</summary>
    public SwitchTables With(uint key, TableFragment fragment) =>
        new(fragment.IsEmpty ? Fragments.Remove(key) : Fragments.SetItem(key, fragment));
}
