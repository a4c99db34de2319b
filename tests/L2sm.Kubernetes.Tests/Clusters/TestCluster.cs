using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Attachments;
using L2sm.Kubernetes.Operator;
using L2sm.Kubernetes.Resources;
using L2smOsm.Testing;
using L2smOsm.Testing.Kubernetes;
using L2smOsm.Testing.Kubernetes.Operator;

namespace L2sm.Kubernetes.Tests.Clusters;

/// <summary>A namespace with an Overlay of two nodes, the operator's stand-in, and our reconcilers, which can be stopped and started.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private readonly HttpClient controller;
    private KubernetesApi? overLink;
    private CancellationTokenSource? stopping;
    private Task running = Task.CompletedTask;

    private TestCluster(ApiServer server, string place, FakeHost host, OperatorFaults faults)
    {
        (Server, Place, Host) = (server, place, host);
        controller = new HttpClient(host);
        Operator = new OperatorStandIn(server.Api, place, controller, faults);
        (Node1, Node2) = ($"{place}-node1", $"{place}-node2");
        Owner = new Ownership("tester", "tester.example", place);
    }

    public ApiServer Server { get; }

    public string Place { get; }

    public FakeHost Host { get; }

    public OperatorStandIn Operator { get; }

    public Ownership Owner { get; }

    public string Node1 { get; }

    public string Node2 { get; }

    public TestLog Log { get; } = new();

    public FaultyLink? Link { get; private set; }

    public AttachmentCaches Caches { get; private set; } = null!;

    public NetworkReconciler Networks { get; private set; } = null!;

    public AttachmentReconciler Attachments { get; private set; } = null!;

    /// <summary>Starts all but our part.</summary>
    public static async Task<TestCluster> MakeAsync(string on, OperatorFaults faults = OperatorFaults.None, int interfaces = 3)
    {
        var server = await ApiServers.GetAsync(on);
        await server.InstallAsync(Manifests.OperatorKinds);
        await server.InstallAsync(Manifests.MultusKinds);
        var cluster = new TestCluster(server, await server.NewNamespaceAsync(), new FakeHost(), faults);
        await cluster.Operator.MakeOverlayAsync(server.Api, [cluster.Node1, cluster.Node2], interfaces);
        return cluster;
    }

    /// <summary>The same, with our part started.</summary>
    public static async Task<TestCluster> StartAsync(string on, OperatorFaults faults = OperatorFaults.None, int interfaces = 3)
    {
        var cluster = await MakeAsync(on, faults, interfaces);
        cluster.Start();
        return cluster;
    }

    /// <summary>Starts our part, which knows nothing but what the host and the cluster tell.</summary>
    public void Start(KubernetesApi? through = null)
    {
        var api = through ?? Server.Api;
        var stop = stopping = new CancellationTokenSource();
        Caches = AttachmentCaches.Of(api, Log, new ResourceScope { Namespace = Place });
        Networks = new NetworkReconciler(api, Caches.Networks, Host, Owner, Log);
        Attachments = new AttachmentReconciler(Caches, DatapathRule.OfBridge, Host, Host, api.Time, Log);
        running = Task.WhenAll(Caches.RunAsync(stop.Token), Networks.RunAsync(stop.Token), Attachments.RunAsync(stop.Token));
    }

    /// <summary>Starts our part on a way to the API server that fails as the test wants.</summary>
    public async Task<FaultyLink> StartOverLinkAsync(Action<FaultyLink>? prepare = null)
    {
        var link = Link = await FaultyLink.StartAsync(Server);
        prepare?.Invoke(link);
        Start(overLink = new KubernetesApi(link.Connection));
        return link;
    }

    /// <summary>Stops our part between any two of its steps.</summary>
    public async Task StopAsync()
    {
        if (stopping is null) return;
        await stopping.CancelAsync();
        try
        {
            await running;
        }
        catch (OperationCanceledException)
        {
            // It was stopped before its caches were filled.
        }
        Networks.Dispose();
        stopping.Dispose();
        stopping = null;
        if (Link is not null) await Link.DisposeAsync();
        overLink?.Dispose();
        (Link, overLink) = (null, null);
    }

    public NetworkWish Wish(string network, AddressPlan? addresses = null)
    {
        var wish = new NetworkWish(Guid.NewGuid().ToString(), new ResourceKey(Place, network)) { Addresses = addresses ?? AddressPlan.None };
        Host.Wish(wish);
        return wish;
    }

    public SwitchPort Port(string node, uint number) => new(Datapaths.Of(node, DatapathRule.OfBridge), number);

    public Task MakePodAsync(string name, string node, string networks) => Operator.Webhook.MakePodAsync(Server, name, node, networks);

    public Task<L2Network?> NetworkAsync(string name) => Server.Api.Resources(L2smKinds.L2Networks).GetAsync(new ResourceKey(Place, name));

    public async Task<IReadOnlyList<L2Network>> AllNetworksAsync()
    {
        var all = new List<L2Network>();
        await foreach (var network in Server.Api.Resources(L2smKinds.L2Networks).ListAsync(new ResourceScope { Namespace = Place })) all.Add(network);
        return all;
    }

    public Task<Pod?> PodAsync(string name) => Server.Api.Resources(BuiltInKinds.Pods).GetAsync(new ResourceKey(Place, name));

    public async Task<string?> UsedLabelAsync(uint port, string node) =>
        (await Server.Api.Resources(L2smKinds.NetworkAttachmentDefinitions).GetAsync(new ResourceKey(Place, $"overlay-veth{port}")))!.Metadata.Label($"used-{node}");

    /// <summary>Waits until the operator says that a network is there.</summary>
    public Task AvailableAsync(string network) =>
        Condition.HoldsAsync(() => Networks.ProgressOf(network)?.State == NetworkProgressState.Available, $"{network} is available");

    /// <summary>Wishes for networks without addresses, and waits until they are available.</summary>
    public async Task WishedAsync(params string[] networks)
    {
        foreach (var network in networks) Wish(network);
        foreach (var network in networks) await AvailableAsync(network);
    }

    /// <summary>Waits until a port is in a network; null: in none.</summary>
    public Task InAsync(SwitchPort port, string? network) => Condition.HoldsAsync(() => Host.NetworkOf(port) == network, $"{port} is in {network ?? "no network"}");

    /// <summary>Waits until the operator has asked a port into a network; null: has taken it back.</summary>
    public Task AskedAsync(SwitchPort port, string? network) =>
        Condition.HoldsAsync(() => Host.Asked.GetValueOrDefault(port) == network, $"the operator has asked {port} into {network ?? "no network"}");

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Operator.DisposeAsync();
        controller.Dispose();
        Host.Dispose();
    }
}
