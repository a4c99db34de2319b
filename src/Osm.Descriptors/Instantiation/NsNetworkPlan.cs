using System.Text.Json.Nodes;
using Osm.Descriptors.Model;
using Osm.Descriptors.Naming;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation;
using Osm.Descriptors.Validation.Checks;

namespace Osm.Descriptors.Instantiation;

/// <summary>Works out the networks of an NS that is to be created.</summary>
internal sealed class NsNetworkPlan(NsRequest request, List<Remark> remarks)
{
    private readonly List<NsNetwork> _networks = [];

    /// <summary>The networks of the NSD's links, then those of each member's internal links.</summary>
    public IReadOnlyList<NsNetwork> Make(Nsd nsd, IEnumerable<(string Member, Vnfd Vnfd)> members)
    {
        CheckLinks(nsd);
        foreach (var link in nsd.VirtualLinks)
        {
            if (link.Id is { } id)
                AddLink(nsd, link, id);
        }

        foreach (var (member, vnfd) in members)
        {
            foreach (var inner in vnfd.Content.Items("int-virtual-link-desc"))
            {
                if (inner.Text("id") is { } id)
                    Add(new NsNetwork(id.Value, NsNetworkKind.Internal, id.Position, NetNameOf(id.Value), "") { Member = member, Addresses = InternalAddresses(vnfd, id.Value) });
            }
        }

        return _networks;
    }

    private void AddLink(Nsd nsd, VirtualLink link, Located<string> id)
    {
        var provider = request.ProviderNetworks.LastOrDefault(wish => wish.Link == id.Value)?.Value;
        if (link.IsManagement)
        {
            // With a provider network RO makes one, and looks for none.
            if (provider is not null)
                Refuse(id.Position, $"'{id.Value}' is a management link, and with a provider-network RO would make a network of its own for it", $"leave --provider-network {id.Value} out");
            _networks.Add(new NsNetwork(id.Value, NsNetworkKind.Management, id.Position, link.VimNetworkName?.Value ?? id.Value, ""));
            return;
        }

        var addresses = AddressesOf(nsd, id.Value);
        if (link.VimNetworkName is { } existing)
        {
            Add(new NsNetwork(id.Value, NsNetworkKind.Existing, id.Position, existing.Value, "") { Addresses = addresses });
            return;
        }

        provider = WithNamespace(provider ?? request.ProviderNetworks.LastOrDefault(wish => wish.Link == LinkWish<JsonObject>.Each)?.Value);
        var ours = provider?["l2sm"] as JsonObject;
        Add(
            new NsNetwork(id.Value, NsNetworkKind.Made, id.Position, NetNameOf(id.Value), "")
            {
                Namespace = TextOf(ours, "namespace"),
                Namespaces = [.. TextsOf(ours, "namespaces")],
                ProviderNetwork = provider,
                Addresses = addresses,
            },
            TextOf(ours, "network"));
    }

    private void Add(NsNetwork network, string? named = null)
    {
        if (!ClusterNetworkName.TryFromNetName(named ?? network.NetName, out var name, out var error))
            Refuse(network.Position, error, "choose another name for the NS or the link");
        else if (named is not null && name != named)
            Refuse(network.Position, $"'{named}' is no name of a network in the cluster", $"write '{name}'");
        // By the naming rule alone this is found in the descriptors (NET208).
        if (named is not null && _networks.FirstOrDefault(other => other.IsMade && other.Name == name) is { } other)
            Refuse(network.Position, $"the links '{other.LinkId}' and '{network.LinkId}' get the same network '{name}'", "name another one: the second is refused");
        _networks.Add(network with { Name = name ?? "" });
    }

    // Multus looks for a pod's attachments in the pod's own namespace.
    private JsonObject? WithNamespace(JsonObject? provider)
    {
        var ours = provider?["l2sm"] as JsonObject;
        if (request.Backend != ClusterBackend.Multus || request.Namespace is not { } space || ours?.ContainsKey("namespace") == true || TextsOf(ours, "namespaces").Contains(space))
            return provider;
        var extended = provider?.DeepClone().AsObject() ?? [];
        if (extended["l2sm"] is not JsonObject)
            extended["l2sm"] = new JsonObject();
        extended["l2sm"]!["namespace"] = space;
        return extended;
    }

