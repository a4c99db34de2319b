using Osm.Descriptors.Model;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Graphing;

/// <summary>Makes one NSD's graph. What is named and not there is drawn too: that is what the picture is looked at for.</summary>
internal sealed class NsGraphBuilder(string path, Nsd nsd, VnfdCatalogue vnfds, Faults faults)
{
    private readonly List<GraphLink> _links = [];
    private readonly List<GraphVnf> _vnfs = [];
    private readonly List<GraphEnd> _ends = [];
    private readonly HashSet<string> _files = [nsd.Position.File];

    public NsGraph Build()
    {
        foreach (var link in nsd.VirtualLinks)
            _links.Add(Link(link));
        foreach (var profile in nsd.Flavour?.VnfProfiles ?? [])
            Add(profile);
        return new NsGraph(nsd.Id?.Value ?? "?", [.. _vnfs], [.. _links], [.. _ends], faults.Lines(_files));
    }

    private GraphLink Link(VirtualLink link)
    {
        var facts = new List<string>();
        var broken = new List<string>(faults.At(link.Position, link.Id));
        if (link.IsManagement)
            facts.Add("management: the pod network");
        if (link.VimNetworkName is { } existing)
            facts.Add($"the VIM's network {existing.Value}");
        foreach (var profile in (nsd.Flavour?.LinkProfiles ?? []).Where(profile => link.Id is { } id && profile.LinkId?.Value == id.Value))
        {
            broken.AddRange(faults.At(profile.Position, profile.Id, profile.LinkId));
            if (profile.ProtocolData is { } place)
                broken.AddRange(faults.At(place));
            if (profile.L3 is not { } l3)
                continue;
            broken.AddRange(faults.At(l3.Position, l3.Cidr, l3.GatewayIp, l3.IpVersion));
            if (l3.Cidr is { } cidr)
                facts.Add(cidr.Value);
            if (l3.GatewayIp is { } gateway)
                facts.Add($"gateway {gateway.Value}");
            if (l3.DhcpEnabled?.Value == true)
                facts.Add("DHCP");
        }

        return new GraphLink(link.Id?.Value ?? "?", link.IsManagement, [.. facts], [.. broken.Distinct()]);
    }

    private void Add(VnfProfile profile)
    {
        var vnfd = profile.VnfdId is { } id ? vnfds.Find(id.Value, path) : null;
        var own = faults.At(profile.Position, profile.Id, profile.VnfdId);
        var name = profile.Id?.Value ?? "?";
        var vnf = vnfd is null
            ? new GraphVnf(name, $"{profile.VnfdId?.Value ?? "?"} (not given)", [], [], own)
            : VnfdParts.Of(vnfd, name, vnfd.Id?.Value ?? "?", faults, own);
        if (vnfd is not null)
            _files.Add(vnfd.Position.File);
        var ports = vnf.Ports.ToList();
        foreach (var connectivity in profile.Connectivity)
        {
            foreach (var end in connectivity.ConstituentCpds)
                AddEnd(connectivity, end, ports, vnfd is not null);
        }

        _vnfs.Add(vnf with { Ports = [.. ports] });
    }

    private void AddEnd(LinkConnectivity connectivity, ConstituentCpd end, List<GraphPort> ports, bool isKnown)
    {
        var cpd = end.CpdId?.Value ?? "?";
        var port = ports.FindIndex(known => known.Name == cpd);
        if (port < 0)
        {
            // Of a VNFD that is not given nothing can be wrong.
            var broken = faults.At(null, end.CpdId);
            ports.Add(new GraphPort(cpd, null, isKnown && broken.IsEmpty ? ["not in the VNFD"] : broken));
            port = ports.Count - 1;
        }

        var link = connectivity.LinkId?.Value ?? "?";
        var index = _links.FindIndex(known => known.Name == link);
        if (index < 0)
        {
            _links.Add(new GraphLink(link, false, ["not in the NSD"], faults.At(null, connectivity.LinkId)));
            index = _links.Count - 1;
        }

        var hasFault = !faults.At(end.Position, [connectivity.LinkId, end.BaseElementId, end.CpdId, .. end.Addresses.Select(address => (Located<string>?)address)]).IsEmpty;
        _ends.Add(new GraphEnd(_vnfs.Count, port, index, string.Join(", ", end.Addresses.Select(address => address.Value)), hasFault));
    }
}
