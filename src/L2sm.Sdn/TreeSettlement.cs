using L2sm.OpenFlow;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Pipeline;

namespace L2sm.Sdn;

/// <summary>The second step of trees that move (docs/adr/0003): when networks may be given the rest of them.</summary>
internal static class TreeSettlement
{
    /// <summary>
    /// The plan with the rest of their trees given to those of these networks of which every connected switch has let go of the edges before; the same
    /// plan if there are none.
    /// </summary>
    public static FabricPlan Settle(FabricPlan plan, IReadOnlyDictionary<DatapathId, SwitchAgent> agents, IEnumerable<NetworkId> networks)
    {
        if (plan.Unsettled.IsEmpty || !agents.Values.All(agent => agent.Programmer.HasReadTables && !plan.Unread.Contains(agent.Id) && FollowsLinks(agent, plan))) return plan;
        NetworkId[] ready =
        [
            .. networks.Where(id => plan.Unsettled.Contains(id)
                && agents.Values.All(agent => agent.Programmer.HasConfirmed(id.Value, plan.FragmentOf(agent.Id, id)))),
        ];
        // Together: a link that many networks crossed leaves as many to settle.
        return ready.Length > 0 ? plan.Settle(at => !agents.ContainsKey(at), ready) : plan;
    }

    /// <summary>Whether a switch has taken the links as they are. One that refuses its base must not keep all others from their trees.</summary>
    private static bool FollowsLinks(SwitchAgent agent, FabricPlan plan) =>
        plan.BaseOf(agent.Id) is var @base
        && (agent.Programmer.HasConfirmed(TableFragment.BaseKey, @base) || agent.Programmer.RefusalOf(TableFragment.BaseKey, @base) is not null);
}
