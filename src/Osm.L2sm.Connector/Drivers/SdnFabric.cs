using System.Collections.Immutable;
using System.IO.Pipelines;
using L2sm.OpenFlow;
using L2sm.Sdn;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Roles;
using L2sm.Sdn.Sessions;
using L2sm.Sdn.Topology;
using Osm.L2sm.Connector.Services;

namespace Osm.L2sm.Connector.Drivers;

/// <summary>The SDN controller in this process.</summary>
internal sealed class SdnFabric(L2smControllerOptions options, TimeProvider clock, ILoggerFactory loggers) : IFabric, IAsyncDisposable
{
    private volatile L2smController? controller;

    public FabricSnapshot Snapshot => controller?.Snapshot ?? FabricSnapshot.Empty;

    private L2smController Controller => controller ?? throw new InvalidOperationException("the fabric is used before it was started");

    public void Observe()
    {
        if (controller is { } running) running.SetRole(FabricRole.Slave);
        else controller = new L2smController(options with { Role = FabricRole.Slave }, [], clock, loggers);
    }

    public void Start(ImmutableArray<Link> rememberedLinks, NetworkSet desired, FabricRole role)
    {
        if (controller is { } observing)
        {
            // One that wrote until now knows the links better than anything remembered.
            if (!observing.Snapshot.Role.MayWrite) observing.AdoptLinks(rememberedLinks);
            observing.Apply(desired);
            observing.SetRole(role);
            return;
        }
        var made = new L2smController(options with { Role = role }, rememberedLinks, clock, loggers);
        made.Apply(desired);
        controller = made;
    }

    public void Apply(NetworkSet desired) => Controller.Apply(desired);

    public Task<bool> AskPortsAsync(DatapathId id, CancellationToken cancellation) => Controller.AskPortsAsync(id, cancellation);

    public Task<FabricSnapshot> WaitForChangeAsync(long version, CancellationToken cancellation) => Controller.WaitForChangeAsync(version, cancellation);

    public Task<SessionEnd> ServeSwitchAsync(IDuplexPipe transport, SwitchPeer peer, CancellationToken cancellation) =>
        Controller.RunSessionAsync(transport, peer, cancellation);

    public ValueTask DisposeAsync() => controller?.DisposeAsync() ?? ValueTask.CompletedTask;
}
