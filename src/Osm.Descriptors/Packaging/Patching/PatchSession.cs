using System.Collections.Immutable;
using Osm.Descriptors.Packaging.Images;
using Osm.Descriptors.Rewriting.Bundles;
using Osm.Descriptors.Rewriting.Charts;

namespace Osm.Descriptors.Packaging.Patching;

/// <summary>One package while it is patched or unpatched.</summary>
internal sealed class PatchSession(PackageImages images, PackageImage image, PackageShape shape)
{
    private readonly PackageTree _package = new(images, image);
    private readonly Dictionary<string, byte[]?> _changes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _listed = new(StringComparer.Ordinal);
    private readonly List<string> _notes = [];

    public PatchMapping? EarlierMapping() =>
        PatchMapping.Joined(Places().Select(place => ChartRestoration.Of(ChartTree.Read(_package, place.Place)).Marker).Concat(Bundles().Select(bundle => bundle.Yaml.Marker)));

    public PatchedPackage Unpatch(string input)
    {
        var patches = 0;
        var charts = ImmutableArray.CreateBuilder<ChartPatch>();
        foreach (var (kdus, place) in Places())
        {
            var tree = ChartTree.Read(_package, place);
            var original = ChartRestoration.Of(tree);
            patches += original.Patches;
            _notes.AddRange(original.Notes);
            Differ(tree, original.Files);
            foreach (var (member, hash) in original.Marker?.Listed ?? ImmutableSortedDictionary<string, string>.Empty)
                _listed[member] = hash;
            if (original.Marker is { } marker && ChartTree.DigestOf(original.Files) != marker.Digest && original.Notes.Count == 0)
                _notes.Add($"'{NameOf(place)}' was edited after it was patched; the edits stay");
            charts.Add(new ChartPatch(kdus, NameOf(place), [], null));
        }

        foreach (var bundle in Bundles().Where(bundle => bundle.Yaml.Marker is not null))
        {
            patches++;
            foreach (var (member, hash) in bundle.Yaml.Marker!.Listed)
                _listed[member] = hash;
            _changes[bundle.Path] = bundle.Original();
            charts.Add(new ChartPatch(bundle.Kdus, NameOf(bundle.Path), [], null));
        }

        if (patches == 0)
            throw new ImageRefusedException("it was not patched", "'osm-l2sm patch' leaves a file 'osm-l2sm.patch' in each chart, or a comment in a bundle; there is none");
        var changes = WithHashLists([]);
        return Result(wasPatched: true, new PatchReport(input, new AttachmentWishes(AnnotationDialect.L2sm, [], []), [], charts.ToImmutable(), [], [.. _notes], []), changes);
    }

