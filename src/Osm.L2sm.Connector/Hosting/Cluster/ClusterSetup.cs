using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Leadership;
using Microsoft.Extensions.Options;
using Osm.L2sm.Connector.Persistence.Cluster;
using Osm.L2sm.Connector.Services;

namespace Osm.L2sm.Connector.Hosting.Cluster;

/// <summary>What the backends that drive a cluster have in common: the API server, intents in ConfigMaps, one leader among the replicas.</summary>
internal static class ClusterSetup
{
    public static IServiceCollection AddCluster(this IServiceCollection services) => services
        .AddSingleton(p => new KubernetesApi(p.GetRequiredService<IOptions<KubernetesOptions>>().Value.Connect(), time: p.GetRequiredService<TimeProvider>()))
        .AddSingleton<IIntentJournal>(p =>
        {
            var api = p.GetRequiredService<KubernetesApi>();
            return new ConfigMapJournal(api, p.GetRequiredService<IOptions<KubernetesOptions>>().Value.NamespaceIn(api));
        })
        .AddSingleton(p =>
        {
            var (api, options) = (p.GetRequiredService<KubernetesApi>(), p.GetRequiredService<IOptions<KubernetesOptions>>().Value);
            return new LeaderElection(
                api,
                new LeaderElectionOptions { Namespace = options.NamespaceIn(api), Name = options.Lease, Identity = options.Identity },
                p.GetRequiredService<ILogger<LeaderElection>>());
        })
        .AddSingleton<LeaderLabel>()
        .AddSingleton<LeaderDuty>()
        .AddHostedService(p => p.GetRequiredService<LeaderDuty>());
}
