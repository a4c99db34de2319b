using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Packaging;

/// <summary>Files that tell of other files of a package: checksums.txt, TOSCA.meta and the manifest.</summary>
internal sealed class PackageMetadata(YamlLimits limits, FindingList findings)
{
    // More help nobody.
    private const int MostTold = 20;

    private const string Tosca = "TOSCA-Metadata/TOSCA.meta";

    private static readonly string[] Entries = ["Entry-Definitions:", "ETSI-Entry-Manifest:", "ETSI-Entry-Change-Log:", "ETSI-Entry-Licenses:"];

    private readonly List<(string Path, SourceText Source)> _texts = [];

    public static bool Wants(string path) =>
        path is "checksums.txt" or Tosca || (path.EndsWith(".mf", StringComparison.Ordinal) && !path.Contains('/'));

    public void Take(string path, string display, ReadOnlySpan<byte> bytes)
    {
        if (SourceText.Decode(display, bytes, limits, new FindingList()) is { } source)
            _texts.Add((path, source));
    }

    /// <summary>Tells of what is named and not there, when all files are known.</summary>
    public void Finish(Func<string, bool> exists)
    {
        foreach (var (path, source) in _texts)
        {
            var missing = new List<(string Name, SourcePosition Place)>();
            var number = 0;
            foreach (var line in source.Text.AsSpan().EnumerateLines())
            {
                number++;
                if (NameIn(path, line) is not { } start || line[start..].Trim().ToString() is not { Length: > 0 } name || exists(name))
                    continue;
                missing.Add((name, new SourcePosition(source.File, number, start + 1)));
            }

            if (missing.Count == 0)
                continue;
            if (path == "checksums.txt")
            {
                // One thing to do, however many there are.
                findings.Add(
                    RuleCatalogue.Checksums, missing[0].Place,
                    $"the package has no '{missing[0].Name}'{(missing.Count > 1 ? $", and {missing.Count - 1} more that are named here" : "")}",
                    "make the file anew, with 'osm package-build': nobody verifies it, and people are misled");
                continue;
            }

            foreach (var (name, place) in missing.Take(MostTold))
                findings.Add(RuleCatalogue.Manifest, place, $"the package has no '{name}'", "add the file, or remove its line");
        }
    }

    // Where the name of a file begins in a line; null where the line names none.
    private static int? NameIn(string path, ReadOnlySpan<char> line)
    {
        if (path == "checksums.txt")
        {
            // "<md5> TAB <top folder>/<path>"
            var tab = line.IndexOfAny('\t', ' ');
            var slash = line.IndexOf('/');
            return tab == 32 && slash > tab ? slash + 1 : null;
        }

        if (path != Tosca)
            return line.StartsWith("Source:") ? Behind(line, "Source:") : null;
        foreach (var entry in Entries)
        {
            if (line.StartsWith(entry))
                return Behind(line, entry);
        }

        return null;
    }

    private static int Behind(ReadOnlySpan<char> line, string key) =>
        key.Length + Math.Max(line[key.Length..].IndexOfAnyExcept(' '), 0);
}
