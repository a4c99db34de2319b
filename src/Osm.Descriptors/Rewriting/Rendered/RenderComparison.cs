using System.Collections.Immutable;
using System.Text.Json;
using Osm.Descriptors.Model;
using Osm.Descriptors.Naming;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Rewriting.Charts;

namespace Osm.Descriptors.Rewriting.Rendered;

/// <summary>Whether a patched chart renders as the chart did, but for its pods' networks.</summary>
/// <param name="Problems">What is not as it should be.</param>
/// <param name="Pods">How many pod templates have networks.</param>
/// <param name="Notes">What could not be seen.</param>
public sealed record RenderComparison(ImmutableArray<string> Problems, int Pods, ImmutableArray<string> Notes)
{
    private const string Label = "l2sm";
    private const string Annotation = "l2sm/networks";
    private const string MultusAnnotation = "k8s.v1.cni.cncf.io/networks";

    /// <summary>Compares.</summary>
    /// <param name="before">The chart as it was.</param>
    /// <param name="again">The same, rendered once more: what differs here is random.</param>
    /// <param name="after">The chart patched.</param>
    /// <param name="wishes">What it was patched with.</param>
    /// <param name="networkName">The name that a net has in the cluster; empty for no attachment.</param>
    public static RenderComparison Of(
        ImmutableArray<RenderedDocument> before, ImmutableArray<RenderedDocument> again, ImmutableArray<RenderedDocument> after,
        AttachmentWishes wishes, Func<string, string> networkName)
    {
        ArgumentNullException.ThrowIfNull(wishes);
        ArgumentNullException.ThrowIfNull(networkName);
        var problems = new List<string>();
        var names = wishes.Networks.ToDictionary(net => net.NetId, net => networkName(net.NetId), StringComparer.Ordinal);
        var found = new HashSet<string>(StringComparer.Ordinal);
        var pods = 0;
        if (before.Length != after.Length)
            problems.Add($"it renders {after.Length} documents, and {before.Length} without the patch");
        foreach (var (index, (old, @new)) in before.Zip(after).Index())
        {
            var isRandom = again.Length <= index || again[index].Text != old.Text;
            if (old.Text == @new.Text && !@new.Text.Contains("kind:", StringComparison.Ordinal))
                continue;
            if (old.Content() is not { } oldContent || @new.Content() is not { } newContent)
            {
                if (old.Text != @new.Text && !isRandom)
                    problems.Add($"{@new.Source}: a document without pods is rendered differently");
                continue;
            }

            var podsHere = RenderedDocument.PodsOf(newContent).ToArray();
            foreach (var (pod, former) in podsHere.Zip(RenderedDocument.PodsOf(oldContent)))
                pods += CheckPod(pod, former, wishes, names, found, problems) ? 1 : 0;
            if (old.Text != @new.Text && !isRandom && CanonicalYaml.Of(oldContent, IsOurs) != CanonicalYaml.Of(newContent, IsOurs))
                problems.Add($"{@new.Source}: more than the networks of {(podsHere is [var only, ..] ? only.Owner : "pods")} is rendered differently");
        }

        var notes = wishes.Networks.Where(net => !net.Workloads.IsEmpty && names[net.NetId].Length > 0 && !found.Contains(names[net.NetId]))
            .Select(net => $"no pod that is rendered with these values has the net '{net.NetId}'");
        return new RenderComparison([.. problems.Distinct(StringComparer.Ordinal)], pods, [.. notes]);
    }

    private static bool CheckPod(
        RenderedPod pod, RenderedPod former, AttachmentWishes wishes, Dictionary<string, string> names, HashSet<string> found, List<string> problems)
    {
        var key = wishes.Dialect == AnnotationDialect.L2sm ? Annotation : MultusAnnotation;
        var had = NetworksOf(former.Template, key);
        var all = NetworksOf(pod.Template, key);
        var has = all.Except(had, StringComparer.Ordinal).ToArray();
        if (pod.IsHook || pod.IsOnHostNetwork)
        {
            if (has.Length > 0)
                problems.Add($"{pod.Owner} is a hook or on its node's network, and gets {string.Join(", ", has)}");
            return false;
        }

        foreach (var name in has.Where(name => !names.ContainsValue(name)))
            problems.Add($"{pod.Owner} gets the network '{name}', which is none of those wanted");
        foreach (var net in wishes.Networks.Where(net => net.Workloads.IsEmpty && names[net.NetId].Length > 0 && !all.Contains(names[net.NetId])))
            problems.Add($"{pod.Owner} does not get the net '{net.NetId}'");
        if (all.Count == 0 && Metadata(pod.Template, "annotations", key) is not null && Metadata(former.Template, "annotations", key) is null)
            problems.Add($"{pod.Owner} has no network, and gets an annotation of none");
        if (wishes.Dialect == AnnotationDialect.L2sm && has.Length > 0)
        {
            if (Metadata(pod.Template, "labels", Label) != "true")
                problems.Add($"{pod.Owner} has networks and not the label 'l2sm: \"true\"', by which L2S-M sees it");
            if (Metadata(pod.Template, "annotations", MultusAnnotation) is not null)
                problems.Add($"{pod.Owner} has an annotation of Multus beside 'l2sm/networks', for which L2S-M ignores the latter");
        }

        found.UnionWith(all);
        return all.Count > 0 && names.Values.Any(all.Contains);
    }

    /// <summary>The names that nets have in an NS by the naming rule.</summary>
    public static Func<string, string> NamesIn(string nsName) =>
        net => ClusterNetworkName.TryFromNetName(ClusterNetworkName.NetName(nsName, net), out var name, out _) ? name : "";

    // In a pod's metadata: what patching may change, and hashes of templates, which change with these.
    private static bool IsOurs(string key) =>
        key is Label or Annotation or MultusAnnotation || key.StartsWith("checksum/", StringComparison.Ordinal);

    private static string? Metadata(YamlMapping template, string part, string key) =>
        (template.Mapping("metadata")?.Mapping(part)?.Entries.FirstOrDefault(entry => entry.Key.Value == key)?.Value as YamlScalar)?.Value;

    // A comma list, or JSON with a name in each element.
    private static List<string> NetworksOf(YamlMapping template, string key)
    {
        if (Metadata(template, "annotations", key) is not { } value)
            return [];
        if (!value.TrimStart().StartsWith('['))
            return [.. value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        try
        {
            using var json = JsonDocument.Parse(value);
            return [.. json.RootElement.EnumerateArray().Select(network => network.ValueKind == JsonValueKind.String ? network.GetString()! : network.GetProperty("name").GetString()!)];
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return [$"(no list of networks: {value.Trim()})"];
        }
    }
}
