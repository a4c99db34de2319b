using Osm.Descriptors.Model;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>What a VNFD says of services and configuration, of things that it must have.</summary>
internal static class VnfConfigurationCheck
{
    public static void Run(DescriptorFile<Vnfd> file, FindingList findings)
    {
        var content = file.Content.Content;
        var cpds = Ids.Set(file.Content.ExternalCpds.Select(cpd => cpd.Id));
        foreach (var service in content.Items("kdu").SelectMany(kdu => kdu.Items("service")))
        {
            if (service.Text("external-connection-point-ref") is { } cpd && !cpds.Contains(cpd.Value))
            {
                findings.Add(
                    RuleCatalogue.ServiceCpd, cpd.Position,
                    $"the service '{service.Text("name")?.Value}' is on '{cpd.Value}', which is no ext-cpd ({Ids.Listed(cpds)})",
                    Ids.Cure(cpd.Value, cpds, "name an ext-cpd of this VNFD"));
            }
        }

        var targets = Ids.Set(content.List("vdu", vdu => vdu.Text("id")).Concat(file.Content.Kdus.Select(kdu => kdu.Name)).Append(file.Content.Id));
        foreach (var day in DayOnes.Of(content))
        {
            if (day.Text("id") is { } id && !targets.Contains(id.Value))
            {
                findings.Add(
                    RuleCatalogue.ConfigurationTarget, id.Position,
                    $"day1-2 '{id.Value}' is for neither the VNF nor a VDU nor a KDU ({Ids.Listed(targets)}): it is never run",
                    Ids.Cure(id.Value, targets, "let its id be that of the VNFD or of a VDU, or the name of a KDU"));
            }
        }
    }
}
