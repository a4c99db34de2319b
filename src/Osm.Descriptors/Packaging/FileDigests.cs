using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Osm.Descriptors.Packaging;

/// <summary>The digests of some files of a package, made while its files pass by once more.</summary>
/// <param name="wanted">Which digest of which file.</param>
internal sealed class FileDigests(IReadOnlyDictionary<string, HashAlgorithmName> wanted)
{
    // As .NET looks for it; without it, .NET ends the process.
    private static readonly string[] OpenSsl = ["libssl.so.3", "libssl.so.1.1"];

    private readonly Dictionary<string, string> _made = new(StringComparer.Ordinal);

    /// <summary>Whether digests can be made here: on Linux they need OpenSSL, which small images do not have.</summary>
    public static bool CanBeMade { get; } = !OperatingSystem.IsLinux() || OpenSsl.Any(name => NativeLibrary.TryLoad(name, out _));

    /// <summary>The digest of a file as hexadecimal digits; null where it did not pass by.</summary>
    public string? Of(string path) => _made.GetValueOrDefault(path);

    /// <summary>Whether a file's content is wanted.</summary>
    public bool Wants(string path) => wanted.ContainsKey(path);

    /// <summary>Makes the digest of a file that is wanted.</summary>
    /// <param name="path">Below the package's top folder.</param>
    /// <param name="feed">Appends its content.</param>
    public void Take(string path, Action<IncrementalHash> feed)
    {
        using var hash = IncrementalHash.CreateHash(wanted[path]);
        feed(hash);
        _made[path] = Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Appends a stream to its end.</summary>
    public static void Append(IncrementalHash hash, Stream content)
    {
        var chunk = new byte[64 * 1024];
        while (content.Read(chunk) is > 0 and var read)
            hash.AppendData(chunk, 0, read);
    }
}