    public PatchedPackage Patch(PatchRequest request)
    {
        var places = Places().Select(place => (place.Kdus, Tree: ChartTree.Read(_package, place.Place)))
            .Select(chart => (chart.Kdus, chart.Tree, Original: ChartRestoration.Of(chart.Tree))).ToList();
        var bundles = Bundles();
        var earlier = PatchMapping.Joined(places.Select(chart => chart.Original.Marker).Concat(bundles.Select(bundle => bundle.Yaml.Marker))) ?? PatchMapping.None;
        var mapping = earlier.Under(request.Mapping);
        var (wishes, leftOut) = PatchWishes.Of(shape.Vnfd, request.Nsds, mapping);

        var charts = ImmutableArray.CreateBuilder<ChartPatch>();
        var unmet = new List<ImmutableArray<UnmetWish>>();
        var markers = new List<PlacedMarker>();
        foreach (var (kdus, tree, original) in places)
        {
            _notes.AddRange(original.Notes);
            var files = original.Files.ToDictionary(file => file.Key, file => new ReadOnlyMemory<byte>(file.Value), StringComparer.Ordinal);
            var rewrite = ChartRewriting.Rewrite(files, wishes, request.ToolVersion);
            charts.Add(new ChartPatch(kdus, NameOf(tree.Place), rewrite.Workloads, null));
            unmet.Add(rewrite.Unmet);
            _notes.AddRange(tree.Links.Select(link => $"'{tree.Place}{link}' is a link and was not looked at: put the file itself in its place"));
            var final = new SortedDictionary<string, byte[]>(original.Files, StringComparer.Ordinal);
            foreach (var (path, content) in rewrite.Files)
                final[path] = content.ToArray();
            Differ(tree, final);
            if (rewrite.Files.Count > 0)
                markers.Add(new ChartMarker(tree, MarkerOf(request.ToolVersion, mapping, original.Files, final, rewrite.Files.Keys), original.Marker));
        }

        foreach (var bundle in bundles)
        {
            var original = bundle.Original();
            var rewrite = BundleFile.Rewrite(NameOf(bundle.Path), original, wishes, mapping);
            charts.Add(new ChartPatch(bundle.Kdus, NameOf(bundle.Path), rewrite.Applications, rewrite.Unreachable));
            unmet.Add(rewrite.Unmet);
            _notes.AddRange(BundleFile.NotesOf(NameOf(bundle.Path), rewrite, mapping, wishes.Dialect));
            PutBundle(bundle, original, rewrite, mapping, request.ToolVersion, markers);
        }

        // A workload that one of them makes need not be in the others.
        var unmetByAll = unmet.Count == 0 ? [] : unmet[0]
            .Where(wish => unmet.TrueForAll(other => other.Any(its => (its.NetId, its.Workload) == (wish.NetId, wish.Workload))))
            .Select(wish => wish with { Known = [.. unmet.SelectMany(other => other).SelectMany(its => its.Known).Distinct(StringComparer.Ordinal)] }).ToImmutableArray();
        ImmutableArray<ChartPatch> outOfReach = [.. OutOfReach(wishes, unmet.Count == 0 ? null : unmetByAll)];
        // What cannot be read may have what was named.
        var isAllKnown = outOfReach.IsEmpty && charts.All(chart => chart.Unreachable is null || !chart.Workloads.IsEmpty);
        unmetByAll = isAllKnown ? unmetByAll.AddRange(UnmetOptions(mapping, charts)) : [];
        charts.AddRange(outOfReach);
        var changes = WithHashLists(markers);
        var report = new PatchReport(
            request.Input, wishes, leftOut, charts.ToImmutable(), unmetByAll, [.. _notes.Distinct(StringComparer.Ordinal)], []);
        return Result(places.Any(chart => chart.Original.Patches > 0) || bundles.Any(bundle => bundle.Yaml.Marker is not null), report, changes);
    }

    private void PutBundle(BundleFile bundle, byte[] original, BundleRewrite rewrite, PatchMapping mapping, string toolVersion, List<PlacedMarker> markers)
    {
        var body = rewrite.Content.ToArray();
        mapping = mapping with { CharmOptions = [.. mapping.CharmOptions.Where(option => rewrite.Applications.Any(application => application.Name == option.Application))] };
        // Also where its options say so already: 'params' has to know of them.
        if (rewrite.Applications.Any(application => application.IsAttached))
            markers.Add(new BundleMarker(bundle, body, MarkedYaml.MarkerOf(original, body, mapping, toolVersion)));
        else if (!bundle.Content.AsSpan().SequenceEqual(original))
            _changes[bundle.Path] = original;
    }

    private static IEnumerable<UnmetWish> UnmetOptions(PatchMapping mapping, IEnumerable<ChartPatch> charts)
    {
        ImmutableArray<string> known = [.. charts.SelectMany(chart => chart.Workloads).Where(workload => workload.Kind == BundleRewriting.Kind).Select(workload => workload.Name)];
        return mapping.CharmOptions.Where(option => !known.Contains(option.Application)).SelectMany(option => option.Nets, (option, net) => new UnmetWish(net, option.Application, known)).Distinct();
    }

