using System.Globalization;
using System.Text.Json.Nodes;

namespace L2smOsm.Testing.Kubernetes.InProcess;

/// <summary>Makes, changes and deletes resources by the rules of the real server.</summary>
internal sealed class Writer(ObjectStore store)
{
    private const string Letters = "bcdfghjklmnpqrstvwxz2456789";

    public StoredObject Create(KindInfo kind, string? place, JsonObject body, string manager)
    {
        CheckPlace(kind, place, body);
        var metadata = body.Meta();
        if (metadata.Text("name") is null && metadata.Text("generateName") is { } start)
            metadata["name"] = start + string.Concat(Enumerable.Range(0, 5).Select(_ => Letters[Random.Shared.Next(Letters.Length)]));
        if (metadata.Text("name") is not { Length: > 0 } name) throw ApiError.Invalid(kind, "", "metadata.name: Required value: name or generateName is required");
        return store.Change(kind, place ?? "", name, before =>
        {
            if (before is not null) throw ApiError.AlreadyExists(kind, name);
            var document = Born(kind, place, body);
            return (document, FieldOwners.None.Updated(manager, null, null, document, new FieldPaths(kind)));
        })!;
    }

    /// <summary>Replaces, or patches: the function makes the wanted document of a copy of the present one.</summary>
    public StoredObject Update(KindInfo kind, string? place, string name, string? subresource, string manager, Func<JsonObject, JsonObject> change) =>
        store.Change(kind, place ?? "", name, before =>
        {
            if (before is null) throw ApiError.NotFound(kind, name);
            var wanted = Grown(kind, before.Document, change(before.Document.DeepClone().AsObject()), subresource);
            return (Remains(kind, wanted) ? wanted : null, before.Owners.Updated(manager, subresource, before.Document, wanted, new FieldPaths(kind)));
        })!;

    /// <summary>Server-side apply. <paramref name="mayCreate"/> is asked where there is nothing yet.</summary>
    public (StoredObject Stored, bool IsNew) Apply(KindInfo kind, string? place, string name, string? subresource, string manager, bool isForced, JsonObject body, Action mayCreate)
    {
        if (body.Meta()["managedFields"] is not null) throw ApiError.BadRequest("metadata.managedFields must be nil");
        if (body.Text("apiVersion") != kind.ApiVersion || body.Text("kind") != kind.Kind) throw ApiError.BadRequest($"the document is no {kind.ApiVersion} {kind.Kind}");
        var isNew = false;
        var stored = store.Change(kind, place ?? "", name, before =>
        {
            if (before is null && subresource is not null) throw ApiError.NotFound(kind, name);
            var paths = new FieldPaths(kind);
            var applied = Only(kind, body.DeepClone().AsObject(), subresource);
            if (before is null)
            {
                mayCreate();
                CheckPlace(kind, place, body);
                if (body.Meta().Text("uid") is not null) throw ApiError.Conflict(kind, name, "uid mismatch: the provided object specified uid, and no existing object was found");
                isNew = true;
                applied.Meta()["name"] = name;
                var (made, _) = FieldOwners.None.Applied(kind, manager, subresource, isForced, Born(kind, place, applied), applied, paths);
                var (_, owners) = FieldOwners.None.Applied(kind, manager, subresource, isForced, made, applied, paths);
                return (made, owners);
            }
            var (document, next) = before.Owners.Applied(kind, manager, subresource, isForced, before.Document, applied, paths);
            CheckVersion(kind, before.Document, body);
            var grown = Grown(kind, before.Document, document, subresource);
            return (Remains(kind, grown) ? grown : null, next);
        })!;
        return (stored, isNew);
    }

    /// <summary>Deletes; returns what is left, or null if nothing is.</summary>
    public StoredObject? Delete(KindInfo kind, string? place, string name, JsonObject options)
    {
        var isGone = false;
        var left = store.Change(kind, place ?? "", name, before =>
        {
            if (before is null) throw ApiError.NotFound(kind, name);
            foreach (var (condition, value) in options["preconditions"] as JsonObject ?? [])
                if (value is not null && before.Document.Meta().Text(condition) is var present && present != value.GetValue<string>())
                    throw ApiError.Conflict(kind, name, $"Precondition failed: {condition} in precondition: {value}, {condition} in object meta: {present}");
            var document = before.Document.DeepClone().AsObject();
            // A pod on a node is gone when its kubelet says so; there is none, so it stays until it is deleted without grace.
            var grace = kind.Plural == "pods" && document["spec"]?["nodeName"] is not null ? options["gracePeriodSeconds"]?.GetValue<long>() ?? 30 : 0;
            if (grace == 0 && !document.HasFinalizers() && kind.Plural != "namespaces")
            {
                isGone = true;
                return (null, before.Owners);
            }
            if (!document.IsBeingDeleted() || grace < (document.Meta()["deletionGracePeriodSeconds"]?.GetValue<long>() ?? 0))
            {
                document.Meta()["deletionTimestamp"] = Metadata.Time(TimeProvider.System.GetUtcNow().AddSeconds(grace));
                document.Meta()["deletionGracePeriodSeconds"] = grace;
            }
            return (document, before.Owners);
        });
        return isGone ? null : left;
    }

