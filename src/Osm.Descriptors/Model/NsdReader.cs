using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Model;

internal static class NsdReader
{
    public static Nsd Read(YamlMapping content, ShapeReader shapes)
    {
        var flavours = shapes.List(content, "df", df => ReadFlavour(df, shapes));
        return new Nsd(
            content.Position,
            shapes.Key(content, "id", "NSD"),
            shapes.Text(content, "name"),
            shapes.Texts(content, "vnfd-id"),
            shapes.List(content, "virtual-link-desc", link => ReadLink(link, shapes)),
            flavours.IsEmpty ? null : flavours[0]);
    }

    private static VirtualLink ReadLink(YamlMapping link, ShapeReader shapes) =>
        new(
            link.Position, shapes.Key(link, "id", "virtual-link-desc"), shapes.Flag(link, "mgmt-network"), shapes.Text(link, "vim-network-name"));

    private static NsFlavour ReadFlavour(YamlMapping df, ShapeReader shapes) =>
        new(
            df.Position,
            shapes.Key(df, "id", "df"),
            shapes.List(df, "vnf-profile", profile => ReadVnfProfile(profile, shapes)),
            shapes.List(df, "virtual-link-profile", profile => ReadLinkProfile(profile, shapes)));

    private static VnfProfile ReadVnfProfile(YamlMapping profile, ShapeReader shapes) =>
        new(
            profile.Position,
            shapes.Key(profile, "id", "vnf-profile"),
            shapes.Text(profile, "vnfd-id"),
            shapes.List(profile, "virtual-link-connectivity", connectivity => ReadConnectivity(connectivity, shapes)));

    private static LinkConnectivity ReadConnectivity(YamlMapping connectivity, ShapeReader shapes) =>
        new(
            connectivity.Position,
            shapes.Key(connectivity, "virtual-link-profile-id", "virtual-link-connectivity"),
            shapes.List(connectivity, "constituent-cpd-id", end => ReadEnd(end, shapes)));

    private static ConstituentCpd ReadEnd(YamlMapping end, ShapeReader shapes) =>
        new(
            end.Position,
            shapes.Key(end, "constituent-base-element-id", "constituent-cpd-id"),
            shapes.Key(end, "constituent-cpd-id", "constituent-cpd-id"));

    private static VirtualLinkProfile ReadLinkProfile(YamlMapping profile, ShapeReader shapes)
    {
        var protocol = shapes.Mapping(profile, "virtual-link-protocol-data");
        var l3 = protocol is null ? null : shapes.Mapping(protocol, "l3-protocol-data");
        return new VirtualLinkProfile(
            profile.Position,
            shapes.Key(profile, "id", "virtual-link-profile"),
            shapes.Text(profile, "virtual-link-desc-id"),
            protocol?.Position,
            l3 is null ? null : ReadL3(l3, shapes));
    }

    private static L3Protocol ReadL3(YamlMapping l3, ShapeReader shapes) =>
        new(
            l3.Position, shapes.Text(l3, "ip-version"), shapes.Text(l3, "cidr"), shapes.Text(l3, "gateway-ip"), shapes.Flag(l3, "dhcp-enabled"));
}
