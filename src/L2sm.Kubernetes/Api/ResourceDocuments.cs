using System.Text.Json;
using L2sm.Kubernetes.Resources;

namespace L2sm.Kubernetes.Api;

/// <summary>Reads and writes resources.</summary>
internal static class ResourceDocuments
{
    /// <summary>The document of a resource, with the kind that its type does not carry.</summary>
    public static byte[] Write<T>(ResourceKind<T> kind, T resource) where T : class, IResource
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("apiVersion", kind.ApiVersion);
            json.WriteString("kind", kind.Kind);
            foreach (var property in JsonSerializer.SerializeToElement(resource, kind.Json).EnumerateObject())
                if (property.Name is not ("apiVersion" or "kind")) property.WriteTo(json);
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    /// <summary>One resource.</summary>
    /// <exception cref="KubernetesException">The document does not fit the type.</exception>
    public static T Read<T>(ResourceKind<T> kind, ReadOnlySpan<byte> document, Operation operation) where T : class, IResource
    {
        try
        {
            return JsonSerializer.Deserialize(document, kind.Json) ?? throw new JsonException("null is no resource");
        }
        catch (JsonException e)
        {
            throw new KubernetesException(KubernetesFailure.Unexpected, $"{operation}: the answer is no {kind.ApiVersion} {kind.Kind} as we know it: {e.Message}", inner: e);
        }
    }

    /// <summary>
    /// A page of a list. One resource that does not fit the type costs only itself: it is named in <see cref="ResourcePage{T}.Unreadable"/>.
    /// </summary>
    /// <exception cref="KubernetesException">The document is no list.</exception>
    public static ResourcePage<T> ReadPage<T>(ResourceKind<T> kind, ReadOnlySpan<byte> document, Operation operation) where T : class, IResource
    {
        try
        {
            var items = new List<T>();
            List<Unreadable>? unreadable = null;
            string? version = null, next = null;
            var reader = new Utf8JsonReader(document);
            Expect(reader.Read() && reader.TokenType == JsonTokenType.StartObject);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("metadata"))
                {
                    reader.Read();
                    (version, next) = ReadListMeta(ref reader);
                }
                else if (reader.ValueTextEquals("items"))
                {
                    reader.Read();
                    if (reader.TokenType == JsonTokenType.Null) continue;
                    Expect(reader.TokenType == JsonTokenType.StartArray);
                    while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                        if (TryReadItem(kind, ref reader, out var item, out var why)) items.Add(item);
                        else (unreadable ??= []).Add(why);
                }
                else
                {
                    reader.Read();
                    reader.Skip();
                }
            }
            if (version is null) throw new JsonException("it has no resourceVersion");
            return new ResourcePage<T>(items, version, string.IsNullOrEmpty(next) ? null : next, unreadable ?? []);
        }
        catch (JsonException e)
        {
            throw new KubernetesException(KubernetesFailure.Unexpected, $"{operation}: the answer is no list: {e.Message}", inner: e);
        }
    }

    /// <summary>Reads one resource and leaves the reader at its end, whether it fits or not.</summary>
    public static bool TryReadItem<T>(ResourceKind<T> kind, ref Utf8JsonReader reader, out T item, out Unreadable why) where T : class, IResource
    {
        var start = reader;
        try
        {
            if (JsonSerializer.Deserialize(ref reader, kind.Json) is { Metadata.Name: not null } read)
            {
                (item, why) = (read, default!);
                return true;
            }
            reader = start;
            why = Describe(ref reader, "it has no name");
        }
        catch (JsonException e)
        {
            reader = start;
            why = Describe(ref reader, e.Message);
        }
        item = null!;
        return false;
    }

    private static Unreadable Describe(ref Utf8JsonReader reader, string reason)
    {
        var start = reader;
        try
        {
            var metadata = JsonSerializer.Deserialize(ref reader, ApiJson.Default.PartialResource)?.Metadata;
            return new Unreadable(metadata?.Name is { } name ? new ResourceKey(metadata.Namespace, name) : null, metadata?.ResourceVersion, reason);
        }
        catch (JsonException)
        {
            reader = start;
            reader.Skip();
            return new Unreadable(null, null, reason);
        }
    }

    private static (string? Version, string? Continue) ReadListMeta(ref Utf8JsonReader reader)
    {
        string? version = null, next = null;
        Expect(reader.TokenType == JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isVersion = reader.ValueTextEquals("resourceVersion");
            var isNext = !isVersion && reader.ValueTextEquals("continue");
            reader.Read();
            if (isVersion) version = reader.GetString();
            else if (isNext) next = reader.GetString();
            else reader.Skip();
        }
        return (version, next);
    }

    private static void Expect(bool isAsExpected)
    {
        if (!isAsExpected) throw new JsonException("it has another structure");
    }
}