    private static PatchMarker MarkerOf(
        string version, PatchMapping mapping, SortedDictionary<string, byte[]> original, SortedDictionary<string, byte[]> final, IEnumerable<string> changed) =>
        new(
            version, mapping, ChartTree.DigestOf(original),
            changed.ToImmutableSortedDictionary(
                path => path,
                path => new PatchedFile(
                    ChartTree.DigestOf(final[path]),
                    original.TryGetValue(path, out var before) ? LineDelta.Between(final[path], before) : null),
                StringComparer.Ordinal),
            ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal));

    // The charts of the KDUs that are in the package, each once; a chart alone is the only one.
    private List<(ImmutableArray<string> Kdus, string Place)> Places()
    {
        if (shape.Vnfd is null)
            return [([], shape.Top)];
        return
        [
            .. shape.Vnfd.Kdus
                .Where(kdu => kdu.HelmChart is not null)
                .Select(kdu => (Name: kdu.Name?.Value ?? "", Place: shape.PlaceOf(_package, kdu.HelmChart!.Value.Value)))
                .Where(kdu => kdu.Place is not null)
                .GroupBy(kdu => kdu.Place!, StringComparer.Ordinal)
                .Select(kdus => (kdus.Select(kdu => kdu.Name).ToImmutableArray(), kdus.Key)),
        ];
    }

    // The bundles of the KDUs that are in the package, each once.
    private List<BundleFile> Bundles() =>
    [
        .. (shape.Vnfd?.Kdus ?? [])
            .Where(kdu => kdu.JujuBundle is not null)
            .Select(kdu => (Name: kdu.Name?.Value ?? "", Path: shape.BundleOf(_package, kdu.JujuBundle!.Value.Value)))
            .Where(kdu => kdu.Path is not null)
            .GroupBy(kdu => kdu.Path!, StringComparer.Ordinal)
            .Select(kdus => BundleFile.Read(_package, [.. kdus.Select(kdu => kdu.Name)], kdus.Key)),
    ];

    // The KDUs whose pods no rewriting of this package can reach, as far as they may be meant.
    private IEnumerable<ChartPatch> OutOfReach(AttachmentWishes wishes, ImmutableArray<UnmetWish>? unmet)
    {
        var meansAny = wishes.Networks.Any(net => net.Workloads.IsEmpty ||
            unmet is not { } known || net.Workloads.Any(workload => known.Any(wish => (wish.NetId, wish.Workload) == (net.NetId, workload.Workload))));
        foreach (var kdu in shape.Vnfd?.Kdus ?? [])
        {
            if (!meansAny)
                continue;
            if (kdu.JujuBundle is { } bundle && shape.BundleOf(_package, bundle.Value) is null)
            {
                yield return new ChartPatch(
                    [kdu.Name?.Value ?? ""], bundle.Value, [],
                    $"not injectable: the bundle is not in the package: put it into {shape.BundleFolder}, for options of its charms that take networks; or select its pods at admission");
            }
            else if (kdu.HelmChart is { } chart && shape.PlaceOf(_package, chart.Value) is null)
            {
                yield return new ChartPatch(
                    [kdu.Name?.Value ?? ""], chart.Value, [],
                    $"the chart is not in the package: put it into {shape.ChartFolder}, or patch it where it comes from ('osm-l2sm patch CHART --attach NET')");
            }
        }
    }

    private void Differ(ChartTree tree, SortedDictionary<string, byte[]> final)
    {
        foreach (var (path, content) in final)
        {
            if (!tree.Files.TryGetValue(path, out var now) || !now.AsSpan().SequenceEqual(content))
                _changes[tree.Place + path] = content;
        }

        foreach (var path in tree.Files.Keys.Where(path => !final.ContainsKey(path)))
            _changes[tree.Place + path] = null;
    }

    // Markers tell what the lists had wrong, and lists have the hashes of markers and of archives with markers in them: first all else, then these.
    private ImageChanges WithHashLists(List<PlacedMarker> markers)
    {
        var lists = shape.Vnfd is null ? [] : shape.HashLists(_package);
        foreach (var marker in markers)
            marker.Put(_changes);
        var changes = _package.ChangesOfRoot(_changes);
        if (lists.IsEmpty || changes.IsEmpty)
            return changes;
        if (!FileDigests.CanBeMade)
            throw new ImageRefusedException($"the hashes in '{lists[^1].Path}' cannot be brought up to date: this machine has no OpenSSL (libssl)", "install it");
        var stale = lists.SelectMany(list => HashListUpdate.StaleOf(list, _package.Root, shape.Top, changes)).ToList();
        foreach (var marker in markers)
            marker.Put(_changes, stale);
        changes = _package.ChangesOfRoot(_changes);
        foreach (var list in lists)
        {
            if (HashListUpdate.Of(list, _package.Root, shape.Top, changes, _listed, _notes) is { } content)
            {
                changes.Replace(list.Path, content);
                _changes[list.Path] = content;
            }
        }

        return changes;
    }

    private PatchedPackage Result(bool wasPatched, PatchReport report, ImageChanges changes)
    {
        var members = _changes.OrderBy(change => change.Key, StringComparer.Ordinal).Select(change => new ChangedMember(
            change.Key, change.Value is null ? MemberChange.Removed : _package.Find(change.Key) is null ? MemberChange.Added : MemberChange.Changed));
        report = report with { Members = [.. members], Notes = [.. _notes.Distinct(StringComparer.Ordinal)] };
        var places = Places().Select(chart => (Chart: NameOf(chart.Place), chart.Place));
        return new PatchedPackage(images, _package, report, changes, _changes, [.. places]) { WasPatched = wasPatched };
    }

    private string NameOf(string place) => place.Length == 0 || place == shape.Top ? place.TrimEnd('/') : place[shape.Top.Length..].Split('!')[0].TrimEnd('/');
}
