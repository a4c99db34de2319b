using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Resources;

namespace L2sm.Kubernetes.Watching;

/// <summary>The resources of a cache by something else than their names, such as pods by node.</summary>
public sealed class ResourceIndex<T> where T : class, IResource
{
    private readonly Dictionary<string, Dictionary<ResourceKey, T>> buckets = [];
    private readonly Lock gate;
    private readonly Func<T, IEnumerable<string>> keysOf;

    internal ResourceIndex(Lock gate, Func<T, IEnumerable<string>> keysOf)
    {
        this.gate = gate;
        this.keysOf = keysOf;
    }

    /// <summary>The resources under this key, at this moment.</summary>
    public IReadOnlyList<T> this[string key]
    {
        get
        {
            lock (gate) return buckets.TryGetValue(key, out var bucket) ? [.. bucket.Values] : [];
        }
    }

    /// <summary>All keys that have resources, at this moment.</summary>
    public IReadOnlyList<string> Keys()
    {
        lock (gate) return [.. buckets.Keys];
    }

    /// <summary>Under the gate.</summary>
    internal void Replace(T? before, T? after)
    {
        if (before is not null)
            foreach (var key in keysOf(before))
                if (buckets.TryGetValue(key, out var bucket) && bucket.Remove(before.Metadata.Key) && bucket.Count == 0)
                    buckets.Remove(key);
        if (after is null) return;
        foreach (var key in keysOf(after))
        {
            if (!buckets.TryGetValue(key, out var bucket)) buckets[key] = bucket = [];
            bucket[after.Metadata.Key] = after;
        }
    }
}
