using System.Text;
using System.Text.Json.Nodes;
using L2smOsm.Testing;
using L2smOsm.Testing.Charts;
using Osm.Descriptors.Rewriting.Charts;

namespace Osm.Descriptors.Tests.Rewriting.Charts;

/// <summary>
/// Each folder of <c>Golden/charts</c>, one a form in which charts write pod templates, or a trap: the files that change, the report, and what the
/// pods then have. <c>wishes.txt</c> says what is wished, <c>flags.txt</c> how it is rendered.
/// </summary>
public sealed class GoldenChartTests
{
    private static readonly string s_folder = Path.Join(Repository.Root, "tests/Osm.Descriptors.Tests/Golden/charts");

    public static TheoryData<string> Cases() => [.. Directory.EnumerateDirectories(s_folder).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_chart_is_rewritten_as_it_was_judged_right(string name)
    {
        var rewrite = Input(name).Rewrite(Wishes(name));

        var expected = new StringBuilder();
        foreach (var outcome in rewrite.Workloads)
            expected.Append($"{outcome.How} {outcome.File}:{outcome.Line} {outcome.Kind} {outcome.Name} [{string.Join(", ", outcome.Networks)}]{(outcome.Reason is { } reason ? $": {reason}" : "")}\n");
        foreach (var unmet in rewrite.Unmet)
            expected.Append($"Unmet {unmet.NetId}={unmet.Workload}; known: {string.Join(", ", unmet.Known)}\n");
        Golden.Matches(Path.Join(s_folder, name, "report.txt"), expected.ToString());
        foreach (var (path, bytes) in rewrite.Files.Where(file => file.Key != "templates/_l2sm.tpl"))
            Golden.Matches(Path.Join(s_folder, name, "expected", path), Encoding.UTF8.GetString(bytes.Span));
        rewrite.Files.ContainsKey("templates/_l2sm.tpl").ShouldBe(rewrite.Files.Count > 0);
        var kept = Path.Join(s_folder, name, "expected");
        (Directory.Exists(kept) ? Directory.EnumerateFiles(kept, "*", SearchOption.AllDirectories) : []).Select(file => Path.GetRelativePath(kept, file))
            .ShouldBe(rewrite.Files.Keys.Where(path => path != "templates/_l2sm.tpl"), ignoreOrder: true, "files that are expected and did not change");
    }

    [HelmRenderTheory]
    [MemberData(nameof(Cases))]
    public async Task A_rewritten_chart_renders_the_same_but_for_the_networks_of_its_pods(string name)
    {
        var chart = Input(name);
        var flags = Path.Join(s_folder, name, "flags.txt");
        var given = File.Exists(flags) ? File.ReadAllLines(flags) : [];
        var wishes = Wishes(name);

        var text = new StringBuilder();
        try
        {
            var after = await chart.With(chart.Rewrite(wishes)).RenderAsync(given);
            foreach (var pod in after.Where(manifest => manifest.PodTemplate is not null))
                text.Append($"{pod.Kind} {pod.Name}{Told(pod)}\n");
            // What a closed schema forbids can be given only to the rewritten chart.
            SameButForNetworks(await chart.RenderAsync([.. given.Where(flag => !flag.Contains("global", StringComparison.Ordinal))]), after);
        }
        catch (ChartRenderException failed)
        {
            text.Append(failed.Message.IndexOf("osm-l2sm:", StringComparison.Ordinal) is >= 0 and var ours ? failed.Message[ours..] : "does not render").Append('\n');
        }

        Golden.Matches(Path.Join(s_folder, name, "rendered.txt"), text.ToString());
    }

    private static string Told(RenderedManifest pod)
    {
        var told = new StringBuilder();
        foreach (var key in (string[])["l2sm/networks", "k8s.v1.cni.cncf.io/networks"])
        {
            if (pod.PodAnnotation(key) is { } value)
                told.Append($"\n  {key}: {value.ReplaceLineEndings(" ")}");
        }

        return told.Append(pod.PodLabel("l2sm") is { } label ? $"\n  label l2sm: {label}" : "").ToString();
    }

    internal static void SameButForNetworks(IReadOnlyList<RenderedManifest> before, IReadOnlyList<RenderedManifest> after)
    {
        after.Count.ShouldBe(before.Count);
        foreach (var (old, @new) in before.Zip(after))
        {
            if (old.PodTemplate is null && old.Kind != "List")
                @new.Text.ShouldBe(old.Text);
            else
                WithoutNetworks(@new.Object).ShouldBe(WithoutNetworks(old.Object), $"{old.Kind} {old.Name}");
        }
    }

    // An object without what tells of networks, and without the maps that are empty then.
    private static string WithoutNetworks(JsonNode? node)
    {
        var copy = node?.DeepClone();
        Strip(copy);
        return copy?.ToJsonString() ?? "";
    }

    private static void Strip(JsonNode? node)
    {
        if (node is JsonObject mapping)
        {
            if (mapping["metadata"] is JsonObject metadata)
            {
                Remove(metadata, "annotations", "l2sm/networks", "k8s.v1.cni.cncf.io/networks");
                Remove(metadata, "labels", "l2sm");
            }

            if (mapping.TryGetPropertyValue("metadata", out var empty) && empty is null or JsonObject { Count: 0 })
                mapping.Remove("metadata");
        }

        var children = node switch
        {
            JsonObject each => each.Select(entry => entry.Value).ToArray(),
            JsonArray each => [.. each],
            _ => [],
        };
        foreach (var child in children)
            Strip(child);
    }

    private static void Remove(JsonObject metadata, string map, params string[] keys)
    {
        if (metadata[map] is JsonObject entries)
        {
            foreach (var key in keys)
                entries.Remove(key);
        }

        if (metadata[map] is null or JsonObject { Count: 0 })
            metadata.Remove(map);
    }

    private static Dictionary<string, ReadOnlyMemory<byte>> Input(string name)
    {
        var folder = Path.Join(s_folder, name, "input");
        return Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetRelativePath(folder, file), file => (ReadOnlyMemory<byte>)File.ReadAllBytes(file), StringComparer.Ordinal);
    }

    // Lines such as 'dialect multus', 'net n3', 'net n3 = upf@10.0.0.5/24, smf', 'replace access-net = n3'.
    private static AttachmentWishes Wishes(string name)
    {
        var wishes = new AttachmentWishes(AnnotationDialect.L2sm, [], []);
        foreach (var line in File.ReadAllLines(Path.Join(s_folder, name, "wishes.txt")))
        {
            var (what, rest) = (line[..line.IndexOf(' ', StringComparison.Ordinal)], line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..].Split(" = "));
            wishes = what switch
            {
                "dialect" => wishes with { Dialect = Enum.Parse<AnnotationDialect>(rest[0], ignoreCase: true) },
                "net" => wishes with { Networks = wishes.Networks.Add(new NetworkWish(rest[0], rest.Length == 1 ? [] : [.. rest[1].Split(", ").Select(Workload)])) },
                "replace" => wishes with { Replacements = wishes.Replacements.Add(new MultusReplacement(rest[0], rest[1])) },
                _ => throw new InvalidOperationException($"{name}: no such wish: {line}"),
            };
        }

        return wishes;
    }

    private static WorkloadWish Workload(string text) => text.Split('@') is [var workload, var address] ? new(workload, address) : new(text);
}
