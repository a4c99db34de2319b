using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Attachments;
using L2sm.Kubernetes.Events;
using L2sm.Kubernetes.Leadership;
using Microsoft.Extensions.Options;
using Osm.L2sm.Connector.Drivers.Cluster;
using Osm.L2sm.Connector.Persistence.Cluster;
using Osm.L2sm.Connector.Services;

namespace Osm.L2sm.Connector.Hosting.Cluster;

/// <summary>What the backends that drive a cluster have in common: the API server, intents in ConfigMaps, one leader among the replicas.</summary>
internal static class ClusterSetup
{
    public static IServiceCollection AddOperatorBackend(this IServiceCollection services) => services.AddCluster().AddBackend<OperatorBackend>();

    public static IServiceCollection AddMultusBackend(this IServiceCollection services) => services.AddCluster().AddBackend<MultusBackend>();

    // It watches the cluster before anybody leads, and so starts first.
    private static IServiceCollection AddBackend<T>(this IServiceCollection services) where T : class, IBackend, ILeaderWork, IHostedService => services
        .AddSingleton<T>()
        .AddSingleton<IBackend>(p => p.GetRequiredService<T>())
        .AddSingleton<ILeaderWork>(p => p.GetRequiredService<T>())
        .AddHostedService(p => p.GetRequiredService<T>());

    private static IServiceCollection AddCluster(this IServiceCollection services) => services
        .AddSingleton(p => new KubernetesApi(p.GetRequiredService<IOptions<KubernetesOptions>>().Value.Connect(), time: p.GetRequiredService<TimeProvider>()))
        .AddSingleton<IIntentJournal>(p =>
        {
            var api = p.GetRequiredService<KubernetesApi>();
            return new ConfigMapJournal(api, p.GetRequiredService<IOptions<KubernetesOptions>>().Value.NamespaceIn(api));
        })
        .AddSingleton(p =>
        {
            var (api, options) = (p.GetRequiredService<KubernetesApi>(), p.GetRequiredService<IOptions<KubernetesOptions>>().Value);
            return new LeaderElection(api, options.ElectionIn(options.NamespaceIn(api)), p.GetRequiredService<ILogger<LeaderElection>>());
        })
        .AddSingleton(p => new EventRecorder(
            p.GetRequiredService<KubernetesApi>(),
            new EventRecorderOptions { Instance = p.GetRequiredService<IOptions<KubernetesOptions>>().Value.Identity },
            p.GetRequiredService<ILogger<EventRecorder>>()))
        .AddSingleton<IPodEvents>(p => p.GetRequiredService<EventRecorder>())
        .AddHostedService<EventTelling>()
        .AddSingleton<LeaderLabel>()
        .AddSingleton<LeaderDuty>()
        .AddHostedService(p => p.GetRequiredService<LeaderDuty>());
}
