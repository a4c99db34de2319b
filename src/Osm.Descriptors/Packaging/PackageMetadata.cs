using System.Security.Cryptography;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Packaging;

/// <summary>Files that tell of other files of a package: checksums.txt, TOSCA.meta and the manifest.</summary>
internal sealed class PackageMetadata(YamlLimits limits, FindingList findings)
{
    /// <summary>How many bytes of one are looked at.</summary>
    public const int MostBytes = 1024 * 1024;

    // More help nobody.
    private const int MostTold = 20;

    private const string Checksums = "checksums.txt";
    private const string Tosca = "TOSCA-Metadata/TOSCA.meta";
    private const string Remake = "make the list anew, with 'osm package-build', if the file is as it should be";
    private const string WillBeRemade = "'osm package-build' makes the list anew; until then it is of an earlier state";

    private readonly List<(string Path, SourceText Source)> _texts = [];

    public static bool Wants(string path) =>
        path is Checksums or Tosca || (path.EndsWith(".mf", StringComparison.Ordinal) && !path.Contains('/'));

    public void Take(string path, string display, ReadOnlySpan<byte> bytes)
    {
        if (SourceText.Decode(display, bytes, limits, new FindingList()) is { } source)
            _texts.Add((path, source));
    }

    /// <summary>Tells of what is named and not there, or there and not as it was, when all files are known.</summary>
    /// <param name="isFolder">Whether it is still worked on: OSM's client writes the hashes when it builds the package.</param>
    /// <param name="exists">Whether the package has a file or folder.</param>
    /// <param name="digest">Goes through the package's files once more, for their digests.</param>
    public void Finish(bool isFolder, Func<string, bool> exists, Action<FileDigests> digest)
    {
        foreach (var (path, source) in _texts)
        {
            var files = path == Checksums ? ListedFile.InChecksums(source) : ListedFile.InMetadata(source);
            var missing = files.Where(file => file.IsPartOfPackage && !exists(file.Name)).ToArray();
            if (path == Checksums && missing.Length > 0)
            {
                // One thing to do, however many there are.
                findings.Add(
                    RuleCatalogue.Checksums, missing[0].Place,
                    $"the package has no '{missing[0].Name}'{(missing.Length > 1 ? $", and {missing.Length - 1} more that are named here" : "")}",
                    "make the file anew, with 'osm package-build': nobody verifies it, and people are misled");
            }
            else
            {
                foreach (var file in missing.Take(MostTold))
                    findings.Add(RuleCatalogue.Manifest, file.Place, $"the package has no '{file.Name}'", "add the file, or remove its line");
            }

            Compare(path, files, isFolder, digest);
        }
    }

    private void Compare(string path, List<ListedFile> files, bool isFolder, Action<FileDigests> digest)
    {
        var wanted = new Dictionary<string, HashAlgorithmName>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            if (file.Hash is not null && file.KnownAlgorithm is { } algorithm)
                wanted.TryAdd(file.Name, algorithm);
            else if (file.Algorithm is { } unknown && file.KnownAlgorithm is null)
                findings.Add(
                    RuleCatalogue.Manifest, unknown.Place, $"'{unknown.Text}' is no algorithm that OSM's client knows: the hash is not compared",
                    "write SHA-256 or SHA-512, with its hash", Severity.Warning);
        }

        if (wanted.Count == 0)
            return;
        if (!FileDigests.CanBeMade)
        {
            findings.Add(
                path == Checksums ? RuleCatalogue.Checksums : RuleCatalogue.Manifest, files[0].Place,
                "the hashes are not compared: this machine has no OpenSSL (libssl)", "install it, to have them compared", Severity.Note);
            return;
        }

        var digests = new FileDigests(wanted);
        digest(digests);
        var told = 0;
        foreach (var file in files)
        {
            if (file.Hash is not { } hash || digests.Of(file.Name) is not { } actual || file.KnownAlgorithm != wanted[file.Name]
                || actual.Equals(hash.Text, StringComparison.OrdinalIgnoreCase) || ++told > MostTold)
            {
                continue;
            }

            var message = $"the {file.Algorithm!.Value.Text} of '{file.Name}' is {actual}";
            if (isFolder)
                findings.Add(path == Checksums ? RuleCatalogue.Checksums : RuleCatalogue.Manifest, hash.Place, message, WillBeRemade, Severity.Note);
            else if (path == Checksums)
                findings.Add(RuleCatalogue.Checksums, hash.Place, $"{message}: it, or this line, is not what was packed", Remake);
            else
                findings.Add(RuleCatalogue.Manifest, hash.Place, $"{message}, and OSM's client refuses the package", Remake);
        }
    }
}
