using Osm.Descriptors.Model;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>What a KDU is made of. OSM takes a KDU with nothing, and of two models the last.</summary>
internal static class KduCheck
{
    public static void Run(DescriptorFile<Vnfd> vnfd, FindingList findings)
    {
        foreach (var kdu in vnfd.Content.Kdus)
        {
            if (kdu is { HelmChart: null, JujuBundle: null })
            {
                findings.Add(
                    RuleCatalogue.KduModel, kdu.Name?.Position ?? kdu.Position,
                    $"KDU '{kdu.Name?.Value}' has neither a helm-chart nor a juju-bundle, so that there is nothing to deploy",
                    "add 'helm-chart: <chart>'");
            }
            else if (kdu is { HelmChart: { } chart, JujuBundle: { } bundle })
            {
                findings.Add(
                    RuleCatalogue.KduModel, chart.Position.CompareTo(bundle.Position) > 0 ? chart.Position : bundle.Position,
                    $"KDU '{kdu.Name?.Value}' has a helm-chart and a juju-bundle, of which OSM takes the last without a word",
                    "keep one of the two");
            }
        }
    }
}
