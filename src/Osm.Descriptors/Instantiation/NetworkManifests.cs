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

    /// <summary>One object for each network that is made.</summary>
    /// <param name="ns">The NS.</param>
    /// <param name="remarks">What the service would refuse.</param>
    public static ImmutableArray<JsonObject> Of(NsInstance ns, out ImmutableArray<Remark> remarks)
    {
        ArgumentNullException.ThrowIfNull(ns);
        var told = ImmutableArray.CreateBuilder<Remark>();
        var objects = ns.Networks.Where(network => network.IsMade).Select(
            network => ns.Request.Backend == ClusterBackend.Multus ? Attachment(network) : L2Network(network, told)).ToImmutableArray();
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
            ["metadata"] = Metadata(network),
            ["spec"] = spec,
        };
    }

    private static JsonObject Attachment(NsNetwork network) => new()
    {
        ["apiVersion"] = "k8s.cni.cncf.io/v1",
        ["kind"] = "NetworkAttachmentDefinition",
        ["metadata"] = Metadata(network),
        ["spec"] = new JsonObject { ["config"] = L2smV1 },
    };

    private static JsonObject Metadata(NsNetwork network)
    {
        var metadata = new JsonObject { ["name"] = network.Name };
        if (network.Namespace is { } space)
            metadata["namespace"] = space;
        metadata["annotations"] = new JsonObject { ["osm-l2sm/net-name"] = network.NetName };
        return metadata;
    }

    private static string TypeOf(NsNetwork network) =>
        (network.ProviderNetwork?["l2sm"] as JsonObject)?["type"] is JsonValue type && type.TryGetValue<string>(out var text) && text.Length > 0 ? text : "vnet";
}
