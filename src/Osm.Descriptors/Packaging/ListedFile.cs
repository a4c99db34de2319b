using System.Security.Cryptography;
using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Packaging;

/// <summary>A file that checksums.txt, TOSCA.meta or a manifest names.</summary>
/// <param name="Name">Its path below the package's top folder.</param>
/// <param name="Place">Where the name stands.</param>
internal sealed record ListedFile(string Name, SourcePosition Place)
{
    private const int Md5Digits = 32;

    private static readonly string[] Entries =
        ["Entry-Definitions:", "ETSI-Entry-Manifest:", "ETSI-Entry-Change-Log:", "ETSI-Entry-Licenses:", "Source:", "Name:"];

    /// <summary>Whether the package must have it: not so a file that is elsewhere, and one that is only described.</summary>
    public bool IsPartOfPackage { get; init; }

    /// <summary>The digest's algorithm as written, with its place.</summary>
    public (string Text, SourcePosition Place)? Algorithm { get; init; }

    /// <summary>The digest as written, with its place.</summary>
    public (string Text, SourcePosition Place)? Hash { get; init; }

    /// <summary>The algorithm; null where it is none that OSM knows.</summary>
    public HashAlgorithmName? KnownAlgorithm => Algorithm?.Text.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant() switch
    {
        "MD5" => HashAlgorithmName.MD5,
        "SHA256" => HashAlgorithmName.SHA256,
        "SHA512" => HashAlgorithmName.SHA512,
        _ => null,
    };

    /// <summary>Reads checksums.txt: <c>md5 TAB top-folder/path</c>.</summary>
    public static List<ListedFile> InChecksums(SourceText source)
    {
        var files = new List<ListedFile>();
        var number = 0;
        foreach (var line in source.Text.AsSpan().EnumerateLines())
        {
            number++;
            var slash = line.IndexOf('/');
            if (line.IndexOfAny('\t', ' ') != Md5Digits || slash < Md5Digits || line[(slash + 1)..].Trim().IsEmpty)
                continue;
            files.Add(new ListedFile(line[(slash + 1)..].Trim().ToString(), new SourcePosition(source.File, number, slash + 2))
            {
                IsPartOfPackage = true,
                Algorithm = ("MD5", new SourcePosition(source.File, number, 1)),
                Hash = (line[..Md5Digits].ToString(), new SourcePosition(source.File, number, 1)),
            });
        }

        return files;
    }

    /// <summary>Reads TOSCA.meta or a manifest: lines of <c>key: value</c>, in blocks that begin with the file they are about.</summary>
    public static List<ListedFile> InMetadata(SourceText source)
    {
        var files = new List<ListedFile>();
        var number = 0;
        foreach (var line in source.Text.AsSpan().EnumerateLines())
        {
            number++;
            foreach (var entry in Entries)
            {
                if (ValueOf(line, entry, source, number) is { } value)
                    files.Add(new ListedFile(value.Text, value.Place) { IsPartOfPackage = entry != "Name:" && !value.Text.Contains("://", StringComparison.Ordinal) });
            }

            if (files.Count == 0)
                continue;
            if (ValueOf(line, "Algorithm:", source, number) is { } algorithm)
                files[^1] = files[^1] with { Algorithm = algorithm };
            else if (ValueOf(line, "Hash:", source, number) is { } hash)
                files[^1] = files[^1] with { Hash = hash };
        }

        return files;
    }

    private static (string Text, SourcePosition Place)? ValueOf(ReadOnlySpan<char> line, string key, SourceText source, int number)
    {
        if (!line.StartsWith(key) || line[key.Length..].Trim().IsEmpty)
            return null;
        var start = key.Length + line[key.Length..].IndexOfAnyExcept(" \t");
        return (line[start..].Trim().ToString(), new SourcePosition(source.File, number, start + 1));
    }
}
