using System.Collections.Immutable;

namespace Osm.Descriptors.Packaging.Patching;

/// <summary>The marker that a chart gets.</summary>
/// <param name="Tree">The chart as it is.</param>
/// <param name="Marker">What is to stand in it.</param>
/// <param name="Earlier">The one that it had.</param>
internal sealed record ChartMarker(ChartTree Tree, PatchMarker Marker, PatchMarker? Earlier)
{
    /// <summary>Puts it among the changes, if it is another than the chart has.</summary>
    /// <param name="changes">By path in the package.</param>
    /// <param name="stale">Hashes that lists of files had wrong, by member.</param>
    public void Put(Dictionary<string, byte[]?> changes, IReadOnlyList<KeyValuePair<string, string>>? stale = null)
    {
        var listed = Earlier?.Listed ?? ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
        // Those of this chart only; one that was wrong before the first patch is what is remembered.
        foreach (var (member, hash) in stale ?? [])
        {
            if ((Tree.Place.StartsWith(member + "!", StringComparison.Ordinal) || member.StartsWith(Tree.Place, StringComparison.Ordinal)) && !listed.ContainsKey(member))
                listed = listed.Add(member, hash);
        }

        var content = PatchMarkerText.Write(Marker with { Listed = listed });
        var path = Tree.Place + PatchMarker.FileName;
        if (Tree.Files.TryGetValue(PatchMarker.FileName, out var now) && now.AsSpan().SequenceEqual(content))
            changes.Remove(path);
        else
            changes[path] = content;
    }
}
