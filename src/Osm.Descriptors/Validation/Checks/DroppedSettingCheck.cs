using Osm.Descriptors.Model;
using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>What the model has and OSM never hands on to the VIM.</summary>
internal static class DroppedSettingCheck
{
    private static readonly string[] DroppedOfL3 = ["ip-allocation-pools", "security-group"];

    public static void Run(DescriptorFile<Nsd> file, VnfdCatalogue vnfds, FindingList findings)
    {
        var content = file.Content.Content;
        foreach (var link in content.Items("virtual-link-desc"))
        {
            if (link.TryGet("provider-network", out var provider))
            {
                Report(
                    provider.Key, "give it at instantiation: osm ns-create --config '{vld: [{name: "
                        + $"{link.Text("id")?.Value}, provider-network: {{...}}}}]}}'", findings);
            }
        }

        foreach (var profile in content.Items("df").Take(1).SelectMany(df => df.Items("virtual-link-profile")))
        {
            if (profile.Mapping("virtual-link-protocol-data") is not { } protocol)
                continue;
            foreach (var entry in protocol.Mapping("l2-protocol-data")?.Entries ?? [])
            {
                Report(
                    entry.Key, entry.Name == "mtu"
                        ? "remove it: the network has the MTU that the path between the nodes allows"
                        : "remove it: the network is what the VIM makes of it", findings);
            }

            foreach (var entry in protocol.Mapping("l3-protocol-data")?.Entries ?? [])
            {
                if (Array.IndexOf(DroppedOfL3, entry.Name) >= 0)
                    Report(entry.Key, "remove it: only ip-version, cidr, gateway-ip, dhcp-enabled and ipv6-address-mode reach the VIM", findings);
            }
        }
    }

    private static void Report(YamlScalar key, string cure, FindingList findings) =>
        findings.Add(RuleCatalogue.DroppedSetting, key.Position, $"OSM drops '{key.Value}': it never reaches the VIM", cure);
}
