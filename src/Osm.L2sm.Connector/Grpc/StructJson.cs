using System.Text;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Osm.L2sm.Connector.Services;

namespace Osm.L2sm.Connector.Grpc;

/// <summary>Free-form settings as JSON with sorted keys, so that equal settings are equal texts.</summary>
internal static class StructJson
{
    private const string Field = "provider_network_profile";

    /// <returns>Null where there are no settings.</returns>
    /// <exception cref="RefusedException">Nested too deep, or a number that JSON cannot hold.</exception>
    public static string? From(Struct? settings)
    {
        if (settings is null || settings.Fields.Count == 0) return null;
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes)) Write(json, settings, 1);
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static void Write(Utf8JsonWriter json, Struct mapping, int depth)
    {
        if (depth > ProviderProfile.MaxDepth) throw RefusedException.Invalid(Field, $"is nested deeper than {ProviderProfile.MaxDepth} levels");
        json.WriteStartObject();
        foreach (var (key, value) in mapping.Fields.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            json.WritePropertyName(key);
            Write(json, value, depth);
        }
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Value value, int depth)
    {
        switch (value.KindCase)
        {
            case Value.KindOneofCase.StringValue: json.WriteStringValue(value.StringValue); break;
            case Value.KindOneofCase.BoolValue: json.WriteBooleanValue(value.BoolValue); break;
            case Value.KindOneofCase.StructValue: Write(json, value.StructValue, depth + 1); break;
            case Value.KindOneofCase.NumberValue when double.IsFinite(value.NumberValue): json.WriteNumberValue(value.NumberValue); break;
            case Value.KindOneofCase.NumberValue: throw RefusedException.Invalid(Field, $"holds the number {value.NumberValue}, which JSON cannot");
            case Value.KindOneofCase.ListValue:
                if (depth >= ProviderProfile.MaxDepth) throw RefusedException.Invalid(Field, $"is nested deeper than {ProviderProfile.MaxDepth} levels");
                json.WriteStartArray();
                foreach (var item in value.ListValue.Values) Write(json, item, depth + 1);
                json.WriteEndArray();
                break;
            default: json.WriteNullValue(); break;
        }
    }
}
