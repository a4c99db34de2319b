using L2sm.Kubernetes.Operator;
using L2sm.Kubernetes.Overlays;
using L2sm.Kubernetes.Resources;

namespace L2sm.Kubernetes.Tests.Overlays;

public sealed class OverlayReportTests
{
    private static readonly Overlay Mesh = Make("mesh", ["n1", "n2", "n3"], ("n1", "n2"), ("n2", "n3"));

    [Fact]
    public void What_is_as_it_was_asked_for_lacks_nothing()
    {
        var report = Report([Mesh], ["n1", "n2", "n3"], ["n1", "n2", "n3"], ("n2", "n1"), ("n2", "n3"));

        report.Faults.ShouldBeEmpty();
        report.Nodes.ShouldAllBe(node => node.IsConnected && node.Overlay == "mesh" && node.Missing.Count == 0);
        report.Nodes.Select(node => node.Node).ShouldBe(["n1", "n2", "n3"]);
    }

    [Fact]
    public void A_switch_that_is_not_connected_is_told_and_its_tunnels_are_not_told_besides()
    {
        var report = Report([Mesh], ["n1", "n2", "n3"], ["n1", "n2"], ("n1", "n2"));

        MissingOf(report, "n3").ShouldHaveSingleItem().ShouldContain($"of:{Datapaths.Of("n3", DatapathRule.OfBridge):x16}) is not connected");
        MissingOf(report, "n2").ShouldBeEmpty();
    }

    [Fact]
    public void A_tunnel_that_was_not_found_is_told_at_both_ends()
    {
        var report = Report([Mesh], ["n1", "n2", "n3"], ["n1", "n2", "n3"], ("n1", "n2"));

        MissingOf(report, "n2").ShouldHaveSingleItem().ShouldContain("tunnel to n3");
        MissingOf(report, "n3").ShouldHaveSingleItem().ShouldContain("tunnel to n2");
    }

    [Fact]
    public void Nodes_that_came_or_went_since_are_told()
    {
        var report = Report([Mesh], ["n1", "n2", "n4"], ["n1", "n2"], ("n1", "n2"));

        MissingOf(report, "n3").ShouldHaveSingleItem().ShouldContain("no such node");
        MissingOf(report, "n4").ShouldHaveSingleItem().ShouldContain("in no Overlay");
    }

    [Fact]
    public void Overlays_that_would_mix_networks_or_ports_are_faults()
    {
        var report = Report([Mesh, Make("my-veth", ["n1"]), Make("empty", []), Make("odd", ["n9"], ("n9", "n8"))], ["n1", "n2", "n3", "n9"], ["n1", "n2", "n3", "n9"], ("n1", "n2"), ("n2", "n3"));

        MissingOf(report, "n1").ShouldHaveSingleItem().ShouldContain("share its bridges");
        report.Faults.Count.ShouldBe(3);
        report.Faults.ShouldContain(fault => fault.Contains("'veth' in its name"));
        report.Faults.ShouldContain(fault => fault.Contains("names no nodes"));
        report.Faults.ShouldContain(fault => fault.Contains("does not name both"));
    }

    internal static Overlay Make(string name, string[] nodes, params (string A, string B)[] links) => new()
    {
        Metadata = new ObjectMeta { Name = name, Namespace = "l2sm" },
        Spec = new OverlaySpec
        {
            Topology = new OverlayTopology { Nodes = nodes, Links = [.. links.Select(l => new OverlayLink { EndpointA = l.A, EndpointB = l.B })] },
        },
    };

    private static OverlayReport Report(Overlay[] overlays, string[] nodes, string[] connected, params (string A, string B)[] links)
    {
        static ulong Of(string node) => Datapaths.Of(node, DatapathRule.OfBridge);
        return OverlayReport.Of(overlays, nodes, DatapathRule.OfBridge, connected.Select(Of).ToHashSet(), links.Select(l => (Of(l.A), Of(l.B))));
    }

    private static IReadOnlyList<string> MissingOf(OverlayReport report, string node) => report.Nodes.Single(one => one.Node == node).Missing;
}