    /// <summary>What a subresource may change, or what the resource itself may.</summary>
    private static JsonObject Only(KindInfo kind, JsonObject body, string? subresource)
    {
        if (!kind.HasStatus) return body;
        if (subresource is null)
        {
            body.Remove("status");
            return body;
        }
        var status = new JsonObject { ["apiVersion"] = kind.ApiVersion, ["kind"] = kind.Kind, ["metadata"] = new JsonObject { ["name"] = body.Name() } };
        if (body["status"] is { } value) status["status"] = value.DeepClone();
        return status;
    }

    private static JsonObject Born(KindInfo kind, string? place, JsonObject body)
    {
        var document = body.DeepClone().AsObject();
        document["apiVersion"] = kind.ApiVersion;
        document["kind"] = kind.Kind;
        var metadata = document.Meta();
        foreach (var ours in new[] { "deletionTimestamp", "deletionGracePeriodSeconds", "resourceVersion", "managedFields" }) metadata.Remove(ours);
        if (place is not null) metadata["namespace"] = place;
        metadata["uid"] = Guid.NewGuid().ToString();
        metadata["creationTimestamp"] = Metadata.Time(TimeProvider.System.GetUtcNow());
        if (kind.IsCustom) metadata["generation"] = 1L;
        if (kind.HasStatus && kind.Plural != "nodes") document.Remove("status");
        if (kind.Plural == "pods") document["status"] = new JsonObject { ["phase"] = "Pending" };
        if (kind.Plural == "customresourcedefinitions") KindRegistry.Establish(document);
        Schema.Enforce(kind, document);
        return document;
    }

    private static JsonObject Grown(KindInfo kind, JsonObject before, JsonObject wanted, string? subresource)
    {
        CheckVersion(kind, before, wanted);
        var document = wanted.DeepClone().AsObject();
        if (kind.HasStatus)
        {
            if (subresource == "status")
            {
                document = before.DeepClone().AsObject();
                Replace(document, "status", wanted["status"]);
            }
            else
            {
                Replace(document, "status", before["status"]);
            }
        }
        document["apiVersion"] = kind.ApiVersion;
        document["kind"] = kind.Kind;
        foreach (var servers in new[] { "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "name", "namespace" })
            Replace(document.Meta(), servers, before.Meta()[servers]);
        Schema.Enforce(kind, document);
        if (kind.IsCustom && !IsSameApartFromMetadata(before, document)) document.Meta()["generation"] = (before.Meta()["generation"]?.GetValue<long>() ?? 0) + 1;
        return document;
    }

    private static bool Remains(KindInfo kind, JsonObject document) => !document.IsBeingDeleted() || document.HasFinalizers()
        || kind.Plural == "namespaces" || document.Meta()["deletionGracePeriodSeconds"] is { } grace && grace.GetValue<long>() > 0;

    private static void CheckVersion(KindInfo kind, JsonObject before, JsonObject wanted)
    {
        foreach (var condition in new[] { "resourceVersion", "uid" })
            if (wanted.Meta().Text(condition) is { Length: > 0 } expected && expected != before.Meta().Text(condition))
                throw ApiError.Conflict(kind, before.Name(), "the object has been modified; please apply your changes to the latest version and try again");
    }

    private void CheckPlace(KindInfo kind, string? place, JsonObject body)
    {
        if (body.Meta().Text("namespace") is { Length: > 0 } said && said != place) throw ApiError.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        if (!kind.IsNamespaced) return;
        var home = store.Find(KindInfo.BuiltIn[0], "", place ?? "") ?? throw ApiError.NotFound(KindInfo.BuiltIn[0], place ?? "");
        if (home.Document.IsBeingDeleted())
            throw new ApiError(403, "Forbidden", $"{kind.FullName} \"{body.Name()}\" is forbidden: unable to create new content in namespace {place} because it is being terminated");
    }

    private static bool IsSameApartFromMetadata(JsonObject one, JsonObject other)
    {
        var names = one.Concat(other).Select(pair => pair.Key).Except(["metadata", "status"]);
        return names.All(name => JsonNode.DeepEquals(one[name], other[name]));
    }

    private static void Replace(JsonObject at, string name, JsonNode? value)
    {
        if (value is null) at.Remove(name);
        else at[name] = value.DeepClone();
    }

    public static string Text(long revision) => revision.ToString(CultureInfo.InvariantCulture);
}
