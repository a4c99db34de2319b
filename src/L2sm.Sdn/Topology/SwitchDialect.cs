namespace L2sm.Sdn.Topology;

/// <summary>What a switch speaks besides OpenFlow 1.3, and so which tables it gets.</summary>
public enum SwitchDialect : byte
{
    /// <summary>The Nicira extensions, as Open vSwitch has them: registers, resubmit and learn. The switch learns by itself.</summary>
    Nicira,

    /// <summary>OpenFlow 1.3 alone: the controller learns for the switch (docs/adr/0010).</summary>
    Plain,
}
