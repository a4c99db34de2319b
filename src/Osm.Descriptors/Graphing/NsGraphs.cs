using System.Collections.Immutable;
using Osm.Descriptors.Model;
using Osm.Descriptors.Packaging;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Graphing;

/// <summary>Makes the graphs of packages.</summary>
public static class NsGraphs
{
    /// <summary>A graph for each NSD; where there is none, one for each VNFD.</summary>
    /// <param name="packages">What is to be drawn.</param>
    /// <param name="companions">Where VNFDs are looked for too.</param>
    /// <param name="report">What is wrong with them.</param>
    public static ImmutableArray<NsGraph> Of(IEnumerable<Package> packages, IEnumerable<Package> companions, ValidationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var drawn = Read(packages);
        var faults = new Faults(report);
        var catalogue = new VnfdCatalogue(VnfdsOf(drawn), VnfdsOf(Read(companions)));
        var graphs = drawn.Where(file => file.Descriptor is Nsd)
            .Select(file => new NsGraphBuilder(file.Package.Path, (Nsd)file.Descriptor, catalogue, faults).Build()).ToImmutableArray();
        return graphs.IsEmpty ? [.. drawn.Select(file => file.Descriptor).OfType<Vnfd>().Select(vnfd => Alone(vnfd, faults))] : graphs;
    }

    private static IEnumerable<DescriptorFile<Vnfd>> VnfdsOf((Package Package, Descriptor Descriptor)[] files) =>
        files.Where(file => file.Descriptor is Vnfd).Select(file => new DescriptorFile<Vnfd>(file.Package, (Vnfd)file.Descriptor));

    private static NsGraph Alone(Vnfd vnfd, Faults faults)
    {
        var drawn = VnfdParts.Of(vnfd, vnfd.Id?.Value ?? "?", vnfd.Id?.Value ?? "?", faults, []);
        return new NsGraph(drawn.Vnfd, [drawn], [], [], faults.Lines([vnfd.Position.File]));
    }

    private static (Package Package, Descriptor Descriptor)[] Read(IEnumerable<Package> packages) =>
    [
        .. packages.Where(package => package.Descriptor is not null)
            .Select(package => (package, DescriptorReader.Read(package.Descriptor!, YamlLimits.Default, new FindingList())))
            .Where(pair => pair.Item2 is not null)
            .Select(pair => (pair.package, pair.Item2!)),
    ];
}
