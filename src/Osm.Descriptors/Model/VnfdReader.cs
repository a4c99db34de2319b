using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Model;

internal static class VnfdReader
{
    public static Vnfd Read(YamlMapping content, ShapeReader shapes) =>
        new(
            content.Position,
            shapes.Key(content, "id", "VNFD"),
            shapes.Text(content, "mgmt-cp"),
            shapes.Mapping(content, "k8s-cluster") is { } cluster
                ? shapes.List(cluster, "nets", net => new ClusterNet(net.Position, shapes.Key(net, "id", "net of k8s-cluster")))
                : [],
            shapes.List(content, "ext-cpd", cpd => ReadCpd(cpd, shapes)),
            shapes.List(content, "kdu", kdu => ReadKdu(kdu, shapes)),
            !shapes.Items(content, "df").IsEmpty);

    private static ExternalCpd ReadCpd(YamlMapping cpd, ShapeReader shapes) =>
        new(cpd.Position, shapes.Key(cpd, "id", "ext-cpd"), shapes.Text(cpd, "k8s-cluster-net"));

    private static Kdu ReadKdu(YamlMapping kdu, ShapeReader shapes) =>
        new(kdu.Position, shapes.Key(kdu, "name", "kdu"), shapes.Text(kdu, "helm-chart"), shapes.Text(kdu, "juju-bundle"));
}
