using System.Text.RegularExpressions;

namespace Osm.Descriptors.Rewriting.Charts.Templates;

/// <summary>The kinds of Kubernetes that make pods.</summary>
internal static partial class WorkloadKinds
{
    private static readonly string[] Kinds =
        ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "CronJob", "Pod"];

    /// <summary>Whether this is one of them.</summary>
    public static bool Has(string kind) => Array.IndexOf(Kinds, kind) >= 0;

    /// <summary>Whether an object of this kind may be one, or hold some: a list, or a kind that only rendering tells.</summary>
    public static bool MayBe(string kind) => Has(kind) || kind.EndsWith("List", StringComparison.Ordinal) || !kind.All(char.IsAsciiLetterOrDigit);

    /// <summary>Whether a version is one in which Kubernetes itself has such kinds, or one that only rendering tells.</summary>
    public static bool MayBeOfKubernetes(string apiVersion) =>
        apiVersion is "" or "v1" || apiVersion.Contains("{{", StringComparison.Ordinal)
        || apiVersion.StartsWith("apps/", StringComparison.Ordinal) || apiVersion.StartsWith("batch/", StringComparison.Ordinal)
        || apiVersion.StartsWith("extensions/", StringComparison.Ordinal);

    /// <summary>Whether a text says somewhere that something is of such a kind.</summary>
    public static bool AreNamedIn(string text) => Named().IsMatch(text);

    // As YAML, as JSON, in the format of a printf, or in a dict.
    [GeneratedRegex(
        "(?:\\b|\\\\n)kind[\"']?(?:[ \\t]*:[ \\t]*|[ \\t\\r\\n]+(?=[\"'(]))[\"']?(?:Deployment|StatefulSet|DaemonSet|ReplicaSet|ReplicationController|Job|CronJob|Pod|\\{\\{|%|\\()",
        RegexOptions.None, 5000)]
    private static partial Regex Named();
}
