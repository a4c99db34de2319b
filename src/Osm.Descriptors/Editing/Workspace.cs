using System.Collections.Immutable;
using Osm.Descriptors.Model;
using Osm.Descriptors.Packaging;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation;
using Osm.Descriptors.Validation.Profiles;

namespace Osm.Descriptors.Editing;

/// <summary>What an editor has open, together with the packages beside it on the disk. Not for use by several threads.</summary>
/// <remarks>
/// A file is seen with its package and the packages in the folder around that, as an NS and its VNFs usually stand, and with those that the
/// project file names. Files on the disk are read when a document is opened or saved, open ones are taken as they are in the editor.
/// </remarks>
public sealed class Workspace
{
    private readonly SortedDictionary<string, string> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Surrounding> _surroundings = new(StringComparer.Ordinal);

    /// <summary>Files that are open.</summary>
    public IReadOnlyCollection<string> Open => _open.Keys;

    /// <summary>Takes the text of a file that was opened or changed.</summary>
    public void Set(string file, string text) => _open[file] = text;

    /// <summary>Forgets the text of a file that was closed.</summary>
    public void Close(string file) => _open.Remove(file);

    /// <summary>Has the files on the disk read again.</summary>
    public void ForgetDisk() => _surroundings.Clear();

    /// <summary>The text of an open file, by lines; null where it is not open.</summary>
    public SourceLines? Lines(string file) => _open.TryGetValue(file, out var text) ? new SourceLines(new SourceText(file, text)) : null;

    /// <summary>What is wrong in an open file, and what is wrong with its project file.</summary>
    /// <returns>No findings where it is no descriptor.</returns>
    public (ImmutableArray<Finding> Findings, ImmutableArray<Finding> ProjectFaults) Validate(string file)
    {
        var around = Around(file);
        var packages = Packages(file, around);
        if (packages.All(package => package.Descriptor?.File != file))
            return ([], around.Faults);
        var options = new ValidationOptions(around.Project.OsmRelease ?? OsmReleases.Newest, YamlLimits.Default);
        var profile = new Profile { OsmRelease = options.OsmRelease, Severities = around.Project.Severities, Ignored = around.Project.Ignored };
        var report = profile.Apply(DescriptorValidator.Validate(packages, around.Companions, options));
        return ([.. report.Findings.Where(finding => finding.Position.File == file)], around.Faults);
    }

    /// <summary>What the key at a character of an open file means, as Markdown; null where there is nothing to say.</summary>
    public string? Hover(string file, int offset) =>
        Find(file, offset) is { Place: { } place } ? KeyMeaning.Of(place.Node) : null;

    /// <summary>Where the element stands that the value at a character of an open file names.</summary>
    public ImmutableArray<SourcePosition> Definition(string file, int offset)
    {
        if (Find(file, offset) is not { Place: { } place, Package: { } package, Descriptor: { } descriptor })
            return [];
        var around = Around(file);
        var vnfds = Packages(file, around).Concat(around.Companions)
            .Where(each => each.Descriptor is not null)
            .Select(each => (each, DescriptorReader.Read(each.Descriptor!, YamlLimits.Default, new FindingList()) as Vnfd))
            .Where(pair => pair.Item2?.Id is not null)
            .Select(pair => new DescriptorFile<Vnfd>(pair.each, pair.Item2!))
            .ToArray();
        return [.. new References(vnfds).Of(package, descriptor, place)];
    }

    private (Package Package, Descriptor Descriptor, DescriptorPlace Place)? Find(string file, int offset)
    {
        var package = Packages(file, Around(file)).FirstOrDefault(package => package.Descriptor?.File == file);
        if (package is null || DescriptorReader.Read(package.Descriptor!, YamlLimits.Default, new FindingList()) is not { } descriptor)
            return null;
        return DescriptorPlace.At(descriptor, file, offset) is { } place ? (package, descriptor, place) : null;
    }

    // The open texts in the place of those on the disk; one that is not there, or that nothing tells is a descriptor, comes alone.
    private ImmutableArray<Package> Packages(string file, Surrounding around)
    {
        var packages = around.Packages
            .Select(package => package.Descriptor is { } source && _open.TryGetValue(source.File, out var text)
                ? package with { Descriptor = source with { Text = text } }
                : package)
            .ToList();
        if (_open.TryGetValue(file, out var own) && packages.All(package => package.Descriptor?.File != file) && LooksLikeDescriptor(file, own))
            packages.Add(new Package(file, PackageKind.BareFile, [], false, new SourceText(file, own), []));
        return [.. packages];
    }

    private Surrounding Around(string file)
    {
        var folder = Path.GetDirectoryName(file);
        // The package's folder, and the one in which the others stand beside it; never a whole disk.
        var scope = folder is not null && Path.GetDirectoryName(folder) is { } above && Path.GetDirectoryName(above) is not null ? above : folder;
        if (scope is null || !Directory.Exists(scope))
            return Surrounding.None;
        if (!_surroundings.TryGetValue(scope, out var surrounding))
            _surroundings[scope] = surrounding = Surrounding.Read(scope, file);
        return surrounding;
    }

    private static bool LooksLikeDescriptor(string file, string text) =>
        DescriptorFileName.IsConventional(file)
        || text.Split('\n').Any(line => line.StartsWith("vnfd:", StringComparison.Ordinal) || line.StartsWith("nsd:", StringComparison.Ordinal)
            || line.StartsWith("nst:", StringComparison.Ordinal) || line.StartsWith("etsi-nfv-", StringComparison.Ordinal));
}
