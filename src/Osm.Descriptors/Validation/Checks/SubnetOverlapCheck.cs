using System.Numerics;
using Osm.Descriptors.Model;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>Subnets of one NS that overlap: a pod on both links cannot tell them apart.</summary>
internal static class SubnetOverlapCheck
{
    public static void Run(DescriptorFile<Nsd> file, VnfdCatalogue vnfds, FindingList findings)
    {
        var subnets = new List<(Located<string> Cidr, Subnet Subnet, VirtualLinkProfile Profile)>();
        foreach (var profile in file.Content.Flavour?.LinkProfiles ?? [])
        {
            if (profile.L3?.Cidr is { } cidr && Subnet.TryParse(cidr.Value) is { } subnet)
                subnets.Add((cidr, subnet, profile));
        }

        (Located<string> Cidr, VirtualLinkProfile Profile, bool IsV6, BigInteger End)? widest = null;
        // Ordered by their first address, each can only overlap with the one before it that reaches farthest.
        foreach (var (cidr, subnet, profile) in subnets.OrderBy(entry => entry.Subnet.IsV6).ThenBy(entry => Subnet.Number(entry.Subnet.Network)))
        {
            var end = Subnet.Number(subnet.Last);
            if (widest is { } other && other.IsV6 == subnet.IsV6 && Subnet.Number(subnet.Network) <= other.End
                && other.Profile.LinkId?.Value != profile.LinkId?.Value)
            {
                Report(cidr, profile, other.Cidr, other.Profile, findings);
            }

            if (widest is null || widest.Value.IsV6 != subnet.IsV6 || end > widest.Value.End)
                widest = (cidr, profile, subnet.IsV6, end);
        }
    }

    private static void Report(
        Located<string> one, VirtualLinkProfile oneProfile, Located<string> other, VirtualLinkProfile otherProfile, FindingList findings)
    {
        var ((later, laterProfile), (earlier, earlierProfile)) = one.Position.CompareTo(other.Position) > 0
            ? ((one, oneProfile), (other, otherProfile))
            : ((other, otherProfile), (one, oneProfile));
        findings.Add(
            RuleCatalogue.SubnetOverlap, later.Position,
            $"the subnet {later.Value} of link '{laterProfile.LinkId?.Value}' overlaps with {earlier.Value} of link '{earlierProfile.LinkId?.Value}'",
            "give each link a subnet of its own: a pod on both sends to one of them only",
            related: new RelatedPlace(earlier.Position, $"the subnet of '{earlierProfile.LinkId?.Value}'"));
    }
}
