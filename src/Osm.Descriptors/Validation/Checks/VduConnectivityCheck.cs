using Osm.Descriptors.Model;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>NBI's checks 14, 16 and 17: what ties connection points, VDUs and internal links of a VNFD together.</summary>
internal static class VduConnectivityCheck
{
    public static void Run(DescriptorFile<Vnfd> file, FindingList findings)
    {
        var content = file.Content.Content;
        var links = Ids.Set(content.List("int-virtual-link-desc", link => link.Text("id")));
        var cpds = new HashSet<(string?, string?)>();
        foreach (var vdu in content.Items("vdu"))
        {
            foreach (var cpd in vdu.Items("int-cpd"))
            {
                cpds.Add((vdu.Text("id")?.Value, cpd.Text("id")?.Value));
                if (cpd.Text("int-virtual-link-desc") is { } link && !links.Contains(link.Value))
                {
                    findings.Add(
                        RuleCatalogue.InternalLink, link.Position,
                        $"int-cpd '{cpd.Text("id")?.Value}' of VDU '{vdu.Text("id")?.Value}' is on '{link.Value}', which is no int-virtual-link-desc ({Ids.Listed(links)})",
                        Ids.Cure(link.Value, links, $"add '- id: {link.Value}' to int-virtual-link-desc, or name one that is there"));
                }
            }
        }

        foreach (var cpd in content.Items("ext-cpd"))
        {
            if (cpd.Mapping("int-cpd") is { } inner && !cpds.Contains((inner.Text("vdu-id")?.Value, inner.Text("cpd")?.Value)))
            {
                findings.Add(
                    RuleCatalogue.InternalCpd, inner.Text("cpd")?.Position ?? inner.Position,
                    $"ext-cpd '{cpd.Text("id")?.Value}' is the int-cpd '{inner.Text("cpd")?.Value}' of VDU '{inner.Text("vdu-id")?.Value}', which is not there",
                    "name a VDU and one of its int-cpd");
            }
        }

        foreach (var profile in content.Items("df").SelectMany(df => df.Items("virtual-link-profile")))
        {
            if (profile.Text("id") is { } id && !links.Contains(id.Value))
            {
                findings.Add(
                    RuleCatalogue.InternalLinkProfile, id.Position,
                    $"virtual-link-profile '{id.Value}' is for no int-virtual-link-desc ({Ids.Listed(links)})",
                    Ids.Cure(id.Value, links, "let its id be that of an int-virtual-link-desc"));
            }
        }
    }
}
