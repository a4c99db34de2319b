using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Attachments;
using L2sm.Kubernetes.Operator;
using L2sm.Kubernetes.Resources;
using L2smOsm.Testing;
using L2smOsm.Testing.Kubernetes;
using L2smOsm.Testing.Kubernetes.Operator;
using Microsoft.Extensions.Time.Testing;

namespace L2sm.Kubernetes.Tests.Clusters;

/// <summary>Ports that the L2S-M operator takes for used when no pod uses them: freed on proof, and never a moment before.</summary>
public sealed class LeakedPortTests
{
    [Theory]
    [MemberData(nameof(ApiServers.Best), MemberType = typeof(ApiServers))]
    public async Task A_port_that_is_never_detached_is_free_for_the_next_pod_and_taken_back_on_proof(string on)
    {
        await using var cluster = await TestCluster.StartAsync(on, OperatorFaults.ForgetsToDetach);
        await cluster.WishedAsync("red", "blue");
        var port = cluster.Port(cluster.Node1, 1);
        await cluster.MakePodAsync("a", cluster.Node1, "red");
        await cluster.AskedAsync(port, "red");
        await cluster.Operator.Webhook.DeletePodAsync("a");
        await Condition.ReachesAsync(() => cluster.UsedLabelAsync(1, cluster.Node1), used => used == "false", "the operator frees the label");
        cluster.Host.Asked[port].ShouldBe("red");

        await cluster.MakePodAsync("b", cluster.Node1, "blue");
        await cluster.InAsync(port, "blue");
        await Condition.HoldsAsync(() => cluster.Host.Calls.Count(call => call.StartsWith("POST /port", StringComparison.Ordinal)) == 2, "the operator asked for b, and was refused");
        await cluster.Operator.Webhook.DeletePodAsync("b");
        await Condition.HoldsAsync(() => cluster.Host.ClaimOn(port) is null, "b is gone");

        (await FreeAfterGraceAsync(cluster)).ShouldBe(1);
        cluster.Host.Asked.ShouldBeEmpty();
        cluster.Host.NetworkOf(port).ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(ApiServers.Best), MemberType = typeof(ApiServers))]
    public async Task Labels_that_an_operator_without_its_namespace_never_clears_are_freed_on_proof(string on)
    {
        await using var cluster = await TestCluster.StartAsync(on, OperatorFaults.NamespaceUnset);
        await cluster.WishedAsync("red");
        await cluster.MakePodAsync("a", cluster.Node1, "red");
        await cluster.MakePodAsync("b", cluster.Node1, "red");
        await cluster.AskedAsync(cluster.Port(cluster.Node1, 1), "red");
        await cluster.AskedAsync(cluster.Port(cluster.Node1, 2), "red");
        await cluster.Operator.Webhook.DeletePodAsync("a");
        await cluster.AskedAsync(cluster.Port(cluster.Node1, 1), null);
        await Condition.HoldsAsync(() => cluster.Attachments.Capacities().Any(c => c.Node == cluster.Node1 && c is { Used: 2, Leaked: 1 }), "the leak is told");

        (await FreeAfterGraceAsync(cluster)).ShouldBe(1);

        (await cluster.UsedLabelAsync(1, cluster.Node1)).ShouldBe("false");
        (await cluster.UsedLabelAsync(2, cluster.Node1)).ShouldBe("true");
        await cluster.MakePodAsync("c", cluster.Node1, "red");
        await cluster.InAsync(cluster.Port(cluster.Node1, 1), "red");
    }

    [Theory]
    [MemberData(nameof(ApiServers.Best), MemberType = typeof(ApiServers))]
    public async Task A_label_of_a_pod_that_was_never_made_is_freed_and_none_before_its_time(string on)
    {
        await using var cluster = await TestCluster.StartAsync(on);
        await cluster.Operator.Webhook.MakePodAsync(cluster.Server, "a", cluster.Node1, "red", isRejected: true);
        await Condition.HoldsAsync(() => cluster.Attachments.Capacities().Any(c => c.Node == cluster.Node1 && c.Leaked == 1), "the leak is seen");

        var clock = new FakeTimeProvider();
        var leaks = Leaks(cluster, clock);
        (await leaks.LookAsync(default)).ShouldBe(0);
        clock.Advance(LeakedPorts.Grace - TimeSpan.FromSeconds(1));
        (await leaks.LookAsync(default)).ShouldBe(0);
        (await cluster.UsedLabelAsync(1, cluster.Node1)).ShouldBe("true");
        clock.Advance(TimeSpan.FromSeconds(1));
        (await leaks.LookAsync(default)).ShouldBe(1);
        (await cluster.UsedLabelAsync(1, cluster.Node1)).ShouldBe("false");
    }

    [Theory]
    [MemberData(nameof(ApiServers.Best), MemberType = typeof(ApiServers))]
    public async Task A_label_is_not_freed_where_the_API_server_knows_of_a_pod_that_the_cache_does_not(string on)
    {
        await using var cluster = await TestCluster.StartAsync(on);
        await cluster.Operator.Webhook.MakePodAsync(cluster.Server, "a", cluster.Node1, "red", isRejected: true);
        await Condition.HoldsAsync(() => cluster.Attachments.Capacities().Any(c => c.Node == cluster.Node1 && c.Leaked == 1), "the leak is seen");
        var clock = new FakeTimeProvider();
        var leaks = Leaks(cluster, clock);
        await leaks.LookAsync(default);

        // Elsewhere than our cache looks, and at work on the port all the same.
        var elsewhere = await cluster.Server.NewNamespaceAsync();
        await cluster.Server.ApplyAsync(
            $$"""
            apiVersion: v1
            kind: Pod
            metadata: {name: hidden, annotations: {k8s.v1.cni.cncf.io/networks: {{cluster.Place}}/overlay-veth1} }
            spec: {nodeName: {{cluster.Node1}}, containers: [{name: c, image: c}]}
            """,
            elsewhere);
        clock.Advance(LeakedPorts.Grace * 2);

        (await leaks.LookAsync(default)).ShouldBe(0);
        (await cluster.UsedLabelAsync(1, cluster.Node1)).ShouldBe("true");
    }

    [Theory]
    [MemberData(nameof(ApiServers.Best), MemberType = typeof(ApiServers))]
    public async Task Where_an_edge_device_takes_ports_without_pods_nothing_is_freed(string on)
    {
        await using var cluster = await TestCluster.StartAsync(on);
        var provider = new Provider { Name = "idco", Domain = ["10.1.1.1"] };
        await cluster.Server.Api.Resources(L2smKinds.NetworkEdgeDevices).CreateAsync(new NetworkEdgeDevice
        {
            Metadata = new ObjectMeta { Name = "ned", Namespace = cluster.Place },
            Spec = new NetworkEdgeDeviceSpec { Provider = provider, NodeConfig = new EdgeNode { NodeName = cluster.Node1, IpAddress = "10.1.1.2" } },
        });
        await cluster.Server.Api.Resources(L2smKinds.L2Networks).CreateAsync(
            new L2Network { Metadata = new ObjectMeta { Name = "inter", Namespace = cluster.Place }, Spec = new L2NetworkSpec { Type = "ext-vnet", Provider = provider } });
        await cluster.Operator.Webhook.MakePodAsync(cluster.Server, "a", cluster.Node1, "red", isRejected: true);
        await Condition.HoldsAsync(
            () => cluster.Attachments.Capacities().Any(c => c.Node == cluster.Node1 && c.Leaked == 1) && cluster.Caches.EdgeNodes().Contains(cluster.Node1), "all is seen");

        (await FreeAfterGraceAsync(cluster)).ShouldBe(0);
        (await cluster.UsedLabelAsync(1, cluster.Node1)).ShouldBe("true");
    }

    [Theory]
    [MemberData(nameof(ApiServers.Best), MemberType = typeof(ApiServers))]
    public async Task A_pod_that_the_operator_leaves_terminating_gives_up_its_port_once_it_has_ended(string on)
    {
        await using var cluster = await TestCluster.StartAsync(on, OperatorFaults.LeavesPodsTerminating);
        await cluster.WishedAsync("red");
        await cluster.MakePodAsync("a", cluster.Node1, "red");
        await cluster.InAsync(cluster.Port(cluster.Node1, 1), "red");
        await Condition.ReachesAsync(() => cluster.PodAsync("a"), pod => pod!.Metadata.HasFinalizer(NetworkPlan.OperatorFinalizer), "the operator has taken it");
        await cluster.Operator.Webhook.DeletePodAsync("a");

        await cluster.Server.Api.Resources(BuiltInKinds.Pods).PatchAsync(
            new ResourceKey(cluster.Place, "a"), ResourcePatch.Merge(new System.Text.Json.Nodes.JsonObject { ["status"] = new System.Text.Json.Nodes.JsonObject { ["phase"] = "Succeeded" } }), "status");
        await Condition.HoldsAsync(() => cluster.Host.ClaimOn(cluster.Port(cluster.Node1, 1)) is null, "it claims nothing any more");
        (await cluster.PodAsync("a"))!.Metadata.IsBeingDeleted.ShouldBeTrue();
        cluster.Attachments.PodsOf("red")[0].Shortfalls[0].Kind.ShouldBe(PodShortfallKind.Ended);
        (await FreeAfterGraceAsync(cluster)).ShouldBe(0); // the operator frees it a second time when the pod goes
    }

    private static LeakedPorts Leaks(TestCluster cluster, FakeTimeProvider clock) =>
        new(new KubernetesApi(cluster.Server.Admin, time: clock), cluster.Attachments, cluster.Host, cluster.Log);

    // Suspects, lets the time pass, and frees.
    private static async Task<int> FreeAfterGraceAsync(TestCluster cluster)
    {
        var clock = new FakeTimeProvider();
        var leaks = Leaks(cluster, clock);
        await leaks.LookAsync(default);
        clock.Advance(LeakedPorts.Grace);
        return await leaks.LookAsync(default);
    }
}
