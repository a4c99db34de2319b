using Osm.Descriptors.Model;
using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>NBI's check 30: the forwarding graphs of an NSD.</summary>
internal static class ForwardingGraphCheck
{
    public static void Run(DescriptorFile<Nsd> file, VnfdCatalogue vnfds, FindingList findings)
    {
        var nsd = file.Content;
        var graphs = nsd.Content.Items("vnffgd");
        if (graphs.IsEmpty)
            return;
        var addresses = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var profile in nsd.Flavour?.VnfProfiles ?? [])
        {
            foreach (var address in profile.Connectivity.SelectMany(connectivity => connectivity.ConstituentCpds).SelectMany(end => end.Addresses))
                addresses[address.Value] = profile.Id?.Value;
        }

        foreach (var graph in graphs)
        {
            var members = Ids.Set(graph.Texts("vnf-profile-id").Select(id => (Located<string>?)id));
            var positions = Ids.Set(graph.List("nfp-position-element", element => element.Text("id")));
            foreach (var position in graph.Items("nfpd").SelectMany(path => path.Items("position-desc-id")))
            {
                // NBI reads the first one only.
                foreach (var element in position.Texts("nfp-position-element-id").Take(1))
                    Expect(element, positions, "nfp-position-element", findings);
                foreach (var element in position.Items("cp-profile-id").SelectMany(cp => cp.Items("constituent-profile-elements")))
                {
                    if (element.Text("constituent-base-element-id") is { } member)
                        Expect(member, members, "vnf-profile-id of the vnffgd", findings);
                }

                foreach (var match in position.Items("match-attributes"))
                    CheckMatch(match, addresses, findings);
            }
        }
    }

    private static void CheckMatch(YamlMapping match, Dictionary<string, string?> addresses, FindingList findings)
    {
        var source = match.Text("source-ip-address");
        var destination = match.Text("destination-ip-address");
        if (source is { } from && destination is { } to && from.Value == to.Value)
        {
            findings.Add(
                RuleCatalogue.ForwardingGraph, to.Position,
                $"source and destination are both {to.Value}, and OSM refuses that", "match two different addresses");
        }

        foreach (var address in new[] { source, destination })
        {
            if (address is { } given && !addresses.ContainsKey(given.Value))
            {
                findings.Add(
                    RuleCatalogue.ForwardingGraph, given.Position, $"no connection point of the NS has the ip-address {given.Value}",
                    "add it as ip-address to a constituent-cpd-id, or match one that is there");
            }
        }

        // NBI asks whether the name contains it, not whether it is it.
        if (source is { } known && match.Text("constituent-base-element-id") is { } member && addresses.TryGetValue(known.Value, out var holder)
            && holder?.Contains(member.Value, StringComparison.Ordinal) != true)
        {
            findings.Add(
                RuleCatalogue.ForwardingGraph, member.Position,
                $"the address {known.Value} is one of '{holder}', not of '{member.Value}'", $"write '{holder}'");
        }
    }

    private static void Expect(Located<string> id, HashSet<string> known, string what, FindingList findings)
    {
        if (!known.Contains(id.Value))
        {
            findings.Add(
                RuleCatalogue.ForwardingGraph, id.Position, $"'{id.Value}' is no {what} ({Ids.Listed(known)})",
                Ids.Cure(id.Value, known, $"name a {what}"));
        }
    }
}
