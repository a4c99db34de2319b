using L2sm.OpenFlow;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Pipeline;

namespace L2sm.Sdn.Programming;

/// <summary>
/// Ports that were taken out of a network, by switch, until that switch has let go of them. Then the network's other switches forget what they
/// have learned: else they would send to the host's old place for as long as somebody sends, since a used address is not forgotten. (Bridges
/// flush their tables like that when the topology changes, IEEE 802.1D.) Not thread-safe.
/// </summary>
internal sealed class DepartedPorts
{
    private readonly HashSet<(DatapathId Switch, NetworkId Network)> leaving = [];

    /// <summary>Compares what is wanted with what was: O(ports of the changed networks).</summary>
    public void Note(FabricPlan before, FabricPlan after)
    {
        foreach (var id in after.Changes.Select(change => change.Network).Distinct())
            if (before.Networks.Networks.TryGetValue(id, out var had) && after.Networks.Networks.TryGetValue(id, out var has))
                foreach (var port in had.Attachments.Keys.Where(port => !has.Attachments.ContainsKey(port)))
                    leaving.Add((port.Switch, id));
    }

    /// <summary>The networks among these whose ports this switch has let go of now.</summary>
    public NetworkId[] Confirm(DatapathId at, IEnumerable<NetworkId> networks) => leaving.Count == 0 ? [] : [.. networks.Where(id => leaving.Remove((at, id)))];

    /// <summary>Networks with ports on switches of which nobody knows when they let go.</summary>
    public NetworkId[] GiveUp(Predicate<DatapathId> isAway)
    {
        NetworkId[] networks = [.. leaving.Where(entry => isAway(entry.Switch)).Select(entry => entry.Network)];
        leaving.RemoveWhere(entry => isAway(entry.Switch));
        return networks;
    }
}
