namespace L2sm.Sdn;

/// <summary>What passed over one session: a moment's copy.</summary>
/// <param name="FlowMods">Flow mods sent.</param>
/// <param name="GroupMods">Group mods sent.</param>
/// <param name="PacketInsDiscovery">LLDP and BDDP frames received.</param>
/// <param name="PacketInsOther">All other packet-ins: stays still while the data path needs no controller.</param>
/// <param name="Errors">OpenFlow errors received.</param>
public sealed record SwitchCounters(long FlowMods, long GroupMods, long PacketInsDiscovery, long PacketInsOther, long Errors)
{
    /// <summary>Nothing yet.</summary>
    public static readonly SwitchCounters Zero = new(0, 0, 0, 0, 0);
}
