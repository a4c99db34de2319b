namespace L2sm.OpenFlow;

/// <summary>OpenFlow port numbers with a meaning (OpenFlow 1.3.5 §7.2.1, ofp_port_no).</summary>
public static class PortNumbers
{
    /// <summary>The highest number of a port that may stand for a cable.</summary>
    public const uint Max = 0xffff_ff00;
    /// <summary>Back out of the port where the frame came in.</summary>
    public const uint InPort = 0xffff_fff8;
    /// <summary>Through the tables again; only in packet-outs.</summary>
    public const uint Table = 0xffff_fff9;
    /// <summary>The switch's own non-OpenFlow forwarding.</summary>
    public const uint Normal = 0xffff_fffa;
    /// <summary>All ports but the one where the frame came in.</summary>
    public const uint All = 0xffff_fffc;
    /// <summary>To the controller.</summary>
    public const uint Controller = 0xffff_fffd;
    /// <summary>The switch's own network stack.</summary>
    public const uint Local = 0xffff_fffe;
    /// <summary>No port in particular: a wildcard in requests.</summary>
    public const uint Any = 0xffff_ffff;
}
