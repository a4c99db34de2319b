using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Resources;
using L2smOsm.Testing;
using L2smOsm.Testing.Kubernetes;
using Microsoft.Extensions.DependencyInjection;
using Osm.L2sm.Connector.Hosting.Cluster;
using Osm.L2sm.Connector.Tests.Testing;
using Osm.L2sm.V1;

namespace Osm.L2sm.Connector.Tests.Cluster;

/// <summary>The service on an API server, in a namespace of its own; the switches are fake.</summary>
public abstract class ClusterTest : IAsyncDisposable
{
    private readonly List<TestConnector> running = [];

    private protected ApiServer Server { get; private set; } = null!;

    /// <summary>The namespace of the service and of all that the test makes.</summary>
    private protected string Space { get; private set; } = "";

    private InProcessApiServer? own;

    private protected TestConnector Connector => running[^1];

    private protected async Task ArrangeAsync(string on, params string[] kinds)
    {
        Server = await ApiServers.GetAsync(on);
        foreach (var kind in kinds) await Server.InstallAsync(kind);
        Space = await Server.NewNamespaceAsync();
    }

    /// <summary>On a server of its own: for what there is one of in a cluster, such as the definitions of kinds.</summary>
    private protected async Task ArrangeAloneAsync()
    {
        Server = own = await InProcessApiServer.StartAsync();
        Space = await Server.NewNamespaceAsync();
    }

    /// <summary>Starts the service; it leads when this returns, unless the cluster is not as it needs it.</summary>
    private protected Task<TestConnector> StartAsync(params string[] settings) => StartAsync(null, settings);

    /// <param name="api">The way to the server; null: as its administrator.</param>
    /// <param name="settings">Besides those of every test.</param>
    private protected async Task<TestConnector> StartAsync(Func<KubernetesApi>? api, params string[] settings)
    {
        var connector = await TestConnector.StartAsync(
            new TestFolder(),
            ownsFolder: true,
            services => services.AddSingleton(TimeProvider.System).AddSingleton(_ => api?.Invoke() ?? new KubernetesApi(Server.Admin)),
            [$"--Kubernetes:Namespace={Space}", "--Kubernetes:LeaseSeconds=30", $"--Kubernetes:OperatorNamespace={Space}", "--Northbound:Address=127.0.0.1", "--Northbound:Port=0", .. settings]);
        running.Add(connector);
        return connector;
    }

    private protected Task LeadsAsync() => Condition.HoldsAsync(() => Connector.Get<LeaderDuty>().Leads, "it leads", TimeSpan.FromSeconds(120));

    private protected async Task StopAsync()
    {
        await Connector.DisposeAsync();
        running.RemoveAt(running.Count - 1);
    }

    private protected async Task<Network> RefreshAsync(string id) =>
        (await Connector.Networks.RefreshNetworksAsync(new RefreshNetworksRequest { Ids = { id } })).Networks[id];

    private protected Task<T?> FindAsync<T>(ResourceKind<T> kind, string name, string? space = null) where T : class, IResource =>
        Server.Api.Resources(kind).GetAsync(new ResourceKey(space ?? Space, name));

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var connector in running) await connector.DisposeAsync();
        if (own is not null) await own.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
