using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Model;

internal static class NsdReader
{
    public static Nsd Read(YamlMapping content)
    {
        var flavours = content.List("df", ReadFlavour);
        return new Nsd(
            content,
            content.Text("id"),
            content.Text("name"),
            content.Texts("vnfd-id"),
            content.List(
                "virtual-link-desc",
                link => new VirtualLink(link.Position, link.Text("id"), link.Flag("mgmt-network"), link.Text("vim-network-name"))),
            flavours.IsEmpty ? null : flavours[0]);
    }

    private static NsFlavour ReadFlavour(YamlMapping df) =>
        new(df.Position, df.Text("id"), df.List("vnf-profile", ReadVnfProfile), df.List("virtual-link-profile", ReadLinkProfile));

    private static VnfProfile ReadVnfProfile(YamlMapping profile) =>
        new(profile.Position, profile.Text("id"), profile.Text("vnfd-id"), profile.List("virtual-link-connectivity", ReadConnectivity));

    private static LinkConnectivity ReadConnectivity(YamlMapping connectivity) =>
        new(
            connectivity.Position,
            connectivity.Text("virtual-link-profile-id"),
            connectivity.List(
                "constituent-cpd-id",
                end => new ConstituentCpd(end.Position, end.Text("constituent-base-element-id"), end.Text("constituent-cpd-id"), end.Texts("ip-address"))));

    private static VirtualLinkProfile ReadLinkProfile(YamlMapping profile)
    {
        var protocol = profile.Mapping("virtual-link-protocol-data");
        return new VirtualLinkProfile(
            profile.Position,
            profile.Text("id"),
            profile.Text("virtual-link-desc-id"),
            protocol?.Position,
            protocol?.Mapping("l3-protocol-data") is { } l3 ? ReadL3(l3) : null);
    }

    private static L3Protocol ReadL3(YamlMapping l3) =>
        new(l3, l3.Text("ip-version"), l3.Text("cidr"), l3.Text("gateway-ip"), l3.Flag("dhcp-enabled"))
        {
            HasDhcpKey = l3.TryGet("dhcp-enabled", out _),
        };
}
