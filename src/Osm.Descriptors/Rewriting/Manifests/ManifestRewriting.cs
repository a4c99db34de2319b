using System.Collections.Immutable;
using System.Text;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Rewriting.Charts;
using Osm.Descriptors.Rewriting.Charts.Templates;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Rewriting.Manifests;

/// <summary>Rewrites rendered manifests so that their pods are attached to networks, whose names must be known then.</summary>
public static class ManifestRewriting
{
    // As large as a release of Helm can be, several times over.
    private static readonly YamlLimits s_limits = YamlLimits.Default with { MaxBytes = 64 << 20, MaxNodes = 4_000_000 };

    /// <summary>Rewrites manifests.</summary>
    /// <param name="manifests">Files of YAML documents, by path.</param>
    /// <param name="wishes">What their pods are to be attached to.</param>
    /// <param name="networkName">The name that a net has in the cluster; null for no attachment.</param>
    public static ChartRewrite Rewrite(
        IReadOnlyDictionary<string, ReadOnlyMemory<byte>> manifests, AttachmentWishes wishes, Func<string, string?> networkName)
    {
        ArgumentNullException.ThrowIfNull(manifests);
        ArgumentNullException.ThrowIfNull(wishes);
        ArgumentNullException.ThrowIfNull(networkName);
        var files = ImmutableSortedDictionary.CreateBuilder<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        var outcomes = ImmutableArray.CreateBuilder<WorkloadOutcome>();
        var seen = new List<ManifestObject>();
        foreach (var (path, bytes) in manifests.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            var mark = bytes.Span.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
            var text = Encoding.UTF8.GetString(bytes.Span[mark..]);
            var result = new StringBuilder(text.Length + 256);
            var line = 0;
            foreach (var document in Documents(text))
            {
                result.Append(RewriteDocument(new SourceText(path, document), line, new ManifestPods(wishes, networkName), outcomes, seen));
                line += document.AsSpan().Count('\n');
            }

            if (result.Length != text.Length || !result.Equals(text.AsSpan()))
                files[path] = (byte[])[.. bytes.Span[..mark], .. Encoding.UTF8.GetBytes(result.ToString())];
        }

        var unmet = wishes.Networks.SelectMany(network => network.Workloads
            .Where(wish => !seen.Any(workload => workload.IsNamed(wish)))
            .Select(wish => new UnmetWish(network.NetId, wish.Workload, [.. seen.Select(workload => workload.Name).Distinct(StringComparer.Ordinal)])));
        return new ChartRewrite(files.ToImmutable(), outcomes.ToImmutable(), [.. unmet]);
    }

    private static string RewriteDocument(
        SourceText document, int before, ManifestPods pods, ImmutableArray<WorkloadOutcome>.Builder outcomes, List<ManifestObject> seen)
    {
        if (!WorkloadKinds.AreNamedIn(document.Text))
            return document.Text;
        var findings = new FindingList();
        var root = YamlReader.Read(document, s_limits, findings);
        if (root is null)
        {
            outcomes.Add(new WorkloadOutcome(
                document.File, before + 1, "", "", [], AttachmentWay.Unreachable, $"it cannot be read: {findings.ToSorted().FirstOrDefault()?.Message}"));
            return document.Text;
        }

        var edits = new MappingEdits(document);
        var first = outcomes.Count;
        foreach (var workload in ManifestObject.Of(root))
        {
            seen.Add(workload);
            outcomes.Add(pods.Attach(workload, before, edits));
        }

        if (edits.Edits.Count == 0)
            return document.Text;
        var text = TextEdits.Apply(document.Text, edits.Edits);
        if (IsAttached(document with { Text = text }, pods))
            return text;
        // An anchor that others share, for one: what is right here is wrong there.
        for (var at = first; at < outcomes.Count; at++)
        {
            if (outcomes[at].How == AttachmentWay.Inserted)
                outcomes[at] = outcomes[at] with { How = AttachmentWay.Unreachable, Reason = "its metadata is an alias, or has one merged in: write it out" };
        }

        return document.Text;
    }

    private static bool IsAttached(SourceText document, ManifestPods pods)
    {
        var edits = new MappingEdits(document);
        var root = YamlReader.Read(document, s_limits, new FindingList());
        foreach (var workload in ManifestObject.Of(root))
            pods.Attach(workload, 0, edits);
        return root is not null && edits.Edits.Count == 0;
    }

    // Each with the '---' that it begins with.
    private static IEnumerable<string> Documents(string text)
    {
        var start = 0;
        for (var at = text.IndexOf("\n---", StringComparison.Ordinal); at >= 0; at = text.IndexOf("\n---", at + 1, StringComparison.Ordinal))
        {
            if (at + 4 < text.Length && text[at + 4] is not (' ' or '\t' or '\r' or '\n'))
                continue;
            yield return text[start..(at + 1)];
            start = at + 1;
        }

        yield return text[start..];
    }
}
