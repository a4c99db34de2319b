using System.Collections.Immutable;
using Osm.Descriptors.Packaging;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Rewriting;

/// <summary>What applying fixes made of packages.</summary>
/// <param name="Packages">With the new texts.</param>
/// <param name="Changed">The texts as they were and as they are, by file, those that differ.</param>
/// <param name="Report">What is left.</param>
/// <param name="Applied">How many fixes were applied.</param>
/// <param name="LeftInArchives">How many findings have a fix but are in an archive, which is never rewritten.</param>
public sealed record FixOutcome(
    ImmutableArray<Package> Packages,
    ImmutableArray<ChangedText> Changed,
    ValidationReport Report,
    int Applied,
    int LeftInArchives);

/// <summary>A file's text before and after.</summary>
public sealed record ChangedText(SourceText Before, SourceText After);

/// <summary>Applies the fixes of findings, and those of what is found after it, until none is left. Nothing is written.</summary>
public static class FixRounds
{
    // Each round mends something that does not come back; more rounds than this and a fix makes what another mends.
    private const int MaxRounds = 20;

    /// <param name="packages">What is to be mended.</param>
    /// <param name="validate">How it is judged.</param>
    public static FixOutcome Run(ImmutableArray<Package> packages, Func<ImmutableArray<Package>, ValidationReport> validate)
    {
        ArgumentNullException.ThrowIfNull(validate);
        var before = SourcesOf(packages);
        var applied = 0;
        var report = validate(packages);
        for (var round = 0; round < MaxRounds; round++)
        {
            var fixes = WithoutOverlap(report.Findings.Select(finding => finding.Fix).OfType<Fix>(), SourcesOf(packages));
            if (fixes.Count == 0)
                break;
            applied += fixes.Count;
            var edits = fixes.SelectMany(fix => fix.Edits).ToLookup(edit => edit.File);
            packages = [.. packages.Select(package => CanBeRewritten(package) && edits.Contains(package.Descriptor!.File) ? Edited(package, edits) : package)];
            report = validate(packages);
        }

        var changed = SourcesOf(packages).Values.Where(source => source.Text != before[source.File].Text)
            .OrderBy(source => source.File, StringComparer.Ordinal)
            .Select(source => new ChangedText(before[source.File], source));
        return new FixOutcome(packages, [.. changed], report, applied, report.Findings.Count(finding => finding.Fix is not null));
    }

    private static Package Edited(Package package, ILookup<string, TextEdit> edits)
    {
        var source = package.Descriptor!;
        return package with { Descriptor = source with { Text = TextEdits.Apply(source.Text, edits[source.File]) } };
    }

    private static Dictionary<string, SourceText> SourcesOf(ImmutableArray<Package> packages)
    {
        var sources = new Dictionary<string, SourceText>(StringComparer.Ordinal);
        foreach (var package in packages.Where(CanBeRewritten))
            sources[package.Descriptor!.File] = package.Descriptor;
        return sources;
    }

    private static bool CanBeRewritten(Package package) =>
        package is { Kind: PackageKind.BareFile or PackageKind.Folder, Descriptor: not null };

    // A fix goes in whole or not at all; what does not fit beside the others waits for the next round.
    private static List<Fix> WithoutOverlap(IEnumerable<Fix> fixes, Dictionary<string, SourceText> sources)
    {
        var chosen = new List<Fix>();
        var edits = new List<TextEdit>();
        foreach (var fix in fixes)
        {
            if (fix.Edits.Any(edit => !sources.ContainsKey(edit.File) || edits.Any(other => TextEdits.Overlap(edit, other))))
                continue;
            chosen.Add(fix);
            edits.AddRange(fix.Edits);
        }

        return chosen;
    }
}
