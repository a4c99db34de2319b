using System.Collections.Immutable;
using L2sm.OpenFlow;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Topology;

namespace Osm.L2sm.Connector.Services;

/// <summary>One step from a state to the next: what the journal writes and the state in memory applies.</summary>
internal abstract record IntentChange
{
    private IntentChange() { }

    /// <summary>The journal keeps it.</summary>
    public bool IsDurable => this is not PodPortSeen;

    public sealed record NetworkAdded(NetworkIntent Network) : IntentChange;

    /// <summary>Another request takes over a network whose own task died.</summary>
    public sealed record NetworkClaimed(Guid Network, Guid RequestId, DateTimeOffset At) : IntentChange;

    public sealed record NetworkPolled(Guid Network) : IntentChange;

    /// <summary>Takes its attachments and mirrors with it.</summary>
    public sealed record NetworkRemoved(Guid Network) : IntentChange;

    /// <summary>Null: no limit any more.</summary>
    public sealed record NetworkRated(Guid Network, RateLimit? Rate) : IntentChange;

    /// <summary>The switches that it passes from now on, from end to end; empty: any way.</summary>
    public sealed record NetworkHeld(Guid Network, EquatableArray<DatapathId> Path) : IntentChange;

    /// <summary>A new attachment, or one in place of the same port's.</summary>
    public sealed record PortAttached(Guid Network, PortIntent Port) : IntentChange;

    /// <summary>Asked into this network, or a mirror of it, until now: not the network that pods have it in.</summary>
    public sealed record PortDetached(Guid Network, PortKey Port) : IntentChange;

    /// <summary>A port that is in no network becomes a mirror of this one.</summary>
    public sealed record MirrorAdded(Guid Network, PortKey Port) : IntentChange;

    /// <summary>Pods say something else of a port; null: nothing any more. Never written down.</summary>
    public sealed record PodPortSeen(PortKey Port, PodPort? Seen) : IntentChange;

    /// <summary>All links known now; only the journal keeps them, for the next start.</summary>
    public sealed record LinksSeen(ImmutableArray<Link> Links) : IntentChange;

    /// <summary>Changes nothing and is written all the same: proves that the journal can be written.</summary>
    public sealed record Probe : IntentChange;
}
