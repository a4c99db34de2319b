using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace L2smOsm.Testing.Kubernetes.InProcess;

/// <summary>Answers one request.</summary>
internal sealed class RequestHandler(ObjectStore store)
{
    private readonly KindRegistry kinds = new(store);
    private readonly Writer writer = new(store);
    private readonly Rbac rbac = new(store);
    private readonly Watcher watcher = new(store);

    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            await AnswerAsync(context);
        }
        catch (ApiError e)
        {
            await WriteAsync(context, e.Code, e.ToStatus());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            await WriteAsync(context, 400, ApiError.BadRequest(e.Message).ToStatus());
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for the answer.
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (ApiRequest.Parse(context.Request) is not { } request)
        {
            context.Response.StatusCode = 404;
            await context.Response.WriteAsync("404 page not found\n");
            return;
        }
        var header = context.Request.Headers.Authorization.ToString();
        var user = header.StartsWith("Bearer ", StringComparison.Ordinal) ? header["Bearer ".Length..] : null;
        rbac.Check(user, request);
        var kind = kinds.Get(request);
        var manager = context.Request.Query["fieldManager"].ToString() is { Length: > 0 } named ? named : context.Request.Headers.UserAgent.ToString().Split('/')[0];
        switch (request.Verb)
        {
            case "watch":
                await watcher.RunAsync(context, kind, request.Namespace);
                break;
            case "list":
                await ListAsync(context, kind, request.Namespace);
                break;
            case "get":
                await WriteAsync(context, 200, store.Find(kind, request.Namespace ?? "", request.Name!) ?? throw ApiError.NotFound(kind, request.Name!));
                break;
            case "create":
                await WriteAsync(context, 201, writer.Create(kind, request.Namespace, await ReadAsync(context), manager));
                break;
            case "update":
                var body = await ReadAsync(context);
                await WriteAsync(context, 200, writer.Update(kind, request.Namespace, request.Name!, request.Subresource, manager, _ => body));
                break;
            case "patch":
                await PatchAsync(context, kind, request, user, manager);
                break;
            case "delete":
                await DeleteAsync(context, kind, request);
                break;
            default:
                throw new ApiError(405, "MethodNotAllowed", $"the in-process server cannot {request.Verb}");
        }
    }

    private async Task ListAsync(HttpContext context, KindInfo kind, string? place)
    {
        var selector = Selector.Parse(kind, context.Request);
        var token = context.Request.Query["continue"].ToString();
        var (items, revision) = token.Length == 0 ? store.List(kind, place) : store.Rest(token);
        var matching = items.Where(item => selector.Matches(item.Document)).ToArray();
        var limit = int.TryParse(context.Request.Query["limit"], out var asked) && asked > 0 ? asked : int.MaxValue;
        var next = matching.Length > limit ? store.Keep(matching[limit..], revision) : "";
        var text = new StringBuilder().Append($$"""{"kind":"{{kind.Kind}}List","apiVersion":"{{kind.ApiVersion}}","metadata":{"resourceVersion":"{{revision}}","continue":"{{next}}"},"items":[""");
        text.AppendJoin(',', matching.Take(limit).Select(item => Encoding.UTF8.GetString(item.Json))).Append("]}");
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(text.ToString(), context.RequestAborted);
    }

    private async Task PatchAsync(HttpContext context, KindInfo kind, ApiRequest request, string? user, string manager)
    {
        var body = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted) ?? throw ApiError.BadRequest("the body is empty");
        StoredObject stored;
        switch (context.Request.ContentType)
        {
            case "application/apply-patch+yaml":
                if (context.Request.Query["fieldManager"].ToString().Length == 0) throw ApiError.BadRequest("PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch");
                var isForced = context.Request.Query["force"].ToString() is "1" or "true";
                (stored, var isNew) = writer.Apply(kind, request.Namespace, request.Name!, request.Subresource, manager, isForced, body.AsObject(),
                    () => rbac.Check(user, request with { Verb = "create" }));
                await WriteAsync(context, isNew ? 201 : 200, stored);
                return;
            case "application/merge-patch+json":
                stored = writer.Update(kind, request.Namespace, request.Name!, request.Subresource, manager, present => Patches.Merge(Unversioned(present), body.AsObject()));
                break;
            case "application/json-patch+json":
                stored = writer.Update(kind, request.Namespace, request.Name!, request.Subresource, manager, present => Patches.Steps(Unversioned(present), body.AsArray()));
                break;
            default:
                throw new ApiError(415, "UnsupportedMediaType", $"the in-process server knows no {context.Request.ContentType}");
        }
        await WriteAsync(context, 200, stored);
    }

    private async Task DeleteAsync(HttpContext context, KindInfo kind, ApiRequest request)
    {
        var text = await new StreamReader(context.Request.Body).ReadToEndAsync(context.RequestAborted);
        var options = text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject();
        if (writer.Delete(kind, request.Namespace, request.Name!, options) is { } left) await WriteAsync(context, 200, left);
        else await WriteAsync(context, 200, new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success" });
    }

    /// <summary>A patch is a condition on the version only if it names one.</summary>
    private static JsonObject Unversioned(JsonObject present)
    {
        present.Meta().Remove("resourceVersion");
        return present;
    }

    private static async Task<JsonObject> ReadAsync(HttpContext context) =>
        (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))?.AsObject() ?? throw ApiError.BadRequest("the body is empty");

    private static async Task WriteAsync(HttpContext context, int code, StoredObject stored)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(stored.Json, context.RequestAborted);
    }

    private static async Task WriteAsync(HttpContext context, int code, JsonObject document)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(document.ToJsonString(), context.RequestAborted);
    }
}
