using System.Collections.Immutable;
using Osm.Descriptors.Model;
using Osm.Descriptors.Packaging;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Editing;

/// <summary>Where the element stands that a value names: in the same descriptor, in a VNFD, or as a chart in the package.</summary>
internal sealed class References(DescriptorFile<Vnfd>[] vnfds)
{
    private const string Connectivity = "/df/vnf-profile/virtual-link-connectivity";

    public IEnumerable<SourcePosition> Of(Package package, Descriptor descriptor, DescriptorPlace place)
    {
        if (place.IsKey)
            return [];
        var value = place.Scalar.Value;
        return (descriptor, place.Node.Path) switch
        {
            (Nsd, "/vnfd-id" or "/df/vnf-profile/vnfd-id") => Vnfds(value, package).Select(vnfd => vnfd.Content.Id!.Value.Position),
            // OSM takes it as the id of a link, whatever the model says.
            (Nsd nsd, $"{Connectivity}/virtual-link-profile-id") => Positions(nsd.VirtualLinks.Select(link => link.Id), value),
            (Nsd, $"{Connectivity}/constituent-cpd-id/constituent-cpd-id") => Cpds(package, place, value),
            (Vnfd, "/kdu/helm-chart") => Chart(package, value),
            _ => InDescriptor(descriptor, place),
        };
    }

    private IEnumerable<DescriptorFile<Vnfd>> Vnfds(string id, Package from) =>
        new VnfdCatalogue(vnfds, []).Find(id, from.Path) is { } nearest ? vnfds.Where(vnfd => ReferenceEquals(vnfd.Content, nearest)) : [];

    private IEnumerable<SourcePosition> Cpds(Package package, DescriptorPlace place, string cpd)
    {
        // Descriptor, df, vnf-profile: the third from outside.
        var vnfd = place.Around.Length > 2 ? place.Around[2].Text("vnfd-id")?.Value : null;
        return vnfd is null ? [] : Vnfds(vnfd, package).SelectMany(file => Positions(file.Content.ExternalCpds.Select(each => each.Id), cpd));
    }

    private static IEnumerable<SourcePosition> Chart(Package package, string chart)
    {
        var path = $"helm-chart-v3s/{chart}/Chart.yaml";
        if (package.Kind == PackageKind.Folder && package.HasFile(path))
            yield return new SourcePosition(Path.Join(package.Path, path), 1, 1);
    }

    private static IEnumerable<SourcePosition> InDescriptor(Descriptor descriptor, DescriptorPlace place)
    {
        if (place.Node.Type?.Target is not { } target || target.Up > place.Around.Length)
            return [];
        var from = target.Up == 0 ? descriptor.Content : place.Around[^target.Up];
        return Below(from, [.. target.Steps]).Where(scalar => scalar.Value == place.Scalar.Value).Select(scalar => scalar.Position);
    }

    private static IEnumerable<YamlScalar> Below(YamlNode node, ImmutableArray<string> steps) => node switch
    {
        YamlScalar scalar when steps.IsEmpty => [scalar],
        YamlSequence sequence => sequence.Items.SelectMany(item => Below(item, steps)),
        YamlMapping mapping when !steps.IsEmpty && mapping.TryGet(steps[0], out var entry) => Below(entry.Value, steps.RemoveAt(0)),
        _ => [],
    };

    private static IEnumerable<SourcePosition> Positions(IEnumerable<Located<string>?> ids, string id) =>
        ids.Where(known => known?.Value == id).Select(known => known!.Value.Position);
}
