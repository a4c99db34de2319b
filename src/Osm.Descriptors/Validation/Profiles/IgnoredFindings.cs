using System.Collections.Immutable;
using System.IO.Enumeration;

namespace Osm.Descriptors.Validation.Profiles;

/// <summary>Findings that a project file leaves out.</summary>
/// <param name="Folder">The project file's.</param>
/// <param name="Paths">Which files: paths below that folder, where <c>*</c> stands for any characters, <c>/</c> too.</param>
/// <param name="Rules">Which rules.</param>
/// <param name="Reason">Why.</param>
public sealed record IgnoredFindings(string Folder, ImmutableArray<string> Paths, ImmutableArray<string> Rules, string Reason)
{
    /// <summary>Whether a finding is one of them.</summary>
    public bool Covers(Finding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        if (!Rules.Contains(finding.RuleId, StringComparer.OrdinalIgnoreCase))
            return false;
        var path = Path.GetRelativePath(Folder, Path.GetFullPath(finding.Position.File));
        return Paths.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, path, ignoreCase: false));
    }
}
