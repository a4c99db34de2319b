using System.Collections.Immutable;
using System.Text;
using Osm.Descriptors.Packaging.Images;

namespace Osm.Descriptors.Packaging.Patching;

/// <summary>A file of rendered manifests, or a juju bundle, with the marker of its patch, which is a comment: its first line.</summary>
/// <param name="Body">Without the marker.</param>
/// <param name="Marker">Null where it was not patched.</param>
internal sealed record MarkedYaml(byte[] Body, PatchMarker? Marker)
{
    // The marker's key for the file itself.
    private const string Own = "";

    private static readonly byte[] Mark = "# osm-l2sm.patch "u8.ToArray();

    /// <exception cref="ImageRefusedException">Its marker is damaged.</exception>
    public static MarkedYaml Parse(byte[] content, string path)
    {
        var start = MarkLength(content);
        if (!content.AsSpan(start).StartsWith(Mark))
            return new MarkedYaml(content, null);
        var end = content.AsSpan(start).IndexOf((byte)'\n') is > 0 and var length ? start + length : content.Length;
        var marker = PatchMarkerText.Read(content.AsMemory(start + Mark.Length, end - start - Mark.Length), path);
        return new MarkedYaml([.. content.AsSpan(0, start), .. content.AsSpan(Math.Min(end + 1, content.Length))], marker);
    }

    /// <summary>The file as it was before it was patched, edits of others kept.</summary>
    /// <exception cref="ImageRefusedException">It was edited where it was patched.</exception>
    public byte[] Original(string path)
    {
        if (Marker is null || !Marker.Files.TryGetValue(Own, out var patched))
            return Body;
        return patched.Delta?.Apply(Body) ?? throw new ImageRefusedException(
            $"'{path}' was edited at the lines that 'osm-l2sm patch' had written, so that they cannot be taken back", "begin with the file as it was before");
    }

    /// <summary>What undoes a patch.</summary>
    public static PatchMarker MarkerOf(byte[] original, byte[] body, PatchMapping mapping, string toolVersion) =>
        new(
            toolVersion, mapping, ChartTree.DigestOf([KeyValuePair.Create(Own, original)]),
            ImmutableSortedDictionary.Create<string, PatchedFile>(StringComparer.Ordinal).Add(Own, new PatchedFile(ChartTree.DigestOf(body), LineDelta.Between(body, original))),
            ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal));

    /// <summary>A patched file: the comment that undoes it, and the body. At the end it would need a line break that a text before it would take for its own.</summary>
    public static byte[] Write(byte[] body, PatchMarker marker)
    {
        var start = MarkLength(body);
        return [.. body.AsSpan(0, start), .. Mark, .. PatchMarkerText.WriteLine(marker), (byte)'\n', .. body.AsSpan(start)];
    }

    /// <summary>Whether a file can be one, by its name: JSON has no comments.</summary>
    public static bool IsNamedSo(string path) =>
        path.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);

    // The byte order mark stays first.
    private static int MarkLength(ReadOnlySpan<byte> content) => content.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
}
