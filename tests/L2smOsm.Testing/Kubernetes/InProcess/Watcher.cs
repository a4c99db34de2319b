using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace L2smOsm.Testing.Kubernetes.InProcess;

/// <summary>Tells a client what happens to the resources that it watches.</summary>
internal sealed class Watcher(ObjectStore store)
{
    private static readonly TimeSpan BookmarkInterval = TimeSpan.FromSeconds(1);

    public async Task RunAsync(HttpContext context, KindInfo kind, string? place)
    {
        var selector = Selector.Parse(kind, context.Request);
        var wantsBookmarks = context.Request.Query["allowWatchBookmarks"].ToString() is "1" or "true";
        var seconds = int.TryParse(context.Request.Query["timeoutSeconds"], CultureInfo.InvariantCulture, out var asked) ? asked : 1800;
        var ends = TimeProvider.System.GetUtcNow().AddSeconds(seconds);
        context.Response.ContentType = "application/json";
        var body = context.Response.BodyWriter;
        try
        {
            var from = context.Request.Query["resourceVersion"].ToString();
            long at;
            if (from is "" or "0")
            {
                (var present, at) = store.List(kind, place);
                foreach (var one in present.Where(one => selector.Matches(one.Document))) Write(body, "ADDED", one.Json);
            }
            else
            {
                at = long.Parse(from, CultureInfo.InvariantCulture);
            }
            await context.Response.StartAsync(context.RequestAborted);
            while (!context.RequestAborted.IsCancellationRequested)
            {
                var (events, revision, next) = store.Since(at);
                foreach (var one in events.Where(one => one.Kind.FullName == kind.FullName && (place is null || one.After.Document.Namespace() == place))) Write(body, one, selector);
                at = Math.Max(at, revision);
                await body.FlushAsync(context.RequestAborted);
                var left = ends - TimeProvider.System.GetUtcNow();
                if (left <= TimeSpan.Zero) return;
                if (!await HappensAsync(next, left < BookmarkInterval ? left : BookmarkInterval, context.RequestAborted) && wantsBookmarks) WriteBookmark(body, kind, at);
            }
        }
        catch (ApiError e)
        {
            Write(body, "ERROR", Encoding.UTF8.GetBytes(e.ToStatus().ToJsonString()));
            await body.FlushAsync(context.RequestAborted);
        }
    }

    private static async Task<bool> HappensAsync(Task next, TimeSpan within, CancellationToken cancellation)
    {
        try
        {
            await next.WaitAsync(within, cancellation);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static void Write(IBufferWriter<byte> body, StoredEvent happened, Selector selector)
    {
        var before = happened.Before is { } was && selector.Matches(was.Document);
        var after = !happened.IsDeleted && selector.Matches(happened.After.Document);
        var type = (before, after) switch { (false, true) => "ADDED", (true, true) => "MODIFIED", (true, false) => "DELETED", _ => null };
        if (type is not null) Write(body, type, happened.After.Json);
    }

    private static void WriteBookmark(IBufferWriter<byte> body, KindInfo kind, long at) => Write(body, "BOOKMARK", Encoding.UTF8.GetBytes(new JsonObject
    {
        ["kind"] = kind.Kind,
        ["apiVersion"] = kind.ApiVersion,
        ["metadata"] = new JsonObject { ["resourceVersion"] = Writer.Text(at), ["creationTimestamp"] = null },
    }.ToJsonString()));

    private static void Write(IBufferWriter<byte> body, string type, byte[] json)
    {
        body.Write(Encoding.UTF8.GetBytes($"{{\"type\":\"{type}\",\"object\":"));
        body.Write(json);
        body.Write("}\n"u8);
    }
}
