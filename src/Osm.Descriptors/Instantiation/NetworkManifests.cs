using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Instantiation;

/// <summary>The objects that the service makes in the cluster for the networks of an NS, without what only it knows: its labels, and the VIM account.</summary>
public static class NetworkManifests
{
    // Template l2sm-v1, which the first L2S-M operator knows by the text of its last line.
    private const string L2smV1 = """
        {
          "cniVersion": "0.3.0",
          "type": "host-device",
          "device": "l2sm-vNet"
        }
        """;

    /// <summary>One object for each network that is made; with the backend multus, in each namespace that it is to be in.</summary>
    /// <param name="ns">The NS.</param>
    /// <param name="remarks">What the service would refuse.</param>
    public static ImmutableArray<JsonObject> Of(NsInstance ns, out ImmutableArray<Remark> remarks)
    {
        ArgumentNullException.ThrowIfNull(ns);
        var told = ImmutableArray.CreateBuilder<Remark>();
        var objects = ns.Networks.Where(network => network.IsMade).SelectMany(
            network => ns.Request.Backend == ClusterBackend.Multus ? Attachments(network) : [L2Network(network, told)]).ToImmutableArray();
        remarks = told.ToImmutable();
        return objects;
    }

    private static JsonObject L2Network(NsNetwork network, ImmutableArray<Remark>.Builder told)
    {
        var spec = new JsonObject { ["type"] = TypeOf(network) };
        if (network.Addresses?.Cidr is { } cidr)
        {
            if (OperatorAddresses.TryMake(cidr, network.Addresses.Gateway) is { } addresses)
            {
                spec["networkCIDR"] = addresses.NetworkCidr;
                spec["podAddressRange"] = addresses.PodAddressRange;
            }
            else
            {
                told.Add(new Remark(
                    Severity.Warning, network.Position, $"the L2S-M operator can give out no address of {cidr}, the subnet of '{network.LinkId}'",
                    "give it an IPv4 subnet with room besides the gateway, or none"));
            }
        }

        return new JsonObject
        {
            ["apiVersion"] = "l2sm.l2sm.k8s.local/v1",
            ["kind"] = "L2Network",
            ["metadata"] = Metadata(network, network.Namespace),
            ["spec"] = spec,
        };
    }

    private static IEnumerable<JsonObject> Attachments(NsNetwork network)
    {
        string?[] spaces = network.Namespace is null && !network.Namespaces.IsEmpty ? [] : [network.Namespace];
        return spaces.Concat(network.Namespaces).Distinct().Select(space => Attachment(network, space));
    }

    private static JsonObject Attachment(NsNetwork network, string? space) => new()
    {
        ["apiVersion"] = "k8s.cni.cncf.io/v1",
        ["kind"] = "NetworkAttachmentDefinition",
        ["metadata"] = Metadata(network, space),
        ["spec"] = new JsonObject { ["config"] = L2smV1 },
    };

    private static JsonObject Metadata(NsNetwork network, string? space)
    {
        var metadata = new JsonObject { ["name"] = network.Name };
        if (space is not null)
            metadata["namespace"] = space;
        metadata["annotations"] = new JsonObject { ["osm-l2sm/net-name"] = network.NetName };
        return metadata;
    }

    private static string TypeOf(NsNetwork network) =>
        (network.ProviderNetwork?["l2sm"] as JsonObject)?["type"] is JsonValue type && type.TryGetValue<string>(out var text) && text.Length > 0 ? text : "vnet";
}
