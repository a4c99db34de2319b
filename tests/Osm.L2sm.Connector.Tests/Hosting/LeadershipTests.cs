using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Grpc.Core;
using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Resources;
using L2sm.OpenFlow;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Topology;
using L2smOsm.Testing;
using L2smOsm.Testing.Kubernetes;
using Microsoft.Extensions.DependencyInjection;
using Osm.L2sm.Connector.Hosting.Cluster;
using Osm.L2sm.Connector.Services;
using Osm.L2sm.Connector.Tests.Testing;
using Osm.L2sm.V1;

namespace Osm.L2sm.Connector.Tests.Hosting;

/// <summary>Two replicas of the service on one API server.</summary>
public sealed class LeadershipTests : IAsyncDisposable
{
    private readonly List<TestConnector> replicas = [];
    private ApiServer server = null!;
    private string space = "";

    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task One_replica_leads_and_the_other_is_ready_and_refuses_calls_until_the_leader_is_gone(string on)
    {
        var (first, second) = await TwoAsync(on);
        await LeadsAsync(first);
        var network = await first.CreateAsync("home-1-datanet");
        await first.Ports.AttachPortAsync(new AttachPortRequest { NetworkId = network.Id, DatapathId = "00000000000000a1", PortNo = 1, AllowPending = true });

        second.Fabric.Role.ShouldNotBeNull().Kind.ShouldBe(ControllerRole.Slave);
        (await second.ReadyAsync()).ShouldBe(200, "a standby is ready to lead");
        Func<Task>[] calls =
        [
            () => second.CreateAsync("home-2-datanet"),
            () => second.Networks.RefreshNetworksAsync(new RefreshNetworksRequest { Ids = { network.Id } }).ResponseAsync,
            () => second.Networks.ListNetworksAsync(new ListNetworksRequest()).ResponseAsync,
            () => second.Networks.GetNetworkAsync(new GetNetworkRequest { Id = network.Id }).ResponseAsync,
            () => second.Networks.WatchNetworks(new WatchNetworksRequest()).ResponseStream.MoveNext(CancellationToken.None),
            () => second.Ports.ListPortsAsync(new ListPortsRequest()).ResponseAsync,
        ];
        foreach (var call in calls)
        {
            // RO would take what a standby does not know for deleted.
            var refused = await Should.ThrowAsync<RpcException>(call);
            refused.StatusCode.ShouldBe(StatusCode.Unavailable);
            refused.Trailers.GetValue("l2sm-reason").ShouldBe("NOT_LEADER");
        }

        var numbers = first.Fabric.Wanted.Networks.Keys;
        await StopAsync(first);
        await LeadsAsync(second);
        (await second.Networks.GetNetworkAsync(new GetNetworkRequest { Id = network.Id })).ClusterName.ShouldBe("home-1-datanet");
        second.Fabric.Wanted.Owners.Keys.ShouldBe([new PortKey(new DatapathId(0xa1), 1)]);
        second.Fabric.Wanted.Networks.Keys.ShouldBe(numbers, "numbers are read back, so that no switch is written");
    }

    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task Services_are_led_to_the_leader_and_to_nobody_else(string on)
    {
        var (first, second) = await TwoAsync(on);
        await LeadsAsync(first);
        await Condition.ReachesAsync(LabelledAsync, pods => pods is ["replica-0"], "the leader's pod is labelled");
        await StopAsync(first);
        await LeadsAsync(second);
        await Condition.ReachesAsync(LabelledAsync, pods => pods is ["replica-1"], "the label moved");

        // A pod of an earlier leader that died with its label comes back with it.
        await LabelAsync("replica-0");
        await Condition.ReachesAsync(LabelledAsync, pods => pods is ["replica-1"], "it is taken off");
    }

    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task What_pods_say_is_known_before_the_first_switch_is_written(string on)
    {
        var port = new PortKey(new DatapathId(0xa1), 4);
        var work = new TestWork { OfPods = { [port] = new PodPort("home-1-datanet", [], [], DateTimeOffset.UnixEpoch) } };
        var (first, _) = await TwoAsync(on, work, work);
        await LeadsAsync(first);
        await first.CreateAsync("home-1-datanet");
        first.Fabric.Wanted.Owners.Keys.ShouldBe([port]);

        work.IsHeld = true;
        await StopAsync(first);
        var second = replicas[^1];
        await Condition.HoldsAsync(() => work.Waits == 1, "the second leads, and waits for its pods");
        second.Fabric.Started.ShouldBeFalse();
        work.Release();
        await LeadsAsync(second);
        second.Fabric.AppliedOwners.ShouldAllBe(owners => owners.Contains(port));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in replicas) await replica.DisposeAsync();
    }

    private async Task<(TestConnector First, TestConnector Second)> TwoAsync(string on, TestWork? first = null, TestWork? second = null)
    {
        server = await ApiServers.GetAsync(on);
        space = await server.NewNamespaceAsync();
        var one = await StartAsync(first ?? new TestWork());
        await LeadsAsync(one);
        return (one, await StartAsync(second ?? new TestWork()));
    }

    private async Task<TestConnector> StartAsync(TestWork work)
    {
        var pod = $"replica-{replicas.Count}";
        await server.Api.Resources(PodDocument.Kind).CreateAsync(new PodDocument
        {
            Metadata = new ObjectMeta { Name = pod, Namespace = space },
            Spec = new JsonObject { ["containers"] = new JsonArray(new JsonObject { ["name"] = "connector", ["image"] = "connector" }) },
        });
        var replica = await TestConnector.StartAsync(
            new TestFolder(),
            ownsFolder: true,
            services => services
                .AddSingleton(TimeProvider.System)
                .AddSingleton(_ => new KubernetesApi(server.Admin))
                .AddSingleton<ILeaderWork>(work)
                .AddSingleton<IBackend, TestBackend>(),
            "--Backend=multus", $"--Kubernetes:Namespace={space}", "--Kubernetes:LeaseSeconds=30", $"--Kubernetes:PodName={pod}");
        replicas.Add(replica);
        return replica;
    }

    private async Task StopAsync(TestConnector replica)
    {
        replicas.Remove(replica);
        await replica.DisposeAsync();
    }

    private static Task LeadsAsync(TestConnector replica) => Condition.HoldsAsync(() => replica.Get<LeaderDuty>().Leads, "it leads", TimeSpan.FromSeconds(120));

    private async Task<string[]> LabelledAsync()
    {
        var names = new List<string>();
        await foreach (var pod in server.Api.Resources(BuiltInKinds.Pods).ListAsync(new ResourceScope { Namespace = space, Labels = "osm-l2sm/role=leader" })) names.Add(pod.Metadata.Name!);
        return [.. names];
    }

    private Task LabelAsync(string pod) => server.Api.Resources(BuiltInKinds.Pods).PatchAsync(
        new ResourceKey(space, pod),
        ResourcePatch.Merge(new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["osm-l2sm/role"] = "leader" } } }));

    /// <summary>A pod that the API server takes: the library's reads less of one.</summary>
    private sealed record PodDocument : IResource
    {
        public static readonly ResourceKind<PodDocument> Kind = new(
            "", "v1", "pods", "Pod", true, (JsonTypeInfo<PodDocument>)new JsonSerializerOptions(JsonSerializerDefaults.Web)
            {
                DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
                TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
            }.GetTypeInfo(typeof(PodDocument)));

        public required ObjectMeta Metadata { get; init; }

        public JsonObject? Spec { get; init; }
    }

    /// <summary>A cluster in which nothing is to be done.</summary>
    private sealed class TestBackend : IBackend
    {
        public string Name => "multus";
        public string? Fault => null;
        public bool HasFabric => true;
        public bool IsReplicated => true;
        public bool ActsThroughRest => false;
        public ClusterReport Report() => ClusterReport.None;
        public IEnumerable<Violation> Check(NetworkRequest request, ProviderProfile settings, Intents intents) => [];
        public ClusterView? ViewOf(NetworkIntent network, Intents intents) => null;
        public IReadOnlyList<ClusterDeletion> Deletions() => [];
        public Task<IReadOnlyList<string>?> ForceDeletionAsync(string space, string name, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<string>?>([]);
    }

    /// <summary>Opens each term with what pods are to say.</summary>
    private sealed class TestWork : ILeaderWork
    {
        private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int waits;

        public Dictionary<PortKey, PodPort> OfPods { get; } = [];

        /// <summary>Terms begin with pods that are not known yet.</summary>
        public bool IsHeld { get; set; }

        public int Waits => Volatile.Read(ref waits);

        public void Release() => released.SetResult();

        public async Task RunAsync(LeaderTerm term, CancellationToken over)
        {
            if (IsHeld)
            {
                Interlocked.Increment(ref waits);
                await released.Task.WaitAsync(over);
            }
            await term.OpenAsync(OfPods.ToImmutableDictionary(), over);
            await Task.Delay(Timeout.Infinite, over);
        }
    }
}
