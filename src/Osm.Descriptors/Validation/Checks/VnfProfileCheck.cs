using Osm.Descriptors.Model;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>The VNFDs that an NSD names.</summary>
internal static class VnfProfileCheck
{
    public static void Run(DescriptorFile<Nsd> file, VnfdCatalogue vnfds, FindingList findings)
    {
        var nsd = file.Content;
        Located<string>?[] declared = [.. nsd.VnfdIds];
        foreach (var profile in nsd.Flavour?.VnfProfiles ?? [])
        {
            if (profile.VnfdId is { } id && !Ids.Has(declared, id.Value))
            {
                findings.Add(
                    RuleCatalogue.ProfileVnfd, id.Position,
                    $"vnf-profile '{profile.Id?.Value}' uses the VNFD '{id.Value}', which the NSD's vnfd-id list does not have ({Ids.Listed(declared)})",
                    $"add '- {id.Value}' to vnfd-id");
            }
        }

        foreach (var id in nsd.VnfdIds)
        {
            if (vnfds.Find(id.Value, file.Package.Path) is null)
            {
                findings.Add(
                    RuleCatalogue.VnfdNotGiven, id.Position,
                    $"VNFD '{id.Value}' is not among the inputs: what the NSD says of its connection points was not checked",
                    "give its package too");
            }
        }
    }
}
