using Osm.Descriptors.Model.Schema;

namespace Osm.Descriptors.Tests.Model;

/// <summary>The model as data: what is known of OSM's is in it, and it holds together.</summary>
public sealed class InformationModelTests
{
    public static TheoryData<string> Names() => ["vnfd", "nsd", "nst"];

    [Fact]
    public void OSMs_augments_are_in_it()
    {
        var cni = InformationModel.Vnfd.Child("k8s-cluster")!.Child("cni")!;
        (cni.Kind, string.Join(' ', cni.Type!.Values)).ShouldBe((NodeKind.LeafList, "calico flannel multus"));
        InformationModel.Vnfd.Child("ext-cpd")!.Child("k8s-cluster-net")!.Type!.Target!.Steps.ShouldBe(["k8s-cluster", "nets", "id"]);
        InformationModel.Vnfd.Child("kdu")!.Child("juju-bundle")!.Choice.ShouldBe("kdu-model");
        InformationModel.Vnfd.Child("kdu-migrations").ShouldBeNull();
        var link = InformationModel.Nsd.Child("virtual-link-desc")!;
        link.Child("mgmt-network")!.Type!.Kind.ShouldBe(LeafKind.Boolean);
        link.Child("type").ShouldBeNull();
        var end = At(InformationModel.Nsd, "df/vnf-profile/virtual-link-connectivity/constituent-cpd-id");
        end.Keys.ShouldBe(["constituent-base-element-id", "constituent-cpd-id"]);
        end.Child("ip-address")!.Type!.Kind.ShouldBe(LeafKind.Address);
        var l3 = At(InformationModel.Nsd, "df/virtual-link-profile/virtual-link-protocol-data/l3-protocol-data");
        l3.Child("dns-server").ShouldBeNull();
        At(InformationModel.Nsd, "vnffgd/nfpd/position-desc-id/match-attributes").Keys.ShouldBe(["id"]);
        At(InformationModel.Nst, "SNSSAI-identifier/slice-service-type").Type!.Values.ShouldBe(["eMBB", "URLLC", "mMTC"]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Keys_are_children_and_references_lead_to_leaves(string name)
    {
        var root = name switch { "vnfd" => InformationModel.Vnfd, "nsd" => InformationModel.Nsd, _ => InformationModel.Nst };
        var nodes = Below(root).ToArray();

        nodes.Length.ShouldBeGreaterThan(100);
        foreach (var node in nodes)
        {
            node.Keys.ShouldAllBe(key => node.Child(key) != null, node.Path);
            node.Type?.Values.ShouldBeUnique();
            if (node.Type?.Target is not { } target)
                continue;
            var from = root;
            if (target.Up > 0)
            {
                from = node;
                for (var up = 0; up < target.Up; up++)
                    from = from.Parent.ShouldNotBeNull(node.Path);
            }

            At(from, string.Join('/', target.Steps)).Type.ShouldNotBeNull(node.Path);
        }
    }

    private static SchemaNode At(SchemaNode from, string path) =>
        path.Split('/').Aggregate(from, (node, step) => node.Child(step).ShouldNotBeNull($"{path} of {from.Path}"));

    private static IEnumerable<SchemaNode> Below(SchemaNode node) => node.Children.SelectMany(child => Below(child).Prepend(child));
}
