using Osm.Descriptors.Model;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>What a KDU is made of. OSM takes a KDU with nothing, and of two models the last.</summary>
internal static class KduCheck
{
    public static void Run(DescriptorFile<Vnfd> vnfd, FindingList findings)
    {
        foreach (var kdu in vnfd.Content.Content.Items("kdu"))
        {
            var name = kdu.Text("name");
            kdu.TryGet("helm-chart", out var chart);
            kdu.TryGet("juju-bundle", out var bundle);
            if (chart is null && bundle is null)
            {
                findings.Add(
                    RuleCatalogue.KduModel, name?.Position ?? kdu.Position,
                    $"KDU '{name?.Value}' has neither a helm-chart nor a juju-bundle, so that there is nothing to deploy",
                    "add 'helm-chart: <chart>'");
            }
            else if (chart is not null && bundle is not null)
            {
                findings.Add(
                    RuleCatalogue.KduModel,
                    chart.Key.Position.CompareTo(bundle.Key.Position) > 0 ? chart.Value.Position : bundle.Value.Position,
                    $"KDU '{name?.Value}' has a helm-chart and a juju-bundle, of which OSM takes the last without a word",
                    "keep one of the two");
            }
        }
    }
}
