using System.Collections.Immutable;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Packaging;

/// <summary>Gathers what the readers of folders and archives find.</summary>
internal sealed class PackageBuilder(string path, PackageKind kind, PackageLimits limits)
{
    public FindingList Findings { get; } = new();

    public ImmutableSortedSet<string>.Builder Files { get; } = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);

    public bool HasAllFiles { get; set; } = kind != PackageKind.BareFile;

    public SourceText? Descriptor { get; private set; }

    public SourcePosition Whole => SourcePosition.WholeFile(path);

    /// <summary>NBI's rule: exactly one YAML or JSON file in the top folder.</summary>
    /// <returns>The one to read.</returns>
    public string? ChooseDescriptor(IReadOnlyList<string> candidates, Func<string, string> display, string cureIfNone)
    {
        var chosen = DescriptorFileName.Choose(candidates);
        if (chosen is null)
        {
            Findings.Add(RuleCatalogue.NoDescriptor, Whole, "no .yaml, .yml or .json file stands in the package's top folder", cureIfNone);
            return null;
        }

        foreach (var other in candidates.Where(candidate => candidate != chosen))
        {
            Findings.Add(
                RuleCatalogue.SecondDescriptor, SourcePosition.WholeFile(display(other)),
                $"besides '{chosen}' this file stands in the package's top folder, and OSM refuses more than one descriptor",
                "move it into a folder of its own within the package");
        }

        return chosen;
    }

    public void Decode(string file, ReadOnlySpan<byte> bytes) => Descriptor = SourceText.Decode(file, bytes, limits.Yaml, Findings);

    public Package Build() => new(path, kind, Files.ToImmutable(), HasAllFiles, Descriptor, Findings.ToSorted());
}
