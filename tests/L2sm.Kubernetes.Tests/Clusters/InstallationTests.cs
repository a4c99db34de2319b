using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Operator;
using L2sm.Kubernetes.Overlays;
using L2sm.Kubernetes.Resources;
using L2sm.Kubernetes.Watching;
using L2smOsm.Testing;
using L2smOsm.Testing.Kubernetes;
using Microsoft.Extensions.Time.Testing;

namespace L2sm.Kubernetes.Tests.Clusters;

/// <summary>What is installed, on API servers of their own: the definitions and Overlays of a cluster are one for all.</summary>
public sealed class InstallationTests
{
    [Fact]
    public async Task The_watch_finds_an_installation_as_it_grows()
    {
        await using var server = await InProcessApiServer.StartAsync();
        var connected = new HashSet<ulong>();
        var watch = new OperatorWatch(server.Api, "l2sm-system", () => connected);
        var told = new List<OperatorFinding>();
        watch.Subscribe(told.Add);
        (await watch.LookAsync(default)).Faults.Select(f => f.Kind).ShouldBe([OperatorFaultKind.NoMultus, OperatorFaultKind.Absent]);

        await server.InstallAsync(Manifests.MultusKinds);
        await server.InstallAsync(Manifests.OldOperatorKinds);
        (await watch.LookAsync(default)).Faults.ShouldHaveSingleItem().Kind.ShouldBe(OperatorFaultKind.NotDeployed);
        watch.Finding!.Rule.ShouldBe(DatapathRule.OfNode);

        await server.Api.Resources(BuiltInKinds.Namespaces).CreateAsync(new Namespace { Metadata = new ObjectMeta { Name = "l2sm-system" } });
        await server.ApplyAsync(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: l2sm-controller-manager}
            spec:
              selector: {matchLabels: {app: x}}
              template:
                metadata: {labels: {app: x}}
                spec:
                  containers:
                  - {name: manager, image: "alexdecb/l2sm-controller-manager:2.8.0", env: [{name: SWITCHES_NAMESPACE, value: ""}]}
            """,
            "l2sm-system");
        (await watch.LookAsync(default)).Faults.ShouldHaveSingleItem().Kind.ShouldBe(OperatorFaultKind.SwitchesNamespaceUnset);
        watch.Finding!.IsUsable.ShouldBeTrue();
        await watch.LookAsync(default);
        told.Count.ShouldBe(3, "the same again is no news");
    }

    [Fact]
    public async Task Switches_that_are_connected_prove_their_rule()
    {
        await using var server = await InProcessApiServer.StartAsync();
        await server.InstallAsync(Manifests.MultusKinds);
        await server.InstallAsync(Manifests.OperatorKinds);
        await server.Api.Resources(BuiltInKinds.Namespaces).CreateAsync(new Namespace { Metadata = new ObjectMeta { Name = "l2sm" } });
        await server.Api.Resources(L2smKinds.Overlays).CreateAsync(new Overlay
        {
            Metadata = new ObjectMeta { Name = "overlay", Namespace = "l2sm" },
            Spec = new OverlaySpec { Provider = new Provider { Name = "x", Domain = ["x"] }, Topology = new OverlayTopology { Nodes = ["node1"] } },
        });
        var connected = new HashSet<ulong>();
        var watch = new OperatorWatch(server.Api, null, () => connected);
        (await watch.LookAsync(default)).Rule.ShouldBe(DatapathRule.OfBridge);

        connected.Add(Datapaths.Of("node1", DatapathRule.OfNode));
        (await watch.LookAsync(default)).Rule.ShouldBe(DatapathRule.OfNode);
    }

    [Fact]
    public async Task The_Overlay_of_a_cluster_without_one_is_made_when_its_nodes_have_come_to_rest()
    {
        await using var server = await InProcessApiServer.StartAsync();
        await server.InstallAsync(Manifests.OperatorKinds);
        await server.Api.Resources(BuiltInKinds.Namespaces).CreateAsync(new Namespace { Metadata = new ObjectMeta { Name = "l2sm" } });
        var nodes = server.Api.Resources(BuiltInKinds.Nodes);
        await nodes.CreateAsync(new Node { Metadata = new ObjectMeta { Name = "node1" } });
        var clock = new FakeTimeProvider();
        var log = new TestLog();
        using var timed = new KubernetesApi(server.Admin, time: clock);
        using var stop = new CancellationTokenSource();
        var overlayCache = new ResourceCache<Overlay>(server.Api, L2smKinds.Overlays, logger: log);
        var nodeCache = new ResourceCache<Node>(server.Api, BuiltInKinds.Nodes, logger: log);
        using var reconciler = new OverlayReconciler(
            timed, overlayCache, nodeCache, new OverlayWish(new ResourceKey("l2sm", "overlay"), "controller.svc"), new Ownership("tester", "tester.example", "one"), log);
        var running = Task.WhenAll(overlayCache.RunAsync(stop.Token), nodeCache.RunAsync(stop.Token), reconciler.RunAsync(stop.Token));
        await Condition.HoldsAsync(() => reconciler.Message?.Contains("same for 60 s", StringComparison.Ordinal) == true, "it waits for the nodes");

        await nodes.CreateAsync(new Node { Metadata = new ObjectMeta { Name = "node2" } });
        await Condition.HoldsAsync(() => nodeCache.Count == 2, "the second node is seen");
        await Condition.ReachesAsync(
            async () =>
            {
                clock.Advance(TimeSpan.FromSeconds(10));
                return await server.Api.Resources(L2smKinds.Overlays).GetAsync(new ResourceKey("l2sm", "overlay"));
            },
            overlay => overlay is not null, "the Overlay is made");
        var made = (await server.Api.Resources(L2smKinds.Overlays).GetAsync(new ResourceKey("l2sm", "overlay")))!;
        made.Spec.Topology!.Nodes.ShouldBe(["node1", "node2"]);
        made.Spec.Topology.Links!.Count.ShouldBe(1);

        await nodes.CreateAsync(new Node { Metadata = new ObjectMeta { Name = "node3" } });
        await Condition.HoldsAsync(() => reconciler.Message?.Contains("not the nodes node3", StringComparison.Ordinal) == true, "that it lacks the new node is told");
        await stop.CancelAsync();
        await running;
        log.HasNoErrors();
    }
}
