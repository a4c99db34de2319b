using System.Collections.Immutable;

namespace Osm.Descriptors.Packaging.Patching;

/// <summary>The marker that a patched part of a package gets, and where it goes.</summary>
/// <param name="Marker">What is to stand there.</param>
/// <param name="Earlier">The one that it had.</param>
internal abstract record PlacedMarker(PatchMarker Marker, PatchMarker? Earlier)
{
    /// <summary>Puts it among the changes, if it is another than is there.</summary>
    /// <param name="changes">By path in the package.</param>
    /// <param name="stale">Hashes that lists of files had wrong, by member.</param>
    public void Put(Dictionary<string, byte[]?> changes, IReadOnlyList<KeyValuePair<string, string>>? stale = null)
    {
        var listed = Earlier?.Listed ?? ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
        // Those of this part only; one that was wrong before the first patch is what is remembered.
        foreach (var (member, hash) in stale ?? [])
        {
            if (Has(member) && !listed.ContainsKey(member))
                listed = listed.Add(member, hash);
        }

        var (path, before, after) = Write(Marker with { Listed = listed });
        if (before is not null && before.AsSpan().SequenceEqual(after))
            changes.Remove(path);
        else
            changes[path] = after;
    }

    /// <summary>Whether a member of the package belongs to the part.</summary>
    protected abstract bool Has(string member);

    /// <summary>The file that holds a marker: as it is, and as it is to be.</summary>
    protected abstract (string Path, byte[]? Before, byte[] After) Write(PatchMarker marker);
}

/// <summary>A chart's: a file in its root.</summary>
/// <param name="Tree">The chart as it is.</param>
/// <param name="Marker">What is to stand in it.</param>
/// <param name="Earlier">The one that it had.</param>
internal sealed record ChartMarker(ChartTree Tree, PatchMarker Marker, PatchMarker? Earlier) : PlacedMarker(Marker, Earlier)
{
    protected override bool Has(string member) =>
        Tree.Place.StartsWith(member + "!", StringComparison.Ordinal) || member.StartsWith(Tree.Place, StringComparison.Ordinal);

    protected override (string Path, byte[]? Before, byte[] After) Write(PatchMarker marker) =>
        (Tree.Place + PatchMarker.FileName, Tree.Files.GetValueOrDefault(PatchMarker.FileName), PatchMarkerText.Write(marker));
}

/// <summary>A bundle's: a comment in it.</summary>
/// <param name="Bundle">The bundle as it is.</param>
/// <param name="Body">As it is to be, without the comment.</param>
/// <param name="Marker">What is to stand in it.</param>
internal sealed record BundleMarker(BundleFile Bundle, byte[] Body, PatchMarker Marker) : PlacedMarker(Marker, Bundle.Yaml.Marker)
{
    protected override bool Has(string member) => member == Bundle.Path;

    protected override (string Path, byte[]? Before, byte[] After) Write(PatchMarker marker) => (Bundle.Path, Bundle.Content, MarkedYaml.Write(Body, marker));
}