    private string NetNameOf(string link) => ClusterNetworkName.NetName(request.NsName, link);

    private NetworkAddresses? AddressesOf(Nsd nsd, string link)
    {
        var l3 = nsd.Flavour?.LinkProfiles.FirstOrDefault(profile => profile.LinkId?.Value == link)?.L3;
        var cidr = request.Cidrs.LastOrDefault(wish => wish.Link == link)?.Value;
        var gateway = request.Gateways.LastOrDefault(wish => wish.Link == link)?.Value;
        if (cidr is not null || gateway is not null)
            return Changed(link, cidr ?? l3?.Cidr?.Value, gateway ?? (cidr is null ? l3?.GatewayIp?.Value : null), l3);
        return l3 is null ? null : new NetworkAddresses(IsV6(l3.IpVersion?.Value), l3.Cidr?.Value, l3.GatewayIp?.Value, l3.DhcpEnabled?.Value == true, IsChanged: false);
    }

    private NetworkAddresses Changed(string link, string? cidr, string? gateway, L3Protocol? l3)
    {
        if (cidr is null || Subnet.TryParse(cidr) is not { } subnet)
        {
            Refuse(null, cidr is null ? $"the link '{link}' has no subnet that the gateway {gateway} could be in" : $"--cidr {link}: '{cidr}' is no subnet", "write --cidr LINK=10.10.1.0/24");
            return new NetworkAddresses(false, cidr, gateway, false, IsChanged: true);
        }

        if (gateway is not null && (ModelValues.ParseAddress(gateway) is not { } address || !subnet.Contains(address)))
            Refuse(null, $"the gateway {gateway} of the link '{link}' is no address within {subnet}", "write --gateway LINK=ADDRESS with one of its subnet");
        return new NetworkAddresses(subnet.IsV6, subnet.ToString(), gateway, l3?.DhcpEnabled?.Value == true, IsChanged: true);
    }

    // As LCM reads it: the virtual-link-profile of the internal link's id.
    private static NetworkAddresses? InternalAddresses(Vnfd vnfd, string link)
    {
        var l3 = vnfd.Content.Items("df").FirstOrDefault()?.Items("virtual-link-profile")
            .FirstOrDefault(profile => profile.Text("id")?.Value == link)?.Mapping("virtual-link-protocol-data")?.Mapping("l3-protocol-data");
        return l3 is null ? null
            : new NetworkAddresses(IsV6(l3.Text("ip-version")?.Value), l3.Text("cidr")?.Value, l3.Text("gateway-ip")?.Value, l3.Flag("dhcp-enabled")?.Value == true, IsChanged: false);
    }

    private static bool IsV6(string? version) => version?.Contains("v6", StringComparison.Ordinal) == true;

    private static string? TextOf(JsonObject? parent, string key) =>
        parent?[key] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;

    private static IEnumerable<string> TextsOf(JsonObject? parent, string key) =>
        (parent?[key] as JsonArray ?? []).OfType<JsonValue>().Select(value => value.TryGetValue<string>(out var text) ? text : "").Where(text => text.Length > 0);

    private void CheckLinks(Nsd nsd)
    {
        var known = Ids.Set(nsd.VirtualLinks.Select(link => link.Id));
        var wished = request.ProviderNetworks.Where(wish => wish.Link != LinkWish<JsonObject>.Each).Select(wish => wish.Link)
            .Concat(request.Cidrs.Select(wish => wish.Link)).Concat(request.Gateways.Select(wish => wish.Link));
        foreach (var link in wished.Distinct().Where(link => !known.Contains(link)))
            Refuse(null, $"the NSD has no virtual link '{link}' ({Ids.Listed(known)})", Ids.Cure(link, known, "name one of these"));
    }

    private void Refuse(SourcePosition? position, string message, string cure) => remarks.Add(new Remark(Severity.Error, position, message, cure));
}
