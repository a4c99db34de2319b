using System.Collections.Immutable;
using Osm.Descriptors.Packaging.Patching;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Packaging;

/// <summary>In what form a descriptor came.</summary>
public enum PackageKind
{
    /// <summary>A descriptor alone: what stands beside it is not looked at.</summary>
    BareFile,

    /// <summary>A package folder.</summary>
    Folder,

    /// <summary>A gzip-compressed tar, as <c>osm package-build</c> makes it.</summary>
    Archive,

    /// <summary>A zip, as SOL004 and SOL007 have it.</summary>
    Zip,
}

/// <summary>A package, opened: the names of its files and the text of its descriptor.</summary>
/// <param name="Path">As the user named it, or as it was found below what the user named.</param>
/// <param name="Kind">Its form.</param>
/// <param name="Files">Paths of its files below its top folder, with '/'; empty for a bare file.</param>
/// <param name="HasAllFiles">Whether these are all of them: not so for a bare file, nor where the reading had to end early.</param>
/// <param name="Descriptor">Null where there is none or it cannot be read.</param>
/// <param name="Findings">What is wrong with the package itself.</param>
public sealed record Package(
    string Path, PackageKind Kind, ImmutableSortedSet<string> Files, bool HasAllFiles, SourceText? Descriptor, ImmutableArray<Finding> Findings)
{
    /// <summary>Whether it is laid out as SOL004 or SOL007 say: a descriptor in <c>Definitions</c> or at the top, charts in <c>Scripts</c>.</summary>
    public bool IsSol { get; init; }

    /// <summary>The texts of its other files that a finding may be about, for reports and for comments in them.</summary>
    public ImmutableArray<SourceText> OtherTexts { get; init; } = [];

    /// <summary>Lines of its charts that matter to networks or to trust.</summary>
    public ImmutableArray<ChartMark> ChartMarks { get; init; } = [];

    /// <summary>Its patched juju bundles, by path, with the options of their charms that take networks.</summary>
    public ImmutableSortedDictionary<string, PatchMapping> PatchedBundles { get; init; } = ImmutableSortedDictionary.Create<string, PatchMapping>(StringComparer.Ordinal);

    /// <summary>Where LCM looks for the charts of KDUs.</summary>
    public string ChartFolder => IsSol ? "Scripts/helm-chart-v3s" : "helm-chart-v3s";

    /// <summary>Whether there is a file of this path.</summary>
    public bool HasFile(string path) => Files.Contains(path);

    /// <summary>Whether there is a file somewhere below this folder.</summary>
    public bool HasFolder(string path) => FilesBelow(path).Any();

    /// <summary>The files somewhere below this folder, in order.</summary>
    public IEnumerable<string> FilesBelow(string path)
    {
        var prefix = path + "/";
        var index = Files.IndexOf(prefix);
        // Not found: the complement of the place where it would stand, that is of the first path with the prefix.
        for (var next = index >= 0 ? index : ~index; next < Files.Count && Files[next].StartsWith(prefix, StringComparison.Ordinal); next++)
            yield return Files[next];
    }

    /// <summary>A path below its top folder, as positions name it.</summary>
    public string Display(string path) =>
        Kind switch
        {
            PackageKind.Archive => $"{Path}!{TopFolder}/{path}",
            PackageKind.Zip => $"{Path}!{path}",
            _ => System.IO.Path.Join(Path, path),
        };

    // What the descriptor's own file is called by.
    private string TopFolder => Descriptor is { File: var file } && file.StartsWith(Path + "!", StringComparison.Ordinal)
        ? file[(Path.Length + 1)..file.LastIndexOf('/')]
        : "";
}
