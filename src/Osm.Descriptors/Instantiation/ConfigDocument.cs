using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Instantiation;

/// <summary>The document for <c>osm ns-create --config</c>.</summary>
/// <param name="Content">Empty where the NS needs no parameter.</param>
/// <param name="Remarks">What NBI would refuse, by its own schema, and what a document that it was put into says otherwise.</param>
public sealed record ConfigDocument(JsonObject Content, ImmutableArray<Remark> Remarks)
{
    /// <summary>Writes down what an NS needs to be told, or all of it.</summary>
    /// <param name="ns">The NS.</param>
    /// <param name="given">A document that it is to be put into; null for none.</param>
    public static ConfigDocument Of(NsInstance ns, JsonObject? given = null)
    {
        ArgumentNullException.ThrowIfNull(ns);
        var content = new JsonObject();
        var places = new Dictionary<string, SourcePosition>(StringComparer.Ordinal);
        if (ns.Request.Namespace is { } space)
            content["k8s-namespace"] = space;
        AddLinks(ns, content, places);
        AddMembers(ns, content, places);
        var remarks = InstantiationSchema.Check(content).Select(
            fault => new Remark(Severity.Error, PlaceOf(fault.Pointer, places), $"NBI refuses '{fault.Pointer.Trim('/')}': {fault.Message}", "change what it is made of")).ToList();
        if (given is null || remarks.Count > 0)
            return new ConfigDocument(content, [.. remarks]);
        var merged = ConfigMerge.Merge(given, content, out var overruled);
        remarks.AddRange(overruled.Select(path => new Remark(
            Severity.Warning, null, $"the document to merge into says something else at '{path}': it is overruled", "take it out there, if the NS does not need it")));
        remarks.AddRange(InstantiationSchema.Check(merged).Select(
            fault => new Remark(Severity.Error, null, $"NBI refuses '{fault.Pointer.Trim('/')}' of the document to merge into: {fault.Message}", "mend it there")));
        return new ConfigDocument(merged, [.. remarks]);
    }

    private static void AddLinks(NsInstance ns, JsonObject content, Dictionary<string, SourcePosition> places)
    {
        var links = new JsonArray();
        foreach (var network in ns.Networks.Where(network => network.Member is null))
        {
            var link = new JsonObject { ["name"] = network.LinkId };
            if (network.Addresses is { } addresses && (addresses.IsChanged || (ns.Request.TellsAll && network.IsMade && IsTold(addresses))))
                link["ip-profile"] = IpProfile(addresses);
            if (network.ProviderNetwork is { } provider)
                link["provider-network"] = provider.DeepClone();
            if (link.Count == 1)
                continue;
            places[$"/vld/{links.Count}"] = network.Position;
            links.Add((JsonNode)link);
        }

        if (links.Count > 0)
            content["vld"] = links;
    }

    private static void AddMembers(NsInstance ns, JsonObject content, Dictionary<string, SourcePosition> places)
    {
        var members = new JsonArray();
        foreach (var member in ns.Kdus.GroupBy(kdu => kdu.Member))
        {
            var kdus = new JsonArray();
            foreach (var kdu in member)
            {
                if (ValuesOf(ns, kdu) is not { } values)
                    continue;
                places[$"/additionalParamsForVnf/{members.Count}/additionalParamsForKdu/{kdus.Count}"] = kdu.KduPosition;
                kdus.Add((JsonNode)new JsonObject
                {
                    ["kdu_name"] = kdu.Kdu,
                    ["additionalParams"] = values,
                });
            }

            if (kdus.Count == 0)
                continue;
            places[$"/additionalParamsForVnf/{members.Count}"] = member.First().MemberPosition;
            members.Add((JsonNode)new JsonObject { ["member-vnf-index"] = member.Key, ["additionalParamsForKdu"] = kdus });
        }

        if (members.Count > 0)
            content["additionalParamsForVnf"] = members;
    }

    private static JsonObject? ValuesOf(NsInstance ns, KduParameters kdu)
    {
        if (kdu.Overlay() is { } overlay)
            return new JsonObject { ["overlay"] = overlay };
        var values = new JsonObject();
        if (kdu.NeedsNsName || ns.Request.TellsAll)
            values["nsName"] = ns.Request.NsName;
        var networks = new JsonObject();
        foreach (var net in kdu.Nets.Where(net => net.IsNeeded || ns.Request.TellsAll))
            networks[net.NetId] = net.Network;
        if (networks.Count > 0)
            values["networks"] = networks;
        return values.Count > 0 ? new JsonObject { ["global"] = new JsonObject { ["l2sm"] = values } } : null;
    }

    // NBI's schema of an ip-profile has no room for IPv6 subnets; the NSD's own reach RO without it.
    private static bool IsTold(NetworkAddresses addresses) => !addresses.IsV6 && addresses.Cidr is not null;

    private static JsonObject IpProfile(NetworkAddresses addresses)
    {
        var profile = new JsonObject { ["ip-version"] = addresses.IsV6 ? "ipv6" : "ipv4", ["subnet-address"] = addresses.Cidr };
        if (addresses.Gateway is { } gateway)
            profile["gateway-address"] = gateway;
        profile["dhcp-params"] = new JsonObject { ["enabled"] = addresses.HasDhcp };
        return profile;
    }

    private static SourcePosition? PlaceOf(string pointer, Dictionary<string, SourcePosition> places)
    {
        for (var end = pointer.Length; end > 0; end = pointer.LastIndexOf('/', end - 1))
        {
            if (places.TryGetValue(pointer[..end], out var place))
                return place;
        }

        return null;
    }
}
