using System.Collections.Immutable;
using Osm.Descriptors.Model;

namespace Osm.Descriptors.Graphing;

/// <summary>What of a VNFD is drawn.</summary>
internal static class VnfdParts
{
    public static GraphVnf Of(Vnfd vnfd, string name, string vnfdId, Faults faults, ImmutableArray<string> profileFaults)
    {
        var kdus = vnfd.Kdus.Select(kdu => new GraphKdu(
            kdu.Name?.Value ?? "?",
            kdu.HelmChart is { } chart ? $"chart {chart.Value}" : kdu.JujuBundle is { } bundle ? $"bundle {bundle.Value}" : "nothing to deploy",
            faults.At(kdu.Position, kdu.Name, kdu.HelmChart, kdu.JujuBundle)));
        var ports = vnfd.ExternalCpds.Select(cpd => new GraphPort(cpd.Id?.Value ?? "?", cpd.ClusterNet?.Value, faults.At(cpd.Position, cpd.Id, cpd.ClusterNet)));
        return new GraphVnf(name, vnfdId, [.. kdus], [.. ports], [.. profileFaults, .. faults.At(vnfd.Position, vnfd.Id, vnfd.ManagementCpd)]);
    }
}
