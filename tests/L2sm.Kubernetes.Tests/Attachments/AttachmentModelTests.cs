using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Attachments;
using L2sm.Kubernetes.Operator;
using L2sm.Kubernetes.Resources;

namespace L2sm.Kubernetes.Tests.Attachments;

public sealed class AttachmentModelTests
{
    private readonly AttachmentModel model = new(DatapathRule.OfBridge);

    [Fact]
    public void A_pods_interface_is_a_claim_on_the_port_of_its_nodes_switch()
    {
        model.Put(Cluster.Overlay("node1"), Cluster.Nad(3), Cluster.Nad(4), Cluster.Pod("a", "node1", ("red", 3), ("blue", 4)));

        model.TakeChanges().Count.ShouldBe(2);

        var claim = model.Claims[Cluster.Port("node1", 3)];
        claim.Network.ShouldBe("red");
        claim.Pods.ShouldBe([new ResourceKey("l2sm", "a")]);
        claim.MacAddresses.ShouldBe([Cluster.MacOf("a", 3)]);
        claim.IpAddresses.ShouldBe(["10.0.1.3"]);
        model.Claims[Cluster.Port("node1", 4)].Network.ShouldBe("blue");
        model.TakeChanges().ShouldBeEmpty();
    }

    [Fact]
    public void A_port_is_claimed_before_Multus_tells_the_address()
    {
        model.Put(Cluster.Nad(3), Cluster.Pod("a", "node1", ("red", 3)).With(PodAnnotations.MultusStatus, null));
        model.TakeChanges().ShouldHaveSingleItem().Claim!.MacAddresses.ShouldBeEmpty();
        model.PodsOf("red").ShouldHaveSingleItem().Shortfalls.Select(s => s.Kind).ShouldContain(PodShortfallKind.NoInterface);

        model.Put(Cluster.Pod("a", "node1", ("red", 3)));
        model.TakeChanges().ShouldHaveSingleItem().Claim!.MacAddresses.ShouldNotBeEmpty();
    }

    [Fact]
    public void A_port_that_no_pod_uses_any_more_is_told_once()
    {
        model.Put(Cluster.Nad(3), Cluster.Pod("a", "node1", ("red", 3)));
        model.TakeChanges();

        model.Put(new ResourceKey("l2sm", "a"), (Pod?)null);

        model.TakeChanges().ShouldBe([new PortChange(Cluster.Port("node1", 3), null)]);
        model.PodsOf("red").ShouldBeEmpty();
    }

    [Fact]
    public void A_pod_that_has_ended_claims_nothing_and_still_holds_its_label()
    {
        model.Put(Cluster.Nad(3), Cluster.Pod("a", "node1", ("red", 3)) with { Status = new PodStatus { Phase = "Failed" } });

        model.TakeChanges().ShouldBeEmpty();
        model.IsNamed("node1", "overlay-veth3").ShouldBeTrue();
        model.PodsOf("red").ShouldHaveSingleItem().Shortfalls.ShouldHaveSingleItem().Kind.ShouldBe(PodShortfallKind.Ended);
    }

    [Fact]
    public void Two_pods_that_claim_a_port_alike_are_one_claim()
    {
        model.Put(Cluster.Nad(3), Cluster.Pod("a", "node1", ("red", 3)), Cluster.Pod("b", "node1", ("red", 3)));

        var claim = model.TakeChanges().ShouldHaveSingleItem().Claim!;
        claim.Network.ShouldBe("red");
        claim.Pods.Count.ShouldBe(2);
        claim.MacAddresses.Count.ShouldBe(2);
    }

    [Fact]
    public void Two_pods_that_claim_a_port_differently_get_it_into_neither_network_until_one_is_gone()
    {
        model.Put(Cluster.Overlay("node1"), Cluster.Nad(3), Cluster.Pod("a", "node1", ("red", 3)));
        model.TakeChanges();

        model.Put(Cluster.Pod("b", "node1", ("blue", 3)));
        var conflict = model.TakeChanges().ShouldHaveSingleItem().Claim!;
        conflict.Network.ShouldBeNull();
        conflict.MacAddresses.ShouldBeEmpty();
        conflict.Conflict.ShouldBe(
            "pods l2sm/a (network red) and l2sm/b (network blue) were given the same interface by the L2S-M operator: they share the Linux bridge br3 of node node1, "
            + "which cannot be split. None of them is attached until one is deleted");
        model.PodsOf("red").ShouldHaveSingleItem().Shortfalls.ShouldHaveSingleItem().Kind.ShouldBe(PodShortfallKind.PortShared);

        model.Put(new ResourceKey("l2sm", "a"), (Pod?)null);
        model.TakeChanges().ShouldHaveSingleItem().Claim!.Network.ShouldBe("blue");
    }

    [Fact]
    public void The_same_port_number_on_two_nodes_is_two_ports()
    {
        model.Put(Cluster.Nad(3), Cluster.Pod("a", "node1", ("red", 3)), Cluster.Pod("b", "node2", ("blue", 3)));
        model.TakeChanges().Select(c => c.Claim!.Network).ShouldBe(["red", "blue"], ignoreOrder: true);
    }

