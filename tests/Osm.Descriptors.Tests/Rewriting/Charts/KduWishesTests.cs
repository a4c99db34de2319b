using Osm.Descriptors.Model;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Rewriting.Charts;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Tests.Rewriting.Charts;

public sealed class KduWishesTests
{
    [Fact]
    public void Every_net_of_an_ext_cpd_is_wished_except_the_one_of_mgmt_cp()
    {
        var wishes = Of(Samples.Vnfd);

        wishes.Wishes.Networks.Select(network => network.NetId).ShouldBe(["data"]);
        wishes.Wishes.Networks[0].Workloads.ShouldBeEmpty();
        var left = wishes.LeftOut.ShouldHaveSingleItem();
        left.NetId.ShouldBe("mgmt");
        left.Reason.ShouldContain("mgmt-ext");
        left.Position.Line.ShouldBe(10);
    }

    [Fact]
    public void A_mgmt_cp_that_names_the_net_leaves_it_out_too() =>
        Of(Samples.Vnfd.With("mgmt-cp: mgmt-ext", "mgmt-cp: mgmt")).Wishes.Networks.Select(network => network.NetId).ShouldBe(["data"]);

    [Fact]
    public void Without_mgmt_cp_a_net_is_left_out_if_an_NSD_has_it_on_a_management_link()
    {
        var vnfd = Samples.Vnfd.With("  mgmt-cp: mgmt-ext\n", "");

        Of(vnfd).Wishes.Networks.Select(network => network.NetId).ShouldBe(["mgmt", "data"]);
        var wishes = Of(vnfd, Samples.Nsd);
        wishes.Wishes.Networks.Select(network => network.NetId).ShouldBe(["data"]);
        wishes.LeftOut.ShouldHaveSingleItem().Reason.ShouldContain("'mgmt'");
    }

    [Fact]
    public void Another_VNFs_management_link_leaves_nothing_out() =>
        Of(Samples.Vnfd.With("  mgmt-cp: mgmt-ext\n", "").With("id: knf", "id: other"), Samples.Nsd)
            .Wishes.Networks.Select(network => network.NetId).ShouldBe(["mgmt", "data"]);

    [Fact]
    public void A_requirement_names_the_workloads_of_a_net()
    {
        var vnfd = Samples.Vnfd.With("k8s-cluster-net: data", """
            k8s-cluster-net: data
                virtual-network-interface-requirement:
                - name: any
                  network-interface-requirements:
                  - key: l2sm.workload
                    value: upf
                  - key: other
                    value: x
                  - key: l2sm.workload
                    value: StatefulSet/smf
            """);

        Of(vnfd).Wishes.Networks.ShouldHaveSingleItem().Workloads.ShouldBe([new("upf"), new("StatefulSet/smf")]);
    }

    [Fact]
    public void Two_connection_points_on_one_net_are_one_attachment()
    {
        var vnfd = Samples.Vnfd.With("  kdu:", "  - id: more-ext\n    k8s-cluster-net: data\n  kdu:");

        Of(vnfd).Wishes.Networks.ShouldHaveSingleItem().NetId.ShouldBe("data");
    }

    [Fact]
    public void A_flag_adds_a_workload_to_a_net_that_there_is()
    {
        var wishes = Of(Samples.Vnfd).Wishes;

        wishes.With("none", new WorkloadWish("upf")).ShouldBeNull();
        wishes.With("data", new WorkloadWish("upf", "10.0.0.5/24"))!.Networks[0].Workloads.ShouldBe([new("upf", "10.0.0.5/24")]);
    }

    private static KduWishes Of(string vnfd, params string[] nsds) =>
        KduWishes.Of(Read<Vnfd>(vnfd), [.. nsds.Select(Read<Nsd>)], AnnotationDialect.L2sm);

    private static T Read<T>(string text)
        where T : Descriptor =>
        DescriptorReader.Read(new SourceText("f.yaml", text), YamlLimits.Default, new FindingList()).ShouldBeOfType<T>();
}
