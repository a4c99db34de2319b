using System.Collections.Immutable;
using System.IO.Pipelines;
using L2sm.OpenFlow;
using L2sm.Sdn;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Roles;
using L2sm.Sdn.Sessions;
using L2sm.Sdn.Topology;

namespace Osm.L2sm.Connector.Services;

/// <summary>The switches, as the use cases see them.</summary>
internal interface IFabric
{
    /// <summary>What is known now; <see cref="FabricSnapshot.Empty"/> before <see cref="Start"/>.</summary>
    FabricSnapshot Snapshot { get; }

    /// <summary>Serves switches without a word to them: their sessions hold, so that none of them opens, and nothing is written.</summary>
    void Observe();

    /// <summary>Begins to write, with the whole of the desired state, so that no switch is ever programmed from half of it.</summary>
    /// <param name="rememberedLinks">The links seen last, by this process or another.</param>
    /// <param name="desired">What is wanted.</param>
    /// <param name="role">What this process is to the switches from now on.</param>
    void Start(ImmutableArray<Link> rememberedLinks, NetworkSet desired, FabricRole role);

    /// <summary>Makes this the desired state; returns at once.</summary>
    void Apply(NetworkSet desired);

    /// <summary>Asks a switch which ports it has: they are in the snapshot then. False if it does not say.</summary>
    Task<bool> AskPortsAsync(DatapathId id, CancellationToken cancellation);

    /// <summary>Waits for a snapshot newer than this version.</summary>
    Task<FabricSnapshot> WaitForChangeAsync(long version, CancellationToken cancellation);

    /// <summary>Serves one switch until it goes.</summary>
    Task<SessionEnd> ServeSwitchAsync(IDuplexPipe transport, SwitchPeer peer, CancellationToken cancellation);
}
