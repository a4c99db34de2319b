using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Attachments;
using L2sm.Kubernetes.Operator;
using L2smOsm.Testing;
using L2smOsm.Testing.Kubernetes;
using L2smOsm.Testing.Kubernetes.Operator;

namespace L2sm.Kubernetes.Tests.Clusters;

/// <summary>Each fault that the L2S-M operator is known to have: the ports end where they belong all the same, or the truth is told.</summary>
public sealed class OperatorFaultTests
{
    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task A_pod_is_attached_and_detached_where_nothing_fails(string on)
    {
        await using var cluster = await TestCluster.StartAsync(on);
        cluster.Wish("red", new AddressPlan("10.0.1.0/24", "10.0.1.0/25", 127));
        await cluster.AvailableAsync("red");

        await cluster.MakePodAsync("a", cluster.Node1, "red");
        await cluster.InAsync(cluster.Port(cluster.Node1, 1), "red");
        await Condition.HoldsAsync(() => cluster.Attachments.PodsOf("red") is [{ Shortfalls: [] }], "nothing is missing");
        var pod = cluster.Attachments.PodsOf("red")[0];
        pod.IpAddresses.ShouldBe(["10.0.1.1"]);
        pod.Interface.ShouldBe("net1");
        cluster.Attachments.Capacities().Single(c => c.Node == cluster.Node1).ShouldBe(new NodeCapacity(cluster.Node1, "overlay", 3, 1, 0));

        await cluster.AskedAsync(cluster.Port(cluster.Node1, 1), "red");
        await cluster.Operator.Webhook.DeletePodAsync("a");
        await cluster.InAsync(cluster.Port(cluster.Node1, 1), null);
        await Condition.ReachesAsync(() => cluster.UsedLabelAsync(1, cluster.Node1), used => used == "false", "the operator frees the port");
        cluster.Log.HasNoErrors();
    }

    [Theory]
    [MemberData(nameof(ApiServers.Best), MemberType = typeof(ApiServers))]
    public async Task A_pod_that_comes_before_its_network_is_in_it_when_it_comes(string on)
    {
        await using var cluster = await TestCluster.StartAsync(on);
        await cluster.MakePodAsync("a", cluster.Node1, "red");
        await Condition.ReachesAsync(() => cluster.PodAsync("a"), pod => pod!.Metadata.HasFinalizer(NetworkPlan.OperatorFinalizer), "the operator has taken it, and will do nothing more for it");
        cluster.Host.NetworkOf(cluster.Port(cluster.Node1, 1)).ShouldBeNull();

        cluster.Wish("red");
        await cluster.InAsync(cluster.Port(cluster.Node1, 1), "red");
        cluster.Host.Calls.ShouldNotContain(call => call.StartsWith("POST /port", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(ApiServers.Best), MemberType = typeof(ApiServers))]
    public async Task An_attach_that_failed_and_is_never_repeated_is_made_up_for(string on)
    {
        await using var cluster = await TestCluster.StartAsync(on);
        await cluster.WishedAsync("red");
        cluster.Host.Refusals = 1;

        await cluster.MakePodAsync("a", cluster.Node1, "red");
        await Condition.HoldsAsync(() => cluster.Host.Calls.Any(call => call.StartsWith("POST /port", StringComparison.Ordinal)), "the operator has called, and was refused");
        await cluster.InAsync(cluster.Port(cluster.Node1, 1), "red");
        cluster.Host.Asked.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(ApiServers.Best), MemberType = typeof(ApiServers))]
    public async Task A_controller_that_restarts_with_an_empty_memory_has_every_port_back_at_once(string on)
    {
        await using var cluster = await TestCluster.StartAsync(on);
        await cluster.WishedAsync("red");
        await cluster.MakePodAsync("a", cluster.Node1, "red");
        await cluster.MakePodAsync("b", cluster.Node2, "red");
        await cluster.InAsync(cluster.Port(cluster.Node2, 1), "red");
        await cluster.AskedAsync(cluster.Port(cluster.Node1, 1), "red");
        await cluster.AskedAsync(cluster.Port(cluster.Node2, 1), "red");

        await cluster.StopAsync();
        cluster.Host.LoseMemory();
        cluster.Host.CompleteClaims.Clear();
        cluster.Start();

        await cluster.InAsync(cluster.Port(cluster.Node1, 1), "red");
        await cluster.InAsync(cluster.Port(cluster.Node2, 1), "red");
        cluster.Host.Asked.ShouldBeEmpty("the operator does not say it again");
        cluster.Host.CompleteClaims.TryPeek(out var first).ShouldBeTrue();
        first.ShouldBeTrue("the first claim of a run holds all ports");
    }

