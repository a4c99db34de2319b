using System.Collections.Immutable;
using System.Text.Json;
using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Validation.Profiles;

/// <summary>The findings that were there when a project began to be validated, so that only new ones count.</summary>
/// <remarks>A JSON file; the files in it are relative to its own folder, so that it can be kept with them.</remarks>
public sealed class Baseline
{
    private const int Version = 1;
    private const int MaxBytes = 64 * 1024 * 1024;

    private readonly string _folder;
    private readonly ImmutableHashSet<string> _fingerprints;

    private Baseline(string folder, ImmutableHashSet<string> fingerprints) => (_folder, _fingerprints) = (folder, fingerprints);

    /// <summary>How many findings are in it.</summary>
    public int Count => _fingerprints.Count;

    /// <summary>Reads one.</summary>
    /// <exception cref="InvalidDataException">It is no baseline.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Baseline Read(string path)
    {
        using var stream = File.OpenRead(path);
        if (stream.CanSeek && stream.Length > MaxBytes)
            throw new InvalidDataException($"it has more than {MaxBytes} bytes");
        try
        {
            using var json = JsonDocument.Parse(stream);
            if (json.RootElement.GetProperty("version").GetInt32() != Version)
                throw new InvalidDataException($"it is not of version {Version}: another osm-l2sm wrote it");
            var fingerprints = json.RootElement.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("fingerprint").GetString()!);
            return new Baseline(FolderOf(path), [.. fingerprints]);
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"it is not what --write-baseline writes: {broken.Message}", broken);
        }
    }

    /// <summary>Writes one of a report's findings.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, ValidationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var folder = FolderOf(path);
        var fingerprints = Fingerprints.Of(report.Findings, report.Sources, file => Relative(folder, file));
        using var stream = File.Create(path);
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteNumber("version", Version);
        json.WriteStartArray("findings");
        // Only the fingerprint is read back; the rest is for people and for readable diffs.
        foreach (var (finding, fingerprint) in report.Findings.Zip(fingerprints).OrderBy(pair => pair.Second, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("fingerprint", fingerprint);
            json.WriteString("rule", finding.RuleId);
            json.WriteString("file", Relative(folder, finding.Position.File));
            json.WriteString("message", finding.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        stream.WriteByte((byte)'\n');
    }

    /// <summary>Parts findings: those of the baseline go to the suppressed ones, the others are returned.</summary>
    internal List<Finding> Sift(IReadOnlyList<Finding> findings, IReadOnlyDictionary<string, SourceText> sources, List<SuppressedFinding> suppressed)
    {
        var kept = new List<Finding>();
        foreach (var (finding, fingerprint) in findings.Zip(Fingerprints.Of(findings, sources, file => Relative(_folder, file))))
        {
            if (_fingerprints.Contains(fingerprint))
                suppressed.Add(new SuppressedFinding(finding, SuppressedBy.Baseline, null));
            else
                kept.Add(finding);
        }

        return kept;
    }

    private static string Relative(string folder, string file) => Path.GetRelativePath(folder, Path.GetFullPath(file));

    private static string FolderOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path))!;
}
