using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Osm.Descriptors.Instantiation;

/// <summary>NBI's schema of instantiation parameters (<c>osm_nbi/validation.py</c>, OSM 19), for what <c>--config</c> may hold.</summary>
/// <remarks>
/// The data is <c>instantiation.schema.json</c>: JSON Schema, with the formats ipv4, ipv6 and ipv4-prefix (at most /30) in place of NBI's patterns
/// for them. Into <c>provider-network</c>, which NBI leaves open, it writes what this service reads of the key <c>l2sm</c>.
/// </remarks>
public static class InstantiationSchema
{
    private static readonly Lazy<JsonSchema> Schema = new(Load);

    /// <summary>What NBI, or the service, would refuse in a <c>--config</c> document.</summary>
    public static ImmutableArray<SchemaFault> Check(JsonNode? config) => Schema.Value.Check(config);

    /// <summary>Why NBI refuses an NS's name; null where it takes it.</summary>
    public static string? RefusalOfName(string name) => Schema.Value.Check(JsonValue.Create(name), "name") is [var first, ..] ? first.Message : null;

    private static JsonSchema Load()
    {
        using var stream = typeof(InstantiationSchema).Assembly.GetManifestResourceStream("instantiation.schema.json")!;
        return new JsonSchema(JsonNode.Parse(stream)!.AsObject());
    }
}
