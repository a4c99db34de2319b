using System.Collections.Immutable;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Packaging;

/// <summary>Gathers what the readers of folders and archives find.</summary>
internal sealed class PackageBuilder
{
    private readonly PackageKind _kind;
    private readonly PackageLimits _limits;
    private readonly ChartReader _charts;
    private readonly PackageMetadata _metadata;
    private readonly PatchedBundles _bundles = new();

    public PackageBuilder(string path, PackageKind kind, PackageLimits limits)
    {
        Path = path;
        _kind = kind;
        _limits = limits;
        _charts = new ChartReader(limits, Findings);
        _metadata = new PackageMetadata(limits.Yaml, Findings);
        HasAllFiles = kind != PackageKind.BareFile;
    }

    public string Path { get; }

    public FindingList Findings { get; } = new();

    public ImmutableSortedSet<string>.Builder Files { get; } = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);

    public bool HasAllFiles { get; set; }

    /// <summary>Whether it is laid out as SOL004 or SOL007 say: a descriptor in Definitions, charts in Scripts.</summary>
    public bool IsSol { get; set; }

    public SourceText? Descriptor { get; private set; }

    /// <summary>Goes through the files once more, for digests of those that are wanted.</summary>
    public Action<FileDigests> Digest { get; set; } = _ => { };

    public SourcePosition Whole => SourcePosition.WholeFile(Path);

    /// <summary>NBI's rule: exactly one YAML or JSON file in the top folder.</summary>
    /// <returns>The one to read.</returns>
    public string? ChooseDescriptor(IReadOnlyList<string> candidates, Func<string, string> display, string cureIfNone)
    {
        var chosen = DescriptorFileName.Choose(candidates);
        var where = IsSol ? "at the package's top or in Definitions" : "in the package's top folder";
        if (chosen is null)
        {
            Findings.Add(RuleCatalogue.NoDescriptor, Whole, $"no .yaml, .yml or .json file stands {where}", cureIfNone);
            return null;
        }

        foreach (var other in candidates.Where(candidate => candidate != chosen))
        {
            Findings.Add(
                RuleCatalogue.SecondDescriptor, SourcePosition.WholeFile(display(other)),
                $"besides '{chosen}' this file stands {where}, and OSM refuses more than one descriptor",
                "move it into a folder of its own within the package");
        }

        return chosen;
    }

    public void Decode(string file, ReadOnlySpan<byte> bytes) => Descriptor = SourceText.Decode(file, bytes, _limits.Yaml, Findings);

    /// <summary>Whether the content of a file is to be looked at, and how much of it at most; 0 for not.</summary>
    public int MostBytesOf(string path) => PackageMetadata.Wants(path) ? PackageMetadata.MostBytes : PatchedBundles.Wants(path) ? PatchedBundles.MostBytes : _charts.MostBytesOf(path);

    /// <summary>Looks at the content of a file that is wanted.</summary>
    public void Take(string path, string display, byte[] bytes)
    {
        if (PackageMetadata.Wants(path))
            _metadata.Take(path, display, bytes);
        else if (PatchedBundles.Wants(path))
            _bundles.Take(path, bytes);
        else
            _charts.Take(path, display, bytes);
    }

    public Package Build()
    {
        var files = Files.ToImmutable();
        var package = new Package(Path, _kind, files, HasAllFiles, Descriptor, []) { IsSol = IsSol, ChartMarks = [.. _charts.Marks], OtherTexts = [.. _charts.Texts], PatchedBundles = _bundles.ToImmutable() };
        if (HasAllFiles)
        {
            _charts.Finish(package);
            _metadata.Finish(_kind == PackageKind.Folder, name => package.HasFile(name) || package.HasFolder(name.TrimEnd('/')), Digest);
        }

        return package with { Findings = Findings.ToSorted() };
    }
}
