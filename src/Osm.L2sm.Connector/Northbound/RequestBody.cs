using System.Text.Json;
using L2sm.Sdn.Topology;
using Microsoft.AspNetCore.Http.Features;
using Osm.L2sm.Connector.Services;

namespace Osm.L2sm.Connector.Northbound;

/// <summary>A body of the REST: a JSON object. Fields that are not asked for are passed over, as newer operators may send more.</summary>
internal sealed class RequestBody : IDisposable
{
    /// <summary>Longest body taken, in bytes: some 30,000 endpoints.</summary>
    public const int MaxBytes = 1024 * 1024;

    // Two fields of one name may mean one thing here and another elsewhere.
    private static readonly JsonDocumentOptions Json = new() { AllowDuplicateProperties = false };

    private readonly JsonDocument document;

    private RequestBody(JsonDocument document) => this.document = document;

    /// <exception cref="JsonException">It is not JSON.</exception>
    /// <exception cref="RefusedException">It is JSON, but no object.</exception>
    public static async Task<RequestBody> ReadAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = MaxBytes;
        var parsed = await JsonDocument.ParseAsync(context.Request.Body, Json, context.RequestAborted);
        if (parsed.RootElement.ValueKind == JsonValueKind.Object) return new RequestBody(parsed);
        parsed.Dispose();
        throw RefusedException.Invalid("body", "is no JSON object");
    }

    /// <exception cref="RefusedException">There is no such text.</exception>
    public string Text(string field) => OptionalText(field) ?? throw RefusedException.Invalid(field, "is missing");

    /// <summary>Null where the field is absent or null.</summary>
    /// <exception cref="RefusedException">It is something else than a text.</exception>
    public string? OptionalText(string field) =>
        !document.RootElement.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null ? null : Read(value, field);

    /// <summary>Null where the field is absent or null.</summary>
    /// <exception cref="RefusedException">It is something else than a list of texts.</exception>
    public IReadOnlyList<string>? OptionalTexts(string field)
    {
        if (!document.RootElement.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind != JsonValueKind.Array) throw RefusedException.Invalid(field, "must be a list of texts");
        return [.. value.EnumerateArray().Select((item, i) => Read(item, $"{field}[{i}]"))];
    }

    /// <exception cref="RefusedException">It is missing, or no port.</exception>
    public PortKey Port(string field) => ToPort(field, Text(field));

    /// <summary>Each port once.</summary>
    /// <exception cref="RefusedException">The list is missing, or one of it is no port.</exception>
    public IReadOnlyCollection<PortKey> Ports(string field)
    {
        var texts = OptionalTexts(field) ?? throw RefusedException.Invalid(field, "is missing: give a list of ports");
        return [.. texts.Select((text, i) => ToPort($"{field}[{i}]", text)).Distinct()];
    }

    public void Dispose() => document.Dispose();

    private static PortKey ToPort(string field, string text) =>
        ConnectPoint.TryParse(text, out var port) ? port : throw RefusedException.Invalid(field, $"is no port: {ConnectPoint.Form}");

    private static string Read(JsonElement value, string field)
    {
        if (value.ValueKind != JsonValueKind.String) throw RefusedException.Invalid(field, "must be a text");
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, or bytes that are not UTF-8: the parser sees it only here.
            throw RefusedException.Invalid(field, "is no Unicode text");
        }
    }
}
