using Osm.Descriptors.Model;
using Osm.Descriptors.Packaging;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation.Checks;

namespace Osm.Descriptors.Validation;

/// <summary>Runs every check over packages, so that one run tells all.</summary>
public static class DescriptorValidator
{
    // More help nobody, and two long lists can have as many as their product.
    private const int MostFindings = 10_000;

    private static readonly Action<DescriptorFile<Vnfd>, FindingList>[] VnfdChecks =
    [
        FlavourCheck.RunVnfd,
        ClusterNetCheck.Run,
        ManagementCpdCheck.Run,
        KnfNetworkCheck.Run,
        KduCheck.Run,
        ChartNameCheck.Run,
        ChartCheck.Run,
        ChartContentCheck.Run,
        PackagedFilesCheck.Run,
        VnfConfigurationCheck.Run,
        VduConnectivityCheck.Run,
        VduResourcesCheck.Run,
        MonitoringCheck.Run,
        ScalingCheck.Run,
    ];

    private static readonly Action<DescriptorFile<Nsd>, VnfdCatalogue, FindingList>[] NsdChecks =
    [
        FlavourCheck.RunNsd,
        FlavourCheck.RunReferences,
        VirtualLinkCheck.Run,
        LinkEndsCheck.Run,
        NetworkNameCheck.Run,
        VnfProfileCheck.Run,
        ProfileTextCheck.Run,
        ConnectivityCheck.Run,
        CpdLinkCheck.Run,
        L3ProtocolCheck.Run,
        SubnetOverlapCheck.Run,
        EndAddressCheck.Run,
        DroppedSettingCheck.Run,
        ForwardingGraphCheck.Run,
    ];

    /// <summary>Checks packages, and the NSDs among them against the VNFDs among them.</summary>
    public static ValidationReport Validate(IEnumerable<Package> packages) => Validate(packages, ValidationOptions.Default);

    /// <summary>Checks packages, and the NSDs among them against the VNFDs among them.</summary>
    /// <param name="packages">Each is read once.</param>
    /// <param name="options">For whom and within which bounds.</param>
    public static ValidationReport Validate(IEnumerable<Package> packages, ValidationOptions options) => Validate(packages, [], options);

    /// <summary>Checks packages, and the NSDs among them against the VNFDs among them and among companions.</summary>
    /// <param name="packages">Each is read once.</param>
    /// <param name="companions">What is given to know the VNFDs and NSDs that the others name: nothing is told of them.</param>
    /// <param name="options">For whom and within which bounds.</param>
    public static ValidationReport Validate(IEnumerable<Package> packages, IEnumerable<Package> companions, ValidationOptions options)
    {
        ArgumentNullException.ThrowIfNull(packages);
        ArgumentNullException.ThrowIfNull(companions);
        ArgumentNullException.ThrowIfNull(options);
        var findings = new FindingList(MostFindings);
        var sources = new Dictionary<string, SourceText>(StringComparer.Ordinal);
        Package[] all = [.. packages];
        try
        {
            Run(all, companions, options, findings, sources);
        }
        catch (FindingsExceededException exceeded)
        {
            var more = new FindingList();
            more.AddRange(findings.ToSorted());
            more.Add(
                RuleCatalogue.YamlTooLarge, SourcePosition.WholeFile(exceeded.Position.File),
                $"there are more than {MostFindings} findings; no more were looked for", "mend what is told, and look again");
            findings = more;
        }

        return new ValidationReport(all.Length, FindingEnds.Fill(findings.ToSorted(), sources)) { Sources = sources };
    }

    private static void Run(
        IEnumerable<Package> packages, IEnumerable<Package> companions, ValidationOptions options, FindingList findings,
        Dictionary<string, SourceText> sources)
    {
        var given = new GivenDescriptors();
        foreach (var package in packages)
        {
            findings.AddRange(package.Findings);
            foreach (var text in package.OtherTexts)
                sources[text.File] = text;
            if (package.Descriptor is not { } source)
                continue;
            sources[source.File] = source;
            if (DescriptorReader.Read(source, options.Yaml, findings) is not { } descriptor)
                continue;
            ModelCheck.Run(source, descriptor, findings);
            DescriptorNameCheck.Run(package, descriptor, findings);
            given.Add(package, descriptor);
        }

        var (vnfds, nsds, nsts) = (given.Vnfds.ToArray(), given.Nsds.ToArray(), given.Nsts.ToArray());
        RepeatedDescriptorCheck.Run("VNFD", vnfds, findings);
        RepeatedDescriptorCheck.Run("NSD", nsds, findings);
        RepeatedDescriptorCheck.Run("NST", nsts, findings);
        foreach (var companion in companions)
        {
            if (companion.Descriptor is { } source && DescriptorReader.Read(source, options.Yaml, new FindingList()) is { } descriptor)
                given.Add(companion, descriptor);
        }

        foreach (var vnfd in vnfds)
        {
            foreach (var check in VnfdChecks)
                check(vnfd, findings);
            if (options.ClusterNets is { } offered)
                ClusterOfferCheck.Run(vnfd, offered, findings);
        }

        var catalogue = new VnfdCatalogue(vnfds, given.Vnfds.Skip(vnfds.Length));
        foreach (var nsd in nsds)
        {
            foreach (var check in NsdChecks)
                check(nsd, catalogue, findings);
        }

        var nsdIds = Ids.Set(given.Nsds.Select(nsd => nsd.Content.Id));
        foreach (var nst in nsts)
            SliceCheck.Run(nst.Content, nsdIds, findings);
    }

    private sealed class GivenDescriptors
    {
        public List<DescriptorFile<Vnfd>> Vnfds { get; } = [];

        public List<DescriptorFile<Nsd>> Nsds { get; } = [];

        public List<DescriptorFile<Nst>> Nsts { get; } = [];

        public void Add(Package package, Descriptor descriptor)
        {
            switch (descriptor)
            {
                case Vnfd vnfd:
                    Vnfds.Add(new DescriptorFile<Vnfd>(package, vnfd));
                    break;
                case Nsd nsd:
                    Nsds.Add(new DescriptorFile<Nsd>(package, nsd));
                    break;
                case Nst nst:
                    Nsts.Add(new DescriptorFile<Nst>(package, nst));
                    break;
            }
        }
    }
}
