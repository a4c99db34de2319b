using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using L2sm.Kubernetes.Resources;

namespace L2sm.Kubernetes.Api;

/// <summary>What a watch tells.</summary>
internal enum WatchEventType
{
    Added,
    Modified,
    Deleted,

    /// <summary>Nothing but a version to resume from.</summary>
    Bookmark,
}

/// <summary>One event of a watch. <see cref="Resource"/> is null for a bookmark, and where <see cref="Unreadable"/> says why.</summary>
internal readonly record struct WatchEvent<T>(WatchEventType Type, T? Resource, string? ResourceVersion, Unreadable? Unreadable);

/// <summary>Reads the events of a watch: a JSON document a line.</summary>
internal sealed class WatchStream<T>(ResourceKind<T> kind, Stream stream, Operation operation, Uri server) where T : class, IResource
{
    /// <summary>The server keeps no resource above 1.5 MiB by default; escapes and managed fields included, none comes near this.</summary>
    private const int LongestLine = 16 * 1024 * 1024;

    public async IAsyncEnumerable<WatchEvent<T>> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 16 * 1024, leaveOpen: true));
        try
        {
            while (true)
            {
                var read = await NextAsync(pipe, cancellation);
                var buffer = read.Buffer;
                while (TryTakeLine(ref buffer, out var line))
                    if (!line.IsEmpty) yield return Parse(line);
                pipe.AdvanceTo(buffer.Start, buffer.End);
                if (read.IsCompleted) yield break; // a line that was cut is told again by the next watch
                if (buffer.Length > LongestLine) throw new KubernetesException(KubernetesFailure.Unexpected, $"{operation}: an event has more than {LongestLine} bytes");
            }
        }
        finally
        {
            await pipe.CompleteAsync();
        }
    }

    private async ValueTask<ReadResult> NextAsync(PipeReader pipe, CancellationToken cancellation)
    {
        try
        {
            return await pipe.ReadAsync(cancellation);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw Failures.Unreachable(operation, server, e);
        }
    }

    private static bool TryTakeLine(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> line)
    {
        if (buffer.PositionOf((byte)'\n') is not { } end)
        {
            line = default;
            return false;
        }
        line = buffer.Slice(0, end);
        buffer = buffer.Slice(buffer.GetPosition(1, end));
        return true;
    }

    private WatchEvent<T> Parse(ReadOnlySequence<byte> line)
    {
        try
        {
            var type = TypeOf(line, out var reader);
            switch (type)
            {
                case "ADDED" or "MODIFIED" or "DELETED":
                    var what = type switch { "ADDED" => WatchEventType.Added, "MODIFIED" => WatchEventType.Modified, _ => WatchEventType.Deleted };
                    return ResourceDocuments.TryReadItem(kind, ref reader, out var item, out var why)
                        ? new WatchEvent<T>(what, item, item.Metadata.ResourceVersion, null)
                        : new WatchEvent<T>(what, null, why.ResourceVersion, why);
                case "BOOKMARK":
                    return new WatchEvent<T>(WatchEventType.Bookmark, null, JsonSerializer.Deserialize(ref reader, ApiJson.Default.PartialResource)?.Metadata.ResourceVersion, null);
                case "ERROR":
                    throw Failures.From(JsonSerializer.Deserialize(ref reader, ApiJson.Default.StatusDocument) ?? new StatusDocument(), operation);
                default:
                    throw new JsonException($"'{type}' is no type of event");
            }
        }
        catch (JsonException e)
        {
            throw new KubernetesException(KubernetesFailure.Unexpected, $"{operation}: an event makes no sense: {e.Message}", inner: e);
        }
    }

    /// <summary>The type, and a reader before the first token of the object, whatever their order.</summary>
    private static string? TypeOf(ReadOnlySequence<byte> line, out Utf8JsonReader atObject)
    {
        string? type = null;
        atObject = default;
        var found = false;
        var reader = new Utf8JsonReader(line);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new JsonException("it is no object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"))
            {
                reader.Read();
                type = reader.GetString();
            }
            else
            {
                var isObject = reader.ValueTextEquals("object");
                reader.Read();
                if (isObject)
                {
                    atObject = reader;
                    found = true;
                    if (type is not null) return type;
                }
                reader.Skip();
            }
        }
        return found ? type : throw new JsonException("it has no object");
    }
}
