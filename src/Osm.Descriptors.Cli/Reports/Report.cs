using System.Collections.Immutable;
using Osm.Descriptors.Packaging;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Cli.Reports;

/// <summary>All that a report tells of, whatever its format.</summary>
/// <param name="Validation">What was found.</param>
/// <param name="Inputs">Where it was looked for.</param>
/// <param name="FailOn">The lowest severity that makes the run fail.</param>
/// <param name="ExitCode">How the run ends.</param>
internal sealed record Report(ValidationReport Validation, OpenedInputs Inputs, Severity FailOn, int ExitCode)
{
    private readonly ImmutableHashSet<string> _archives =
        [.. Inputs.Packages.Where(package => package.Kind is not (PackageKind.BareFile or PackageKind.Folder)).Select(package => package.Path)];

    public ImmutableArray<Finding> Findings => Validation.Findings;

    public ImmutableArray<UnreadableInput> Unreadable => Inputs.Unreadable;

    /// <summary>How many of the findings <c>--fix</c> would mend.</summary>
    public int Fixable => Findings.Count(finding => finding.Fix is not null && Place(finding.Position).Member is null);

    /// <summary>Where a position is on the disk.</summary>
    public ReportPlace Place(SourcePosition position)
    {
        // A '!' may be part of any name: only behind an archive's own it parts archive and member.
        for (var mark = position.File.IndexOf('!'); mark > 0; mark = position.File.IndexOf('!', mark + 1))
        {
            if (_archives.Contains(position.File[..mark]))
                return new ReportPlace(Plain(position.File[..mark]), position.File[(mark + 1)..], position);
        }

        return new ReportPlace(Plain(position.File), null, position);
    }

    // Forges compare paths as texts.
    private static string Plain(string path) => path.StartsWith("./", StringComparison.Ordinal) && path.Length > 2 ? path[2..] : path;
}

/// <summary>A position, with the file on the disk that it is in.</summary>
/// <param name="Path">The file, or the archive.</param>
/// <param name="Member">The file within the archive; null for a file on the disk.</param>
/// <param name="Position">Line and column in the file or member.</param>
internal sealed record ReportPlace(string Path, string? Member, SourcePosition Position)
{
    /// <summary>Whether a line of the file on the disk is meant.</summary>
    public bool HasLine => Member is null && Position.Line > 0;

    /// <summary>For texts beside which only <see cref="Path"/> is shown: the place within the archive, and a colon.</summary>
    public string Prefix => Member is null ? "" : $"{Position with { File = Member }}: ";
}
