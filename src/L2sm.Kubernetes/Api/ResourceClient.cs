using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using L2sm.Kubernetes.Resources;

namespace L2sm.Kubernetes.Api;

/// <summary>
/// The resources of one kind. Every method throws <see cref="KubernetesException"/> if the call fails. A call that the server refuses with
/// Retry-After is repeated.
/// </summary>
public sealed class ResourceClient<T> where T : class, IResource
{
    private readonly KubernetesApi api;

    internal ResourceClient(KubernetesApi api, ResourceKind<T> kind)
    {
        this.api = api;
        Kind = kind;
    }

    /// <summary>The kind.</summary>
    public ResourceKind<T> Kind { get; }

    /// <summary>One resource; null if there is none.</summary>
    public async Task<T?> GetAsync(ResourceKey key, CancellationToken cancellation = default)
    {
        var operation = On("get", key);
        try
        {
            using var body = await api.CallAsync(operation, HttpMethod.Get, Path(key), null, null, cancellation);
            return ResourceDocuments.Read(Kind, body.Bytes, operation);
        }
        catch (KubernetesException e) when (e.Failure == KubernetesFailure.NotFound)
        {
            return null;
        }
    }

    /// <summary>All resources of the scope, page by page.</summary>
    public async IAsyncEnumerable<T> ListAsync(ResourceScope? scope = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        string? next = null;
        do
        {
            var page = await ListPageAsync(scope ?? ResourceScope.All, next, isRepeated: true, cancellation);
            if (page.Unreadable is [var first, ..])
                throw new KubernetesException(KubernetesFailure.Unexpected, $"{Kind} {first.Key} is not as we know it: {first.Reason}");
            foreach (var item in page.Items) yield return item;
            next = page.Continue;
        }
        while (next is not null);
    }

    /// <summary>Makes a resource.</summary>
    /// <exception cref="KubernetesException"><see cref="KubernetesFailure.AlreadyExists"/>: one of that name is there.</exception>
    public async Task<T> CreateAsync(T resource, CancellationToken cancellation = default)
    {
        var operation = new Operation("create", Kind, resource.Metadata.Namespace, resource.Metadata.Name);
        var path = Kind.Path(NamespaceOf(resource.Metadata.Namespace)) + Managed();
        using var body = await api.CallAsync(operation, HttpMethod.Post, path, ResourceDocuments.Write(Kind, resource), null, cancellation);
        return ResourceDocuments.Read(Kind, body.Bytes, operation);
    }

    /// <summary>
    /// Makes the resource hold these fields, and no longer those that we applied earlier and now leave out (server-side apply). What others wrote
    /// stays. The status is not touched: <see cref="ApplyStatusAsync"/>.
    /// </summary>
    /// <param name="resource">Only the fields that are ours.</param>
    /// <param name="isForced">Whether fields are taken from other managers; otherwise that is a <see cref="KubernetesFailure.Conflict"/> which names them.</param>
    /// <param name="cancellation">Ends the call.</param>
    public Task<T> ApplyAsync(T resource, bool isForced = false, CancellationToken cancellation = default) => ApplyAsync(resource, null, isForced, cancellation);

    /// <summary>As <see cref="ApplyAsync(T, bool, CancellationToken)"/>, of the status alone.</summary>
    public Task<T> ApplyStatusAsync(T resource, bool isForced = false, CancellationToken cancellation = default) => ApplyAsync(resource, "status", isForced, cancellation);

    /// <summary>Replaces a resource by what was read and changed. With the version that was read, others' changes in between are a conflict.</summary>
    /// <exception cref="InvalidOperationException">The type does not hold all that the resource can say.</exception>
    public async Task<T> ReplaceAsync(T resource, CancellationToken cancellation = default)
    {
        if (!Kind.IsWhole) throw new InvalidOperationException($"{typeof(T).Name} is a part of {Kind}: a replacement would wipe out the rest; apply or patch it");
        var operation = On("update", resource.Metadata.Key);
        using var body = await api.CallAsync(operation, HttpMethod.Put, Path(resource.Metadata.Key) + Managed(), ResourceDocuments.Write(Kind, resource), null, cancellation);
        return ResourceDocuments.Read(Kind, body.Bytes, operation);
    }

    /// <summary>Changes some fields of a resource.</summary>
    /// <param name="key">Which.</param>
    /// <param name="patch">The change.</param>
    /// <param name="subresource">Such as <c>status</c>; null for the resource itself.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task<T> PatchAsync(ResourceKey key, ResourcePatch patch, string? subresource = null, CancellationToken cancellation = default)
    {
        var operation = On("patch", key, subresource);
        using var body = await api.CallAsync(operation, HttpMethod.Patch, Path(key, subresource) + Managed(), patch.Body, patch.ContentType, cancellation);
        return ResourceDocuments.Read(Kind, body.Bytes, operation);
    }

