using System.Collections.Immutable;
using Osm.Descriptors.Model;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Rewriting.Rendered;

/// <summary>One of the documents that Helm makes of a chart.</summary>
/// <param name="Source">The template that it comes from, as <c>helm template</c> tells it; empty where it does not.</param>
/// <param name="Text">As rendered.</param>
public sealed record RenderedDocument(string Source, string Text)
{
    private const string SourceMark = "# Source: ";

    // Custom resource definitions are larger than descriptors.
    private static readonly YamlLimits Limits = YamlLimits.Default with { MaxBytes = 16 * 1024 * 1024 };

    /// <summary>Takes apart what <c>helm template</c> prints.</summary>
    public static ImmutableArray<RenderedDocument> Split(string rendered)
    {
        ArgumentNullException.ThrowIfNull(rendered);
        var documents = ImmutableArray.CreateBuilder<RenderedDocument>();
        foreach (var part in $"\n{rendered}".Split("\n---"))
        {
            // A '---' may have something behind it on its line, and begins no document within a block of text, where it is indented.
            var text = part.TrimStart('\n');
            if (string.IsNullOrWhiteSpace(text))
                continue;
            var source = text.StartsWith(SourceMark, StringComparison.Ordinal) ? text[SourceMark.Length..].Split('\n')[0].Trim() : "";
            documents.Add(new RenderedDocument(source, text));
        }

        return documents.ToImmutable();
    }

    /// <summary>What is in it; null where it is no YAML mapping.</summary>
    public YamlMapping? Content() => YamlReader.Read(new SourceText(Source, Text), Limits, new FindingList()) as YamlMapping;

    /// <summary>The pods' templates in a document, with what they belong to; those of a List too.</summary>
    public static IEnumerable<RenderedPod> PodsOf(YamlMapping content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var kind = content.Text("kind")?.Value ?? "";
        if (kind.EndsWith("List", StringComparison.Ordinal))
            return content.Items("items").SelectMany(PodsOf);
        var template = kind switch
        {
            "Deployment" or "StatefulSet" or "DaemonSet" or "ReplicaSet" or "ReplicationController" or "Job" => content.Mapping("spec")?.Mapping("template"),
            "CronJob" => content.Mapping("spec")?.Mapping("jobTemplate")?.Mapping("spec")?.Mapping("template"),
            "Pod" => content,
            _ => null,
        };
        if (template is null)
            return [];
        // The key has a '/', and TryGet takes what is before ':' for a module's name only.
        var isHook = content.Mapping("metadata")?.Mapping("annotations")?.Entries.Any(entry => entry.Key.Value == "helm.sh/hook") == true;
        return [new RenderedPod($"{kind} {content.Mapping("metadata")?.Text("name")?.Value}", template, isHook, template.Mapping("spec")?.Flag("hostNetwork")?.Value == true)];
    }
}

/// <summary>The template of pods.</summary>
/// <param name="Owner">Kind and name of what makes them.</param>
/// <param name="Template">With their metadata and spec.</param>
/// <param name="IsHook">Whether it is a hook of Helm.</param>
/// <param name="IsOnHostNetwork">Whether they are on their node's network.</param>
public sealed record RenderedPod(string Owner, YamlMapping Template, bool IsHook, bool IsOnHostNetwork);
