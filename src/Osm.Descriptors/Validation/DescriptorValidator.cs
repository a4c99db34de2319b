using System.Collections.Immutable;
using Osm.Descriptors.Model;
using Osm.Descriptors.Packaging;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation.Checks;

namespace Osm.Descriptors.Validation;

/// <summary>Runs every check over packages, so that one run tells all.</summary>
public static class DescriptorValidator
{
    private static readonly Action<DescriptorFile<Vnfd>, FindingList>[] VnfdChecks =
    [
        ClusterNetCheck.Run,
        ManagementCpdCheck.Run,
        KduCheck.Run,
        ChartCheck.Run,
        VnfdIdsCheck.Run,
    ];

    private static readonly Action<DescriptorFile<Nsd>, VnfdCatalogue, FindingList>[] NsdChecks =
    [
        VirtualLinkCheck.Run,
        ConnectivityCheck.Run,
        VnfProfileCheck.Run,
        L3ProtocolCheck.Run,
        NsdIdsCheck.Run,
    ];

    /// <summary>Checks packages, and the NSDs among them against the VNFDs among them.</summary>
    public static ValidationReport Validate(IEnumerable<Package> packages) => Validate(packages, ValidationOptions.Default);

    /// <summary>Checks packages, and the NSDs among them against the VNFDs among them.</summary>
    /// <param name="packages">Each is read once.</param>
    /// <param name="options">For whom and within which bounds.</param>
    public static ValidationReport Validate(IEnumerable<Package> packages, ValidationOptions options)
    {
        ArgumentNullException.ThrowIfNull(packages);
        ArgumentNullException.ThrowIfNull(options);
        var findings = new FindingList();
        var vnfds = ImmutableArray.CreateBuilder<DescriptorFile<Vnfd>>();
        var nsds = ImmutableArray.CreateBuilder<DescriptorFile<Nsd>>();
        var sources = new Dictionary<string, SourceText>(StringComparer.Ordinal);
        var count = 0;
        foreach (var package in packages)
        {
            count++;
            findings.AddRange(package.Findings);
            if (package.Descriptor is { } text)
                sources[text.File] = text;
            switch (package.Descriptor is null ? null : DescriptorReader.Read(package.Descriptor, options.Yaml, findings))
            {
                case Vnfd vnfd:
                    vnfds.Add(new DescriptorFile<Vnfd>(package, vnfd));
                    break;
                case Nsd nsd:
                    nsds.Add(new DescriptorFile<Nsd>(package, nsd));
                    break;
            }
        }

        foreach (var vnfd in vnfds)
        {
            foreach (var check in VnfdChecks)
                check(vnfd, findings);
        }

        var catalogue = new VnfdCatalogue(vnfds.ToImmutable());
        foreach (var nsd in nsds)
        {
            foreach (var check in NsdChecks)
                check(nsd, catalogue, findings);
        }

        return new ValidationReport(count, FindingEnds.Fill(findings.ToSorted(), sources)) { Sources = sources };
    }
}