    /// <summary>Deletes a resource.</summary>
    /// <param name="key">Which.</param>
    /// <param name="uid">Only this one, not one made since under the same name: that is a <see cref="KubernetesFailure.Conflict"/>.</param>
    /// <param name="resourceVersion">Only as it was read, likewise.</param>
    /// <param name="grace">How long its processes get to end, in whole seconds; null for what the resource says (a pod: 30 s).</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task<Deletion> DeleteAsync(ResourceKey key, string? uid = null, string? resourceVersion = null, TimeSpan? grace = null, CancellationToken cancellation = default)
    {
        var operation = On("delete", key);
        var options = new DeleteOptions
        {
            Preconditions = uid is null && resourceVersion is null ? null : new DeletePreconditions { Uid = uid, ResourceVersion = resourceVersion },
            PropagationPolicy = "Background",
            GracePeriodSeconds = (long?)grace?.TotalSeconds,
        };
        try
        {
            using var body = await api.CallAsync(operation, HttpMethod.Delete, Path(key), JsonSerializer.SerializeToUtf8Bytes(options, ApiJson.Default.DeleteOptions), null, cancellation);
            // What is left is sent back; if nothing is, a Status, or the resource as it was last.
            var left = JsonSerializer.Deserialize(body.Bytes, ApiJson.Default.PartialResource);
            return left is { Kind: not "Status", Metadata.IsBeingDeleted: true } ? Deletion.Pending : Deletion.Gone;
        }
        catch (KubernetesException e) when (e.Failure == KubernetesFailure.NotFound)
        {
            return Deletion.Absent;
        }
        catch (JsonException e)
        {
            throw new KubernetesException(KubernetesFailure.Unexpected, $"{operation}: the answer makes no sense: {e.Message}", inner: e);
        }
    }

    /// <summary>A part of a list. <see cref="KubernetesFailure.Gone"/>: the token is too old, start anew.</summary>
    internal async Task<ResourcePage<T>> ListPageAsync(ResourceScope scope, string? next, bool isRepeated, CancellationToken cancellation)
    {
        var operation = new Operation("list", Kind, scope.Namespace, null);
        var query = new Query().Add("limit", api.Options.PageSize.ToString(CultureInfo.InvariantCulture));
        scope.AppendTo(query);
        if (next is not null) query.Add("continue", next);
        var path = Kind.Path(scope.Namespace) + query;
        using var body = isRepeated
            ? await api.CallAsync(operation, HttpMethod.Get, path, null, null, cancellation)
            : await api.CallOnceAsync(operation, HttpMethod.Get, path, null, null, cancellation);
        return ResourceDocuments.ReadPage(Kind, body.Bytes, operation);
    }

    /// <summary>What changes from a version on, until the server ends it after about this time. <see cref="KubernetesFailure.Gone"/>: list again.</summary>
    internal async IAsyncEnumerable<WatchEvent<T>> WatchAsync(ResourceScope scope, string resourceVersion, TimeSpan duration, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var operation = new Operation("watch", Kind, scope.Namespace, null);
        var query = new Query().Add("watch", "1").Add("allowWatchBookmarks", "true").Add("resourceVersion", resourceVersion)
            .Add("timeoutSeconds", ((int)duration.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        scope.AppendTo(query);
        using var response = await api.OpenAsync(operation, Kind.Path(scope.Namespace) + query, cancellation);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        await foreach (var change in new WatchStream<T>(Kind, stream, operation, api.Server).ReadAsync(cancellation)) yield return change;
    }

    private async Task<T> ApplyAsync(T resource, string? subresource, bool isForced, CancellationToken cancellation)
    {
        var operation = On("patch", resource.Metadata.Key, subresource);
        var query = new Query().Add("fieldManager", api.Options.FieldManager);
        if (isForced) query.Add("force", "true");
        var path = Path(resource.Metadata.Key, subresource) + query;
        using var body = await api.CallAsync(operation, HttpMethod.Patch, path, ResourceDocuments.Write(Kind, resource), "application/apply-patch+yaml", cancellation);
        return ResourceDocuments.Read(Kind, body.Bytes, operation);
    }

    private Operation On(string verb, ResourceKey key, string? subresource = null) => new(verb, Kind, key.Namespace, key.Name, subresource);

    private string Path(ResourceKey key, string? subresource = null) => Kind.Path(NamespaceOf(key.Namespace), key.Name, subresource);

    private string Managed() => new Query().Add("fieldManager", api.Options.FieldManager).ToString();

    private string? NamespaceOf(string? @namespace)
    {
        if (Kind.IsNamespaced && @namespace is null) throw new ArgumentException($"{Kind} live in namespaces, and none is named");
        return @namespace;
    }
}
