using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Model;

internal static class VnfdReader
{
    public static Vnfd Read(YamlMapping content) =>
        new(
            content,
            content.Text("id"),
            content.Text("mgmt-cp"),
            content.Mapping("k8s-cluster") is { } cluster ? cluster.List("nets", net => new ClusterNet(net.Position, net.Text("id"))) : [],
            content.List("ext-cpd", cpd => new ExternalCpd(cpd.Position, cpd.Text("id"), cpd.Text("k8s-cluster-net"))),
            content.List("kdu", kdu => new Kdu(kdu.Position, kdu.Text("name"), kdu.Text("helm-chart"), kdu.Text("juju-bundle"))),
            !content.Items("df").IsEmpty);
}
