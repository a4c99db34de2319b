using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;
using Osm.L2sm.Connector.Drivers;
using Osm.L2sm.Connector.Hosting.Dialling;
using Osm.L2sm.Connector.Hosting.Tls;
using Osm.L2sm.Connector.Persistence;
using Osm.L2sm.Connector.Services;

namespace Osm.L2sm.Connector.Hosting;

/// <summary>Puts the parts together.</summary>
internal static class ServiceSetup
{
    /// <summary>The use cases, on ports only.</summary>
    public static IServiceCollection AddUseCases(this IServiceCollection services) => services
        .AddSingleton(TimeProvider.System)
        .AddSingleton(p => p.GetRequiredService<IOptions<NetworksOptions>>().Value.ToPolicy())
        .AddSingleton<NetworkChanges>()
        .AddSingleton<IntentStore>()
        .AddSingleton<NetworkLifecycle>()
        .AddSingleton<ForcedDeletion>()
        .AddSingleton<NetworkCatalog>()
        .AddSingleton<NetworkWatch>()
        .AddSingleton<FabricPorts>()
        .AddSingleton<PortAttachment>()
        .AddSingleton<MirrorPorts>()
        .AddSingleton<NamedNetworks>()
        .AddSingleton<VirtualLinks>()
        .AddSingleton<FabricFollower>();

    /// <summary>What stands behind the ports of the use cases with the backend <c>standalone</c>.</summary>
    public static IServiceCollection AddStandaloneBackend(this IServiceCollection services) => services
        .AddSingleton<IIntentJournal>(p => new SqliteJournal(p.GetRequiredService<IOptions<StoreOptions>>().Value.Path))
        .AddSingleton<IBackend, StandaloneBackend>();

    /// <summary>The switches, and the controller that programs them.</summary>
    public static IServiceCollection AddFabric(this IServiceCollection services) => services
        .AddSingleton(p =>
        {
            var openFlow = p.GetRequiredService<IOptions<OpenFlowEndpointOptions>>().Value;
            return p.GetRequiredService<IOptions<NetworksOptions>>().Value.ToControllerOptions() with
            {
                OwnSwitches = openFlow.OwnSwitches,
                FailSecure = openFlow.FailSecure,
            };
        })
        .AddSingleton<IFabric, SdnFabric>();

    /// <summary>Sockets, start and end.</summary>
    public static IServiceCollection AddLifetime(this IServiceCollection services) => services
        .AddSingleton<Endpoints>()
        .AddSingleton<IConfigureOptions<KestrelServerOptions>>(p => p.GetRequiredService<Endpoints>())
        .AddSingleton<GrpcTls>()
        .AddSingleton<OpenFlowTls>()
        .AddHostedService<CertificateWatch>()
        .AddSingleton<OpenFlowConnections>()
        // A fabric whose switches all lost us at once dials at once; the kernel has its own limit too (net.core.somaxconn).
        .Configure<SocketTransportOptions>(options => options.Backlog = 4096)
        .AddSingleton<Readiness>()
        .AddSingleton<Lifetime>()
        .AddHostedService(p => p.GetRequiredService<Lifetime>())
        .AddHostedService<StartGarbage>()
        .AddSingleton<SwitchDialler>()
        .AddHostedService(p => p.GetRequiredService<SwitchDialler>())
        // Less than Kubernetes and systemd grant by far; the switches go on by themselves.
        .Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(4));
}