    [Fact]
    public void An_attachment_that_comes_after_its_pod_makes_the_claim()
    {
        var pod = Cluster.Pod("a", "node1", ("red", 3)).With(PodAnnotations.MultusStatus, null);
        model.Put(pod);
        model.TakeChanges().ShouldBeEmpty();
        model.PodsOf("red").ShouldHaveSingleItem().Shortfalls.ShouldHaveSingleItem().Kind.ShouldBe(PodShortfallKind.NoAttachment);

        model.Put(Cluster.Nad(3));
        model.TakeChanges().ShouldHaveSingleItem().Claim!.Network.ShouldBe("red");
    }

    [Fact]
    public void A_running_pod_keeps_its_port_where_its_attachment_is_deleted_from_under_it()
    {
        model.Put(Cluster.Nad(3), Cluster.Pod("a", "node1", ("red", 3)));
        model.TakeChanges();

        model.Put(Cluster.Nad(3).Metadata.Key, (NetworkAttachmentDefinition?)null);

        model.TakeChanges().ShouldBeEmpty();
        model.Claims.ShouldHaveSingleItem();
    }

    [Fact]
    public void An_attachment_of_the_pods_own_namespace_is_looked_for_there_and_the_cure_is_named()
    {
        model.Put(Cluster.Nad(3), Cluster.Pod("a", "node1", ("red", 3)).With(PodAnnotations.MultusStatus, null) is var pod
            ? (pod with { Metadata = pod.Metadata with { Namespace = "tenant" } }).With(PodAnnotations.MultusNetworks, """[{"name":"overlay-veth3"}]""")
            : throw new InvalidOperationException());

        model.TakeChanges().ShouldBeEmpty();
        model.PodsOf("red").ShouldHaveSingleItem().Shortfalls.ShouldHaveSingleItem().Message.ShouldContain("SWITCHES_NAMESPACE");
    }

    [Fact]
    public void What_keeps_a_pod_out_is_told_in_its_own_words()
    {
        var good = Cluster.Pod("a", "node1", ("red", 3)).With(PodAnnotations.MultusStatus, null);
        KindsOf(good.With(PodAnnotations.MultusNetworks, null).With(PodAnnotations.L2smError, "No interfaces available for node node1")).ShouldBe([PodShortfallKind.NoFreePort]);
        KindsOf(good.With(PodAnnotations.MultusNetworks, null)).ShouldBe([PodShortfallKind.NotAdmitted]);
        KindsOf(good with { Spec = new PodSpec() }).ShouldBe([PodShortfallKind.NotScheduled]);
        KindsOf(good with { Spec = new PodSpec { NodeName = "node1", HostNetwork = true } }).ShouldBe([PodShortfallKind.HostNetwork]);
        KindsOf(good.With(PodAnnotations.L2smNetworks, "red,blue")).ShouldBe([PodShortfallKind.AnnotationsDiffer]);
        KindsOf(good.With(PodAnnotations.MultusNetworks, "[{")).ShouldBe([PodShortfallKind.AnnotationsDiffer]);
        KindsOf(good with { Spec = new PodSpec { NodeName = "node9" } }).ShouldBe([PodShortfallKind.NodeWithoutSwitch, PodShortfallKind.NoInterface]);

        IEnumerable<PodShortfallKind> KindsOf(Pod pod)
        {
            var alone = new AttachmentModel(DatapathRule.OfBridge);
            alone.Put(Cluster.Overlay("node1"), Cluster.Nad(3), pod);
            alone.TakeChanges();
            return alone.PodsOf("red").ShouldHaveSingleItem().Shortfalls.Select(s => s.Kind);
        }
    }

    [Fact]
    public void A_pod_that_names_attachments_itself_and_no_network_claims_nothing() // such as the operator's own for intrusion detection
    {
        model.Put(Cluster.Nad(3), Cluster.Pod("ids", "node1", ("", 3)).With(PodAnnotations.L2smNetworks, null));
        model.TakeChanges().ShouldBeEmpty();
        model.IsNamed("node1", "overlay-veth3").ShouldBeTrue();

        model.Put(Cluster.Pod("a", "node1", ("red", 3)));
        model.TakeChanges().ShouldHaveSingleItem().Claim!.Conflict.ShouldNotBeNull();
    }

    [Fact]
    public void A_pod_that_is_moved_into_quarantine_takes_its_port_with_it()
    {
        model.Put(Cluster.Nad(3), Cluster.Pod("a", "node1", ("red", 3)));
        model.TakeChanges();

        model.Put(Cluster.Pod("a", "node1", ("red", 3)).With(PodAnnotations.L2smNetworks, """[{"name":"quarantine","namespace":"l2sm","ips":["10.0.1.3/24"]}]"""));

        model.TakeChanges().ShouldHaveSingleItem().Claim!.Network.ShouldBe("quarantine");
        model.PodsOf("red").ShouldBeEmpty();
    }
}
