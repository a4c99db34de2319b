using System.Text.Json;
using System.Text.Json.Serialization;

namespace L2sm.Kubernetes.Resources;

/// <summary>The controller of another domain, as L2Network, Overlay and NetworkEdgeDevice name it.</summary>
public sealed record Provider
{
    /// <summary>Its name. An Overlay's is ignored by the operator, which uses the constant <c>l2sm-controller</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary>Where it is: a list since operator 2.8.1, one text before.</summary>
    [JsonConverter(typeof(DomainConverter))]
    public IReadOnlyList<string>? Domain { get; init; }

    /// <summary>The port of its REST.</summary>
    public string? SdnPort { get; init; }

    /// <summary>The port that its switches connect to.</summary>
    public string? OfPort { get; init; }

    /// <summary>Its DNS.</summary>
    public string? DnsPort { get; init; }

    /// <summary>Where records are added.</summary>
    public string? DnsGrpcPort { get; init; }
}

/// <summary>Reads a text as a list of one; always writes a list.</summary>
internal sealed class DomainConverter : JsonConverter<IReadOnlyList<string>>
{
    public override IReadOnlyList<string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String) return [reader.GetString()!];
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("neither a text nor a list of texts");
        var read = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            read.Add(reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException("the list holds what is no text"));
        return read;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<string> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var one in value) writer.WriteStringValue(one);
        writer.WriteEndArray();
    }
}
