using L2sm.Kubernetes.Attachments;
using L2sm.Kubernetes.Operator;

namespace L2sm.Kubernetes.Tests.Operator;

public sealed class DatapathTests
{
    [Theory]
    [InlineData("node1", "br-8bb60d89", 0xad21e0ebafa514cb, "lsad21e1")]
    [InlineData("node2", "br-f73db57d", 0x9e9af262be8fce9a, "ls9e9af1")]
    [InlineData("kind-worker", "br-d2d5ee7d", 0xa74659e25281870c, "lsa74651")]
    [InlineData("kind-control-plane", "br-56baa69a", 0x17f5f571e2353768, "ls17f5f1")]
    [InlineData("l2sm1", "br-1749d103", 0x5e205ba5ac53bdba, "ls5e2051")]
    public void The_ids_and_names_are_those_that_L2S_M_computes(string node, string bridge, ulong datapath, string firstPort)
    {
        Datapaths.Bridge(node, Datapaths.OverlayProvider).ShouldBe(bridge);
        Datapaths.Of(node, DatapathRule.OfBridge).ShouldBe(datapath);
        Datapaths.PortName(datapath, 1).ShouldBe(firstPort);
    }

    [Fact]
    public void Before_2_8_1_the_id_is_made_of_the_node_itself()
    {
        // The constant in the operator's own test of that time.
        Datapaths.Of("l2sm-test-control-plane", DatapathRule.OfNode).ShouldBe(0x63b9c50cd5f12d25UL);
        Datapaths.Of("l2sm-test-control-plane", DatapathRule.OfBridge).ShouldBe(0xfa97dd6bd2e32553UL);
    }

    [Fact]
    public void An_edge_device_has_its_providers_name_in_its_id()
    {
        Datapaths.Bridge("k8s-master", "idco-provider").ShouldBe("br-11f5fd05");
        Datapaths.OfEdgeDevice("k8s-master", "idco-provider").ShouldBe(0xa1a4c87a18c22820UL);
    }

    [Fact]
    public void Connected_switches_prove_the_rule_that_they_were_made_by()
    {
        string[] nodes = ["node1", "node2"];
        var old = Datapaths.Of("node2", DatapathRule.OfNode);
        var now = Datapaths.Of("node1", DatapathRule.OfBridge);

        Datapaths.ProvedBy(nodes, new HashSet<ulong> { old, 7 }).ShouldBe(DatapathRule.OfNode);
        Datapaths.ProvedBy(nodes, new HashSet<ulong> { now }).ShouldBe(DatapathRule.OfBridge);
        Datapaths.ProvedBy(nodes, new HashSet<ulong> { 7 }).ShouldBeNull();
        Datapaths.ProvedBy(nodes, new HashSet<ulong> { old, now }).ShouldBeNull();
    }

    [Fact]
    public void A_port_is_written_as_the_operator_writes_it() => new SwitchPort(0xa1, 3).ToString().ShouldBe("of:00000000000000a1/3");
}
