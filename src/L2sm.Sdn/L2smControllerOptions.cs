using L2sm.Sdn.Roles;
using L2sm.Sdn.Topology;

namespace L2sm.Sdn;

/// <summary>How a controller behaves. The defaults suit a cluster.</summary>
public sealed record L2smControllerOptions
{
    /// <summary>The role at the start; <see cref="FabricRole.Equal"/>. <see cref="L2smController.SetRole"/> changes it.</summary>
    public FabricRole Role { get; init; } = FabricRole.Equal;

    /// <summary>Between two discovery frames out of the same port; 0.5 s.</summary>
    public TimeSpan DiscoveryInterval { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>A link not seen for this long, in rounds of <see cref="DiscoveryInterval"/> in which both its switches were heard, is gone, up to
    /// one round later; 3 s. At most 64 rounds.</summary>
    public TimeSpan LinkTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>A switch without a session for this long, while most others have theirs, is taken for dead: no network's way leads through it where there is another; 4 s.</summary>
    public TimeSpan AbsentAfter { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>No switch is taken for dead before most have been connected for this long, as after a start: others may be late to dial again; 15 s.</summary>
    public TimeSpan AbsentAtStartAfter { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>An echo request is sent after this long without a message; 5 s.</summary>
    public TimeSpan EchoInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A request without its answer for this long ends the session; 10 s.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After a port left a network, the switch is asked this much later whether frames under way taught it the port again; 1 s.</summary>
    public TimeSpan LearnedSweepDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Between two comparisons of what a switch holds with what it should; 60 s.</summary>
    public TimeSpan AuditInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A switch that does not answer a question about an extension for this long does not have it; 2 s.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>What every switch speaks; null, the default, to ask each one.</summary>
    public SwitchDialect? Dialect { get; init; }

    /// <summary>Changes that others make are told by the switch at once, where it has flow monitors; else the audit finds them. True.</summary>
    public bool WatchFlows { get; init; } = true;

    /// <summary>All switches are known to keep their rules without a controller (Open vSwitch: <c>fail_mode=secure</c>). False.</summary>
    public bool FailSecure { get; init; }

    /// <summary>A switch that is not <see cref="FailSecure"/> opens after this long without a controller; 15 s, as Open vSwitch does.</summary>
    public TimeSpan OpensAfter { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The switches are ours alone: flows and groups of others in our tables are removed, not only reported. False.</summary>
    public bool OwnSwitches { get; init; }

    /// <summary>The largest IP packet, in bytes, that the network between the switches takes; 1,500.</summary>
    public int UnderlayMtu { get; init; } = 1500;

    /// <summary>What a tunnel takes of it, in bytes: 50 for VXLAN over IPv4, the default; 70 over IPv6.</summary>
    public int TunnelOverhead { get; init; } = 50;
}
