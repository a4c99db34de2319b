using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace L2smOsm.Benchmarks;

/// <summary>One measured number. <paramref name="Peer"/> names who else was measured, null for ourselves.</summary>
internal sealed record Figure(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("value")] double Value,
    [property: JsonPropertyName("unit")] string Unit,
    [property: JsonPropertyName("peer")] string? Peer = null)
{
    public string ToJson() => JsonSerializer.Serialize(this);

    public string ToRow() => string.Create(CultureInfo.InvariantCulture, $"  {Name,-58} {Value,14:N2} {Unit,-10} {Peer}");
}
