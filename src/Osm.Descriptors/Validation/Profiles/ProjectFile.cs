using System.Collections.Immutable;
using Osm.Descriptors.Packaging;
using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Validation.Profiles;

/// <summary><c>.osm-l2sm.yaml</c>: how a project wants its packages validated. Its paths are relative to its folder.</summary>
public sealed record ProjectFile
{
    /// <summary>What it is called.</summary>
    public const string Name = ".osm-l2sm.yaml";

    /// <summary><c>osm-release</c>.</summary>
    public int? OsmRelease { get; init; }

    /// <summary><c>fail-on</c>.</summary>
    public Severity? FailOn { get; init; }

    /// <summary><c>with</c>: packages whose VNFDs the NSDs may use.</summary>
    public ImmutableArray<string> With { get; init; } = [];

    /// <summary><c>baseline</c>.</summary>
    public string? Baseline { get; init; }

    /// <summary><c>severities</c>.</summary>
    public SeverityMap Severities { get; init; } = SeverityMap.Empty;

    /// <summary><c>ignore</c>.</summary>
    public ImmutableArray<IgnoredFindings> Ignored { get; init; } = [];

    /// <summary>The nearest one at or above a file or folder, up to the root of the checkout that it is in; null for none.</summary>
    public static string? Find(string path)
    {
        var full = Path.GetFullPath(path);
        for (var folder = Directory.Exists(full) ? full : Path.GetDirectoryName(full); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var file = Path.Join(folder, Name);
            if (File.Exists(file))
                return file;
            // What is above belongs to somebody else.
            if (Path.Exists(Path.Join(folder, ".git")))
                return null;
        }

        return null;
    }

    /// <summary>Reads one.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="faults">Takes what is wrong in it, each with its place.</param>
    /// <returns>Null where anything is wrong.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ProjectFile? Read(string path, ICollection<Finding> faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        var findings = new FindingList();
        var source = SourceText.Decode(path, BoundedFile.Read(path, YamlLimits.Default.MaxBytes), YamlLimits.Default, findings);
        // Comments alone are a file that says nothing, where the reader wants a document.
        var isEmpty = source is null || source.Text.Split('\n').All(line => line.TrimStart() is "" or ['#', ..]);
        var root = isEmpty ? null : YamlReader.Read(source!, YamlLimits.Default, findings);
        var reader = new ProjectFileReader(Path.GetDirectoryName(Path.GetFullPath(path))!, findings);
        var project = root is null ? new ProjectFile() : reader.Read(root);
        var sorted = findings.ToSorted();
        foreach (var finding in sorted)
            faults.Add(finding);
        return sorted.IsEmpty ? project : null;
    }
}
