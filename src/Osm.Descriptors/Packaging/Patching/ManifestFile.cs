using System.Collections.Immutable;
using Osm.Descriptors.Packaging.Images;

namespace Osm.Descriptors.Packaging.Patching;

/// <summary>A file of rendered manifests with the marker of its patch, which is a comment: its last line.</summary>
/// <param name="Body">Without the marker.</param>
/// <param name="Marker">Null where it was not patched.</param>
internal sealed record ManifestFile(byte[] Body, PatchMarker? Marker)
{
    // The marker's key for the file itself.
    private const string Own = "";

    private static readonly byte[] Mark = "# osm-l2sm.patch "u8.ToArray();

    /// <exception cref="ImageRefusedException">Its marker is damaged.</exception>
    public static ManifestFile Parse(byte[] content, string path)
    {
        var end = content.AsSpan().TrimEnd("\r\n"u8).Length;
        var start = content.AsSpan(0, end).LastIndexOf((byte)'\n') + 1;
        return content.AsSpan(start).StartsWith(Mark)
            ? new ManifestFile(content[..start], PatchMarkerText.Read(content.AsMemory(start + Mark.Length, end - start - Mark.Length), path))
            : new ManifestFile(content, null);
    }

    /// <summary>The file as it was before it was patched, edits of others kept.</summary>
    /// <exception cref="ImageRefusedException">It was edited where it was patched.</exception>
    public byte[] Original(string path)
    {
        if (Marker is null || !Marker.Files.TryGetValue(Own, out var patched))
            return Body;
        return patched.Delta?.Apply(Body) ?? throw new ImageRefusedException(
            $"'{path}' was edited at the lines that 'osm-l2sm patch' had written, so that they cannot be taken back", "render it anew");
    }

    /// <summary>A patched file: the body, and behind it the comment that undoes it.</summary>
    public static byte[] Write(byte[] original, byte[] body, PatchMapping mapping, string toolVersion)
    {
        // The comment needs a line of its own.
        byte[] whole = body is [.., (byte)'\n'] ? body : [.. body, (byte)'\n'];
        var marker = new PatchMarker(
            toolVersion, mapping, ChartTree.DigestOf([KeyValuePair.Create(Own, original)]),
            ImmutableSortedDictionary.Create<string, PatchedFile>(StringComparer.Ordinal).Add(Own, new PatchedFile(ChartTree.DigestOf(whole), LineDelta.Between(whole, original))),
            ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal));
        return [.. whole, .. Mark, .. PatchMarkerText.WriteLine(marker), (byte)'\n'];
    }

    /// <summary>Whether a file can be one, by its name: JSON has no comments.</summary>
    public static bool IsNamedSo(string path) =>
        path.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);
}
