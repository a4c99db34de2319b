using Osm.Descriptors.Packaging.Images;

namespace Osm.Descriptors.Packaging.Patching;

/// <summary>A chart without what earlier patches did to it.</summary>
/// <param name="Files">What Helm reads of it.</param>
/// <param name="Marker">The marker of the chart itself; null where it was not patched.</param>
/// <param name="Patches">How many charts in it were patched, itself included.</param>
/// <param name="Notes">What a user should know.</param>
internal sealed record ChartRestoration(SortedDictionary<string, byte[]> Files, PatchMarker? Marker, int Patches, IReadOnlyList<string> Notes)
{
    /// <exception cref="ImageRefusedException">It was edited where it was patched, so that the patch cannot be told from the edit.</exception>
    public static ChartRestoration Of(ChartTree tree)
    {
        var files = new SortedDictionary<string, byte[]>(tree.Files, StringComparer.Ordinal);
        var notes = new List<string>();
        PatchMarker? own = null;
        var patches = 0;
        // A subchart may have been patched by its author, and the whole afterwards: the last patch is taken back first.
        foreach (var path in tree.Files.Keys.Where(path => ChartName(path) is not null).OrderBy(path => path.Length))
        {
            var chart = ChartName(path)!;
            var marker = PatchMarkerText.Read(tree.Files[path], tree.Place + path);
            patches++;
            if (chart.Length == 0)
                own = marker;
            files.Remove(path);
            foreach (var (file, patched) in marker.Files)
                Restore(chart + file, patched);
        }

        return new ChartRestoration(files, own, patches, notes);

        void Restore(string path, PatchedFile patched)
        {
            if (!files.TryGetValue(path, out var content))
            {
                notes.Add($"'{path}' was patched and is not there any more");
                return;
            }

            var edited = ChartTree.DigestOf(content) != patched.Digest;
            if (edited)
                notes.Add($"'{path}' was edited after it was patched; {(patched.Delta is null ? "it was added by the patch and goes with it" : "the edits stay")}");
            if (patched.Delta is not { } delta)
            {
                files.Remove(path);
                return;
            }

            files[path] = delta.Apply(content) ?? throw new ImageRefusedException(
                $"'{tree.Place}{path}' was edited at the lines that 'osm-l2sm patch' had written, so that they cannot be taken back",
                $"take them out by hand, with '{tree.Place}{PatchMarker.FileName}', or begin with the package as it was before");
        }
    }

    private static string? ChartName(string path) =>
        Rewriting.Charts.ChartPath.Split(path) is ({ } chart, PatchMarker.FileName) ? chart : null;
}
