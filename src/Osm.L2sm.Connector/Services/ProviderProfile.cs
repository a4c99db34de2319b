using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using L2sm.OpenFlow;
using L2sm.Sdn.Networks;
using Osm.Descriptors.Naming;

namespace Osm.L2sm.Connector.Services;

/// <summary>What the operator of OSM wrote for this service under <c>vld[].provider-network</c>, key <c>l2sm</c>.</summary>
/// <param name="Network">The name in the cluster, in place of the one that the naming rule gives.</param>
/// <param name="Namespace">Where the network object goes in a cluster.</param>
internal sealed record ProviderProfile(string? Network, string? Namespace)
{
    /// <summary>Where it goes besides <see cref="Namespace"/>, with backends that make an object in each namespace; sorted, each once.</summary>
    public EquatableArray<string> Namespaces { get; init; } = [];

    /// <summary>Which type of network the backend is to make; null for its usual one.</summary>
    public string? Type { get; init; }

    /// <summary>The switches that the network passes, from end to end; empty for any way.</summary>
    public EquatableArray<DatapathId> Path { get; init; } = [];

    /// <summary>The most that each switch takes of the network's frames; null for no limit.</summary>
    public RateLimit? Rate { get; init; }

    /// <summary>Longest JSON text kept, in UTF-8 bytes.</summary>
    public const int MaxBytes = 16 * 1024;

    /// <summary>Most namespaces of one network.</summary>
    public const int MaxNamespaces = 256;

    /// <summary>Deepest nesting kept.</summary>
    public const int MaxDepth = 16;

    private const string Field = "provider_network_profile";
    private static readonly ProviderProfile None = new(null, null);
    private static readonly ImmutableArray<string> KnownKeys = ["network", "namespace", "namespaces", "type", "path", "rate_kbps", "burst_kbit"];

    /// <summary>Reads our part and leaves the keys of others alone.</summary>
    public static ProviderProfile Read(string? json, ICollection<Violation> violations)
    {
        if (json is null) return None;
        if (Encoding.UTF8.GetByteCount(json) > MaxBytes)
        {
            violations.Add(new Violation(Field, $"longer than {MaxBytes} bytes as JSON"));
            return None;
        }
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth + 1 });
        if (!document.RootElement.TryGetProperty("l2sm", out var ours) || ours.ValueKind == JsonValueKind.Null) return None;
        if (ours.ValueKind != JsonValueKind.Object)
        {
            violations.Add(new Violation($"{Field}.l2sm", $"must be a mapping with the keys {string.Join(", ", KnownKeys)}"));
            return None;
        }
        foreach (var key in ours.EnumerateObject().Select(p => p.Name).Except(KnownKeys, StringComparer.Ordinal))
            violations.Add(new Violation($"{Field}.l2sm.{key}", $"unknown key; known are {string.Join(", ", KnownKeys)}"));

        var profile = new ProviderProfile(Text(ours, "network", violations), Text(ours, "namespace", violations))
        {
            Namespaces = ReadNamespaces(ours, violations),
            Type = Text(ours, "type", violations),
            Path = ReadPath(ours, violations),
            Rate = ReadRate(ours, violations),
        };
        if (profile.Network is { } name && (!ClusterNetworkName.TryFromNetName(name, out var ruled, out _) || ruled != name))
            violations.Add(new Violation($"{Field}.l2sm.network", $"'{name}' is no name in a cluster{(ruled is null ? "" : $"; '{ruled}' would be")}"));
        if (profile.Namespace is { } space && !IsDnsLabel(space))
            violations.Add(new Violation($"{Field}.l2sm.namespace", NoNamespace(space)));
        return profile;
    }

    private static EquatableArray<string> ReadNamespaces(JsonElement ours, ICollection<Violation> violations)
    {
        if (!ours.TryGetProperty("namespaces", out var value) || value.ValueKind == JsonValueKind.Null) return [];
        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(s => s.ValueKind != JsonValueKind.String))
        {
            violations.Add(new Violation($"{Field}.l2sm.namespaces", "must be a list of namespaces, as in [tenant-a, tenant-b]"));
            return [];
        }
        var names = value.EnumerateArray().Select(s => s.GetString()!).ToArray();
        if (names.Length > MaxNamespaces) violations.Add(new Violation($"{Field}.l2sm.namespaces", $"has {names.Length} entries; {MaxNamespaces} are allowed"));
        else
            foreach (var (i, name) in names.Index())
                if (!IsDnsLabel(name)) violations.Add(new Violation($"{Field}.l2sm.namespaces[{i}]", NoNamespace(name)));
        return names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToEquatableArray();
    }

    private static string NoNamespace(string text) => $"'{text}' is no Kubernetes namespace: a-z, 0-9 and '-' inside, at most 63";

    private static EquatableArray<DatapathId> ReadPath(JsonElement ours, ICollection<Violation> violations)
    {
        if (!ours.TryGetProperty("path", out var value) || value.ValueKind == JsonValueKind.Null) return [];
        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(s => s.ValueKind == JsonValueKind.String))
            return NetworkPath.Read($"{Field}.l2sm.path", [.. value.EnumerateArray().Select(s => s.GetString()!)], violations);
        violations.Add(new Violation($"{Field}.l2sm.path", "must be a list of switches, as in [of:00000000000000a1, of:00000000000000b1]"));
        return [];
    }

    private static RateLimit? ReadRate(JsonElement ours, ICollection<Violation> violations)
    {
        var (rate, burst) = (Number(ours, "rate_kbps", violations), Number(ours, "burst_kbit", violations));
        if (rate is { } kilobits) return RateRules.Read($"{Field}.l2sm.rate_kbps", kilobits, burst ?? 0, violations);
        if (burst is not null && !ours.TryGetProperty("rate_kbps", out _)) violations.Add(new Violation($"{Field}.l2sm.burst_kbit", "is given without rate_kbps"));
        return null;
    }

    private static uint? Number(JsonElement ours, string key, ICollection<Violation> violations)
    {
        if (!ours.TryGetProperty(key, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetUInt32(out var number)) return number;
        violations.Add(new Violation($"{Field}.l2sm.{key}", $"must be a whole number of 0 to {uint.MaxValue}"));
        return null;
    }

    private static string? Text(JsonElement ours, string key, ICollection<Violation> violations)
    {
        if (!ours.TryGetProperty(key, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind == JsonValueKind.String) return value.GetString() is { Length: > 0 } text ? text : null;
        violations.Add(new Violation($"{Field}.l2sm.{key}", "must be a text"));
        return null;
    }

    private static bool IsDnsLabel(string text) =>
        text.Length is > 0 and <= 63 && text[0] != '-' && text[^1] != '-' && text.All(c => c is '-' or (>= 'a' and <= 'z') or (>= '0' and <= '9'));
}
