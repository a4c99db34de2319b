using System.Text.Json;

namespace L2sm.Kubernetes.Attachments;

/// <summary>The marks on pods that say which networks they want and have.</summary>
public static class PodAnnotations
{
    /// <summary>Label that pods must have for the L2S-M operator to see them, with the value "true".</summary>
    public const string L2smLabel = "l2sm";

    /// <summary>The L2Networks that a pod wants.</summary>
    public const string L2smNetworks = "l2sm/networks";

    /// <summary>Why the L2S-M operator gave a pod no interface.</summary>
    public const string L2smError = "l2sm/error";

    /// <summary>The NetworkAttachmentDefinitions that a pod gets its interfaces from; written by the L2S-M operator from <see cref="L2smNetworks"/>.</summary>
    public const string MultusNetworks = "k8s.v1.cni.cncf.io/networks";

    /// <summary>The interfaces that a pod has, as Multus says.</summary>
    public const string MultusStatus = "k8s.v1.cni.cncf.io/network-status";

    /// <summary>The longest annotation that is read, in characters; the API server takes 256 KiB for all of an object together.</summary>
    internal const int MaxLength = 256 * 1024;

    private static readonly JsonDocumentOptions Limits = new() { MaxDepth = 8 };

    /// <summary>
    /// What a pod wants by <see cref="L2smNetworks"/>: a JSON list, or names separated by commas where it is none, as the operator reads it.
    /// Empty where there is nothing.
    /// </summary>
    public static IReadOnlyList<WantedNetwork> ReadWanted(string? text)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > MaxLength) return [];
        if (text.AsSpan().TrimStart()[0] == '[' && ReadList(text, one => one.Text("name") is { } name ? new WantedNetwork(name, one.Texts("ips")) : null) is { } list)
            return list;
        return [.. Names(text).Select(name => new WantedNetwork(name, []))];
    }

    /// <summary>
    /// The attachments of <see cref="MultusNetworks"/> in order: a JSON list, or <c>[namespace/]name[@interface]</c> separated by commas (Network
    /// Plumbing WG, §4.1). Null where it cannot be read.
    /// </summary>
    public static IReadOnlyList<PodAttachment>? ReadAttachments(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return [];
        if (text.Length > MaxLength) return null;
        if (text.AsSpan().TrimStart()[0] == '[')
            return ReadList(
                text,
                one => one.Text("name") is { } name ? new PodAttachment(one.Text("namespace"), name, one.Text("interface"), one.Texts("ips")) : null);
        return [.. Names(text).Select(Short)];
    }

    /// <summary>The interfaces of <see cref="MultusStatus"/>; empty where it is not there, or cannot be read.</summary>
    public static IReadOnlyList<PodInterface> ReadStatus(string? text)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > MaxLength) return [];
        return ReadList(text, one => new PodInterface(one.Text("name") ?? "", one.Text("interface") ?? "", one.Text("mac"), one.Texts("ips"))) ?? [];
    }

    private static string[] Names(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static PodAttachment Short(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var path = at < 0 ? text : text[..at];
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        return new PodAttachment(slash < 0 ? null : path[..slash], path[(slash + 1)..], at < 0 ? null : text[(at + 1)..], []);
    }

    // Null where the text is no JSON list, or one of its elements is not what it should be.
    private static List<T>? ReadList<T>(string text, Func<JsonElement, T?> read)
        where T : class
    {
        try
        {
            using var document = JsonDocument.Parse(text, Limits);
            if (document.RootElement.ValueKind != JsonValueKind.Array) return null;
            var list = new List<T>();
            foreach (var element in document.RootElement.EnumerateArray())
            {
                if (element.ValueKind != JsonValueKind.Object || read(element) is not { } one) return null;
                list.Add(one);
            }
            return list;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(this JsonElement element, string key) =>
        element.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private static string[] Texts(this JsonElement element, string key) =>
        element.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!)]
            : [];
}

/// <summary>A network that a pod wants, with the addresses that it wants there, if it says some.</summary>
public sealed record WantedNetwork(string Name, IReadOnlyList<string> Ips);

/// <summary>A NetworkAttachmentDefinition that a pod names.</summary>
/// <param name="Namespace">Null for the pod's own.</param>
/// <param name="Name">Its name.</param>
/// <param name="Interface">What the interface is to be called; null for <c>net</c> and its place in the list.</param>
/// <param name="Ips">Addresses with prefix lengths.</param>
public sealed record PodAttachment(string? Namespace, string Name, string? Interface, IReadOnlyList<string> Ips);

/// <summary>An interface that a pod has.</summary>
/// <param name="Attachment"><c>namespace/name</c> of its NetworkAttachmentDefinition, or the name of the cluster's own network.</param>
/// <param name="Name">In the pod.</param>
/// <param name="Mac">Its Ethernet address, if known.</param>
/// <param name="Ips">Its addresses, without prefix lengths.</param>
public sealed record PodInterface(string Attachment, string Name, string? Mac, IReadOnlyList<string> Ips);
