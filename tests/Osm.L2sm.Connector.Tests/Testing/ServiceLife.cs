using L2sm.Sdn.Roles;
using L2smOsm.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Osm.L2sm.Connector.Services;

namespace Osm.L2sm.Connector.Tests.Testing;

/// <summary>One life of the service over a journal: its use cases, without sockets. Nothing but the journal outlives it.</summary>
internal sealed class ServiceLife : IAsyncDisposable
{
    public const AntiSpoofing Guarding = AntiSpoofing.MacAndIp;

    private readonly TestLog log = new();
    private readonly Task writing;

    private ServiceLife(IIntentJournal journal)
    {
        Store = new IntentStore(journal, Fabric, new NetworkPolicy(Guarding), new NetworkChanges(), Clock, Logger<IntentStore>());
        var (backend, ports) = (new StandaloneBackend(), new FabricPorts(Fabric, Clock));
        var catalog = new NetworkCatalog(Store, Fabric, backend);
        Networks = new NetworkLifecycle(Store, backend, Clock, Logger<NetworkLifecycle>());
        Ports = new PortAttachment(Store, Fabric, ports, Logger<PortAttachment>());
        Mirrors = new MirrorPorts(Store, Fabric, ports, Logger<MirrorPorts>());
        Named = new NamedNetworks(Store, catalog, backend, Fabric, Ports, Mirrors, Clock, Logger<NamedNetworks>());
        Links = new VirtualLinks(Store, catalog, Fabric, Ports, Clock, Logger<VirtualLinks>());
        writing = Store.RunAsync();
    }

    public FakeFabric Fabric { get; } = new();
    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    public IntentStore Store { get; }
    public NetworkLifecycle Networks { get; }
    public PortAttachment Ports { get; }
    public MirrorPorts Mirrors { get; }
    public NamedNetworks Named { get; }
    public VirtualLinks Links { get; }

    public static async Task<ServiceLife> BeginAsync(IIntentJournal journal)
    {
        var life = new ServiceLife(journal);
        await life.Store.OpenAsync(FabricRole.Equal, null, default);
        return life;
    }

    public async ValueTask DisposeAsync()
    {
        Store.Close();
        await writing;
        Store.Dispose();
        log.HasNoErrors();
    }

    private Logger<T> Logger<T>() => new(log);
}
