using System.Globalization;
using System.Text.Json.Nodes;

namespace L2smOsm.Testing.Kubernetes.InProcess;

/// <summary>All resources, and what happened to them since the last compaction. What etcd is to the real server.</summary>
internal sealed class ObjectStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Kind, string Namespace, string Name), StoredObject> objects = [];
    private readonly List<StoredEvent> history = [];
    private readonly Dictionary<string, Snapshot> snapshots = [];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long compacted;

    public long Revision { get; private set; } = 1;

    public StoredObject? Find(KindInfo kind, string place, string name)
    {
        lock (gate) return objects.GetValueOrDefault((kind.FullName, place, name));
    }

    public IReadOnlyList<StoredObject> All(string fullName)
    {
        lock (gate) return [.. objects.Where(pair => pair.Key.Kind == fullName).Select(pair => pair.Value)];
    }

    /// <summary>
    /// Changes one resource in one step: what the function makes of the present one is stored, null deletes it. What is as it was is not stored
    /// again. Returns what is there then, or what was there last.
    /// </summary>
    public StoredObject? Change(KindInfo kind, string place, string name, Func<StoredObject?, (JsonObject? Document, FieldOwners Owners)> change)
    {
        lock (gate)
        {
            var key = (kind.FullName, place, name);
            var before = objects.GetValueOrDefault(key);
            var (document, owners) = change(before);
            if (document is null)
            {
                if (before is null) return null;
                var last = Numbered(before.Document, before.Owners);
                objects.Remove(key);
                Tell(new StoredEvent(last.Revision, kind, before, last, IsDeleted: true));
                return last;
            }
            if (before is not null && IsSame(before, document, owners)) return before;
            var after = Numbered(document, owners);
            objects[key] = after;
            Tell(new StoredEvent(after.Revision, kind, before, after, IsDeleted: false));
            return after;
        }
    }

    /// <summary>The resources of a kind in the order of their names, and the version that this is.</summary>
    public (IReadOnlyList<StoredObject> Items, long Revision) List(KindInfo kind, string? place)
    {
        lock (gate)
        {
            var found = objects.Where(pair => pair.Key.Kind == kind.FullName && (place is null || pair.Key.Namespace == place))
                .OrderBy(pair => pair.Key.Namespace, StringComparer.Ordinal).ThenBy(pair => pair.Key.Name, StringComparer.Ordinal).Select(pair => pair.Value);
            return ([.. found], Revision);
        }
    }

    /// <summary>Keeps the rest of a list; returns the token for it.</summary>
    public string Keep(IReadOnlyList<StoredObject> rest, long revision)
    {
        lock (gate)
        {
            var token = Guid.NewGuid().ToString("N");
            snapshots[token] = new Snapshot(rest, revision);
            return token;
        }
    }

    /// <summary>The rest of a list.</summary>
    /// <exception cref="ApiError">410: it was compacted away.</exception>
    public (IReadOnlyList<StoredObject> Items, long Revision) Rest(string token)
    {
        lock (gate)
        {
            if (!snapshots.TryGetValue(token, out var rest))
                throw ApiError.Expired("The provided continue parameter is too old to display a consistent list result.");
            return (rest.Items, rest.Revision);
        }
    }

    /// <summary>What happened after a version, and a task that ends with the next event.</summary>
    /// <exception cref="ApiError">410: it was compacted away.</exception>
    public (IReadOnlyList<StoredEvent> Events, long Revision, Task Next) Since(long revision)
    {
        lock (gate)
        {
            if (revision < compacted) throw ApiError.Expired($"too old resource version: {revision} ({compacted})");
            var first = history.Count;
            while (first > 0 && history[first - 1].Revision > revision) first--;
            return (history[first..], Revision, changed.Task);
        }
    }

    public void Compact()
    {
        lock (gate)
        {
            history.Clear();
            snapshots.Clear();
            compacted = Revision;
        }
    }

    private StoredObject Numbered(JsonObject document, FieldOwners owners)
    {
        var numbered = document.DeepClone().AsObject();
        numbered.Meta()["resourceVersion"] = (++Revision).ToString(CultureInfo.InvariantCulture);
        numbered.Meta()["managedFields"] = owners.ToManagedFields(numbered);
        return new StoredObject(numbered, owners, Revision);
    }

    private static bool IsSame(StoredObject before, JsonObject document, FieldOwners owners)
    {
        if (!before.Owners.IsSame(owners)) return false;
        var (one, other) = (before.Document.DeepClone().AsObject(), document.DeepClone().AsObject());
        foreach (var either in new[] { one, other })
        {
            either.Meta().Remove("resourceVersion");
            either.Meta().Remove("managedFields");
        }
        return JsonNode.DeepEquals(one, other);
    }

    private void Tell(StoredEvent happened)
    {
        history.Add(happened);
        var told = changed;
        changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        told.SetResult();
    }

    private sealed record Snapshot(IReadOnlyList<StoredObject> Items, long Revision);
}
