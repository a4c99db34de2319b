using System.Collections.Immutable;
using Osm.Descriptors.Model;
using Osm.Descriptors.Packaging;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation;
using Osm.Descriptors.Validation.Profiles;

namespace Osm.Descriptors.Instantiation;

/// <summary>An NS that is to be created: its networks, and what its KNFs are to be told.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="NsdId">The id of its NSD.</param>
/// <param name="Networks">The networks of its links, then those of its VNFs' internal links.</param>
/// <param name="Kdus">What each KDU of a patched chart is to be told.</param>
/// <param name="Remarks">What is wrong or worth knowing; with an error among them the rest is not to be used.</param>
public sealed record NsInstance(
    NsRequest Request, string NsdId, ImmutableArray<NsNetwork> Networks, ImmutableArray<KduParameters> Kdus, ImmutableArray<Remark> Remarks)
{
    /// <summary>Whether something is wrong.</summary>
    public bool IsFaulty => Remarks.Any(remark => remark.Severity == Severity.Error);

    /// <summary>What the descriptors' own errors are, where they stand in the way.</summary>
    public ImmutableArray<Finding> Errors { get; init; } = [];

    /// <summary>Works it out of packages.</summary>
    /// <param name="packages">With the NSD among them.</param>
    /// <param name="companions">Where VNFDs are looked for too.</param>
    /// <param name="nsdId">Which NSD; null for the only one.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="fault">Why there is no NSD to work with; null where there is one.</param>
    /// <returns>Null where there is no NSD to work with.</returns>
    public static NsInstance? Of(
        IEnumerable<Package> packages, IEnumerable<Package> companions, string? nsdId, NsRequest request, out string? fault)
    {
        ArgumentNullException.ThrowIfNull(packages);
        ArgumentNullException.ThrowIfNull(companions);
        ArgumentNullException.ThrowIfNull(request);
        var given = Read(packages);
        var nsds = Only<Nsd>(given).Where(nsd => nsdId is null || nsd.Content.Id?.Value == nsdId).ToArray();
        fault = nsds switch
        {
            [_] => null,
            [] when nsdId is not null => $"there is no NSD '{nsdId}' among the inputs",
            [] => "there is no NSD among the inputs that can be read",
            _ when nsdId is not null => $"several NSDs are called '{nsdId}': {string.Join(", ", nsds.Select(nsd => nsd.Package.Path))}",
            _ => $"there are several NSDs, name one by --nsd: {string.Join(", ", nsds.Select(nsd => nsd.Content.Id?.Value))}",
        };
        return fault is null ? Of(nsds[0], new VnfdCatalogue(Only<Vnfd>(given), Only<Vnfd>(Read(companions))), request) : null;
    }

    private static NsInstance Of(DescriptorFile<Nsd> nsd, VnfdCatalogue vnfds, NsRequest request)
    {
        var remarks = new List<Remark>();
        var members = new List<(VnfProfile Profile, Located<string> Member, DescriptorFile<Vnfd> Vnfd)>();
        foreach (var profile in nsd.Content.Flavour?.VnfProfiles ?? [])
        {
            if (profile is not { Id: { } member, VnfdId: { } vnfdId })
                continue;
            if (vnfds.FindFile(vnfdId.Value, nsd.Package.Path) is { } vnfd)
                members.Add((profile, member, vnfd));
            else
                remarks.Add(new Remark(Severity.Error, vnfdId.Position, $"the VNFD '{vnfdId.Value}' of member '{member.Value}' is not given", "name its package by --with"));
        }

        var networks = new NsNetworkPlan(request, remarks).Make(nsd.Content, members.Select(member => (member.Member.Value, member.Vnfd.Content)));
        var own = networks.Where(network => network.Member is null).DistinctBy(network => network.LinkId).ToDictionary(network => network.LinkId, StringComparer.Ordinal);
        var plan = new KduPlan(request, own, remarks);
        var kdus = members.SelectMany(member => plan.Make(member.Profile, member.Member, member.Vnfd)).ToImmutableArray();
        return new NsInstance(request, nsd.Content.Id?.Value ?? "", [.. networks], kdus, [.. remarks.Distinct()])
        {
            Errors = ErrorsOf([nsd.Package, .. members.Select(member => member.Vnfd.Package).Distinct()]),
        };
    }

    // What stands in the way is what OSM refuses and what breaks the networks, not what a chart lacks.
    private static ImmutableArray<Finding> ErrorsOf(IEnumerable<Package> packages) =>
    [
        .. Profile.Default.Apply(DescriptorValidator.Validate(packages)).Findings
            .Where(finding => finding.Severity == Severity.Error && !finding.RuleId.StartsWith("PKG", StringComparison.Ordinal)),
    ];

    private static IEnumerable<DescriptorFile<T>> Only<T>((Package Package, Descriptor Descriptor)[] files)
        where T : Descriptor =>
        files.Where(file => file.Descriptor is T).Select(file => new DescriptorFile<T>(file.Package, (T)file.Descriptor));

    private static (Package Package, Descriptor Descriptor)[] Read(IEnumerable<Package> packages) =>
    [
        .. packages.Where(package => package.Descriptor is not null)
            .Select(package => (package, DescriptorReader.Read(package.Descriptor!, YamlLimits.Default, new FindingList())))
            .Where(pair => pair.Item2 is not null)
            .Select(pair => (pair.package, pair.Item2!)),
    ];
}