    [Theory]
    [MemberData(nameof(ApiServers.Best), MemberType = typeof(ApiServers))]
    public async Task Two_pods_that_were_given_one_interface_are_in_neither_network_and_told_until_one_is_gone(string on)
    {
        await using var cluster = await TestCluster.StartAsync(on, OperatorFaults.GivesPortsTwice);
        await cluster.WishedAsync("red", "blue");
        await cluster.MakePodAsync("a", cluster.Node1, "red");
        await cluster.InAsync(cluster.Port(cluster.Node1, 1), "red");

        await cluster.MakePodAsync("b", cluster.Node1, "blue");
        await cluster.InAsync(cluster.Port(cluster.Node1, 1), null);
        await Condition.HoldsAsync(() => cluster.Host.Events.Select(e => e.Pod.Name).Distinct().Count() == 2, "both are told");
        cluster.Host.Events.ShouldAllBe(e => e.Reason == "NetworkPortShared" && e.Message.Contains("br1", StringComparison.Ordinal));

        await cluster.Operator.Webhook.DeletePodAsync("a");
        await cluster.InAsync(cluster.Port(cluster.Node1, 1), "blue");
    }

    [Theory]
    [MemberData(nameof(ApiServers.Best), MemberType = typeof(ApiServers))]
    public async Task A_node_without_a_free_port_and_one_without_a_switch_are_told(string on)
    {
        await using var cluster = await TestCluster.StartAsync(on, interfaces: 1);
        cluster.Wish("red");
        await cluster.MakePodAsync("a", cluster.Node1, "red");
        await cluster.MakePodAsync("b", cluster.Node1, "red");
        await cluster.MakePodAsync("c", $"{cluster.Place}-node9", "red");

        await Condition.HoldsAsync(
            () => cluster.Attachments.PodsOf("red").Select(p => (p.Pod.Name, p.Shortfalls.ElementAtOrDefault(0)?.Kind)).SequenceEqual(
            [
                ("a", null), ("b", PodShortfallKind.NoFreePort), ("c", PodShortfallKind.NodeWithoutSwitch),
            ]),
            "what is missing of each is told");
        cluster.Attachments.Capacities().Single(c => c.Node == cluster.Node1).Free.ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(ApiServers.Best), MemberType = typeof(ApiServers))]
    public async Task An_address_that_two_pods_were_given_is_told_of_both_and_to_their_owners(string on)
    {
        await using var cluster = await TestCluster.StartAsync(on, OperatorFaults.GivesAddressesTwice);
        cluster.Wish("red", new AddressPlan("10.0.1.0/24", "10.0.1.0/25", 127));
        await cluster.AvailableAsync("red");
        await cluster.MakePodAsync("a", cluster.Node1, "red");
        await cluster.MakePodAsync("b", cluster.Node2, "red");
        await cluster.InAsync(cluster.Port(cluster.Node1, 1), "red");
        await cluster.InAsync(cluster.Port(cluster.Node2, 1), "red");

        await Condition.HoldsAsync(
            () => cluster.Attachments.PodsOf("red") is { Count: 2 } pods && pods.All(p => p.Shortfalls is [{ Kind: PodShortfallKind.AddressShared }]), "both have it");
        cluster.Attachments.PodsOf("red")[0].Shortfalls[0].Message.ShouldContain($"10.0.1.1 is that of pod {cluster.Place}/b");
        await cluster.Attachments.TellShortfallsAsync(TimeSpan.FromHours(1), default);
        cluster.Host.Events.ShouldBeEmpty("what is young may be on its way");
        await cluster.Attachments.TellShortfallsAsync(TimeSpan.FromHours(-1), default);
        cluster.Host.Events.Select(e => (e.Pod.Name, e.Reason)).ShouldBe([("a", "NotInNetwork"), ("b", "NotInNetwork")], ignoreOrder: true);

        await cluster.Operator.Webhook.DeletePodAsync("a");
        await Condition.HoldsAsync(() => cluster.Attachments.PodsOf("red") is [{ Shortfalls: [] }], "the one that is left has it for itself");
    }

    [Theory]
    [MemberData(nameof(ApiServers.Best), MemberType = typeof(ApiServers))]
    public async Task A_pod_in_two_networks_of_one_subnet_is_told_and_one_in_two_subnets_is_not(string on)
    {
        await using var cluster = await TestCluster.StartAsync(on);
        cluster.Wish("red", new AddressPlan("10.0.0.0/16", "10.0.1.0/25", 127));
        cluster.Wish("blue", new AddressPlan("10.0.1.0/24", "10.0.1.128/25", 127));
        cluster.Wish("green", new AddressPlan("10.1.1.0/24", "10.1.1.0/25", 127));
        foreach (var network in (string[])["red", "blue", "green"]) await cluster.AvailableAsync(network);
        await cluster.MakePodAsync("a", cluster.Node1, "red, green, blue");
        await cluster.InAsync(cluster.Port(cluster.Node1, 3), "blue");

        await Condition.HoldsAsync(
            () => cluster.Attachments.PodsOf("blue") is [{ Shortfalls: [{ Kind: PodShortfallKind.SubnetsOverlap }] }] && cluster.Attachments.PodsOf("green") is [{ Shortfalls: [] }], "it is told");
        cluster.Attachments.PodsOf("blue")[0].Shortfalls[0].Message.ShouldContain("network red, too, whose subnet 10.0.0.0/16");
    }

    [Theory]
    [MemberData(nameof(ApiServers.Best), MemberType = typeof(ApiServers))]
    public async Task A_network_that_goes_before_its_pods_lets_their_ports_go_and_they_end_in_order(string on)
    {
        await using var cluster = await TestCluster.StartAsync(on);
        await cluster.WishedAsync("red");
        await cluster.MakePodAsync("a", cluster.Node1, "red");
        await cluster.InAsync(cluster.Port(cluster.Node1, 1), "red");
        await Condition.ReachesAsync(() => cluster.PodAsync("a"), pod => pod!.Metadata.HasFinalizer(NetworkPlan.OperatorFinalizer), "the operator has taken it");

        cluster.Host.NoLongerWish("red");
        await Condition.ReachesAsync(() => cluster.NetworkAsync("red"), network => network is null, "the network is gone");
        await cluster.InAsync(cluster.Port(cluster.Node1, 1), null);
        await cluster.Operator.Webhook.DeletePodAsync("a"); // its port is refused to the operator now, which only logs that
        await Condition.ReachesAsync(() => cluster.PodAsync("a"), pod => pod is null, "the pod is gone");
        await Condition.ReachesAsync(() => cluster.UsedLabelAsync(1, cluster.Node1), used => used == "false", "its port is free");
        await Condition.HoldsAsync(() => cluster.Host.ClaimOn(cluster.Port(cluster.Node1, 1)) is null, "and claimed by nobody");
    }

    [Theory]
    [MemberData(nameof(ApiServers.Best), MemberType = typeof(ApiServers))]
    public async Task Of_an_Overlay_that_was_made_by_halves_the_ports_that_are_there_are_told_and_no_others(string on)
    {
        await using var cluster = await TestCluster.StartAsync(on, OperatorFaults.MakesOverlaysByHalves, interfaces: 2);
        await cluster.WishedAsync("red");
        await cluster.MakePodAsync("a", cluster.Node1, "red");
        await cluster.InAsync(cluster.Port(cluster.Node1, 1), "red");
        await cluster.MakePodAsync("b", cluster.Node1, "red");

        await Condition.HoldsAsync(() => cluster.Attachments.Capacities().Any(c => c.Node == cluster.Node1 && (c.Ports, c.Free) == (1, 0)), "the truth is told of the node");
        await Condition.HoldsAsync(() => cluster.Attachments.PodsOf("red").Any(p => p.Pod.Name == "b" && p.Shortfalls is [{ Kind: PodShortfallKind.NoFreePort }]), "and of the pod");
    }

    [Theory]
    [MemberData(nameof(ApiServers.Best), MemberType = typeof(ApiServers))]
    public async Task A_pod_outside_the_Overlays_namespace_of_an_operator_without_its_namespace_is_told_with_the_cure(string on)
    {
        await using var cluster = await TestCluster.StartAsync(on, OperatorFaults.NamespaceUnset);
        var tenant = await cluster.Server.NewNamespaceAsync();
        var everywhere = AttachmentCaches.Of(cluster.Server.Api, cluster.Log, new ResourceScope { Namespace = tenant });
        using var stop = new CancellationTokenSource();
        var attachments = new AttachmentReconciler(everywhere, DatapathRule.OfBridge, cluster.Host, cluster.Host, TimeProvider.System, cluster.Log);
        var running = everywhere.RunAsync(stop.Token);

        await cluster.Operator.Webhook.MakePodAsync(cluster.Server, "a", cluster.Node1, "red", @in: tenant);

        await Condition.HoldsAsync(
            () => attachments.PodsOf("red").SelectMany(p => p.Shortfalls).Any(s => s.Kind == PodShortfallKind.NoAttachment && s.Message.Contains("SWITCHES_NAMESPACE", StringComparison.Ordinal)),
            "the cure is told");
        await stop.CancelAsync();
        await running;
    }

    [Theory]
    [MemberData(nameof(ApiServers.Best), MemberType = typeof(ApiServers))]
    public async Task Calls_that_come_twice_change_nothing(string on)
    {
        await using var cluster = await TestCluster.StartAsync(on, OperatorFaults.CallsTwice);
        await cluster.WishedAsync("red");
        await cluster.MakePodAsync("a", cluster.Node1, "red");
        await cluster.InAsync(cluster.Port(cluster.Node1, 1), "red");
        await Condition.HoldsAsync(() => cluster.Host.Asked.Count == 1, "the operator asked");

        await cluster.Operator.Webhook.DeletePodAsync("a");
        await Condition.HoldsAsync(() => cluster.Host.Asked.Count == 0, "and took it back");
        cluster.Host.NoLongerWish("red");
        await Condition.ReachesAsync(() => cluster.NetworkAsync("red"), there => there is null, "red is gone");
    }

    [Theory]
    [MemberData(nameof(ApiServers.Best), MemberType = typeof(ApiServers))]
    public async Task A_fabric_that_fails_is_told_again_until_it_has_heard(string on)
    {
        await using var cluster = await TestCluster.MakeAsync(on);
        cluster.Host.FailingClaims = 3;
        cluster.Wish("red");
        cluster.Start();
        await cluster.MakePodAsync("a", cluster.Node1, "red");
        await cluster.InAsync(cluster.Port(cluster.Node1, 1), "red");
    }
}
