using System.Text.Json.Serialization;

namespace L2sm.Kubernetes.Api;

/// <summary>The server's answer to what went wrong (<c>metav1.Status</c>).</summary>
internal sealed record StatusDocument
{
    public string? Kind { get; init; }

    public string? Reason { get; init; }

    public string? Message { get; init; }

    public int? Code { get; init; }

    public StatusDetails? Details { get; init; }
}

internal sealed record StatusDetails
{
    public string? Name { get; init; }

    public int? RetryAfterSeconds { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StatusDocument))]
[JsonSerializable(typeof(DeleteOptions))]
[JsonSerializable(typeof(PartialResource))]
internal sealed partial class ApiJson : JsonSerializerContext;
