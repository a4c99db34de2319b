using Osm.Descriptors.Model;
using Osm.Descriptors.Naming;
using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>Names of networks that collide: RO keeps 16 characters of a link's id, and the cluster fewer kinds of characters.</summary>
/// <remarks>The VNFs' internal links are counted in: RO makes them under the same rule, once for each member.</remarks>
internal static class NetworkNameCheck
{
    // Every link of an NS has the same NS name in front.
    private const string AnyNs = "ns";

    public static void Run(DescriptorFile<Nsd> file, VnfdCatalogue vnfds, FindingList findings)
    {
        var nsd = file.Content;
        var taken = new Dictionary<string, Holder>(StringComparer.Ordinal);
        foreach (var link in nsd.VirtualLinks)
        {
            // Those are looked for and not made.
            if (link.Id is { } id && !link.IsManagement && link.VimNetworkName is null)
                Take(taken, new Holder(id.Value, $"link '{id.Value}'", id.Position), findings);
        }

        foreach (var profile in nsd.Flavour?.VnfProfiles ?? [])
        {
            if (profile is not { Id: { } member, VnfdId: { } vnfdId } || vnfds.Find(vnfdId.Value, file.Package.Path) is not { } vnfd)
                continue;
            foreach (var inner in vnfd.Content.Items("int-virtual-link-desc"))
            {
                if (inner.Text("id") is { } id)
                    Take(taken, new Holder(id.Value, $"internal link '{id.Value}' of '{member.Value}'", member.Position), findings);
            }
        }
    }

    private static void Take(Dictionary<string, Holder> taken, Holder holder, FindingList findings)
    {
        if (!ClusterNetworkName.TryFromNetName(ClusterNetworkName.NetName(AnyNs, holder.Id), out var name, out _) || taken.TryAdd(name, holder))
            return;
        var other = taken[name];
        // Repeated ids of one list are told by their own rule.
        if (other.Id == holder.Id && other.What == holder.What)
            return;
        var sameForRo = ClusterNetworkName.NetName(AnyNs, other.Id) == ClusterNetworkName.NetName(AnyNs, holder.Id);
        findings.Add(
            RuleCatalogue.NetworkName, holder.Position,
            $"{holder.What} and {other.What} get the same network name '<NS>{name[AnyNs.Length..]}'"
            + (other.Id == holder.Id ? "" : sameForRo ? ": RO keeps 16 characters of an id" : ": in the cluster a name has only a-z, 0-9 and '-'"),
            other.Id == holder.Id ? "call one of them otherwise: the second network is refused" : "let their first 16 characters differ in a letter or a digit: the second network is refused",
            related: new RelatedPlace(other.Position, other.What));
    }

    private sealed record Holder(string Id, string What, SourcePosition Position);
}
