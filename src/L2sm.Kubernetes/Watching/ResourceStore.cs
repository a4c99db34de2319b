using System.Diagnostics.CodeAnalysis;
using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Resources;

namespace L2sm.Kubernetes.Watching;

/// <summary>Resources by key, with their indexes. Each method is one step for all who read.</summary>
internal sealed class ResourceStore<T> where T : class, IResource
{
    private readonly Lock gate = new();
    private readonly Dictionary<ResourceKey, T> items = [];
    private readonly List<ResourceIndex<T>> indexes = [];

    public int Count
    {
        get
        {
            lock (gate) return items.Count;
        }
    }

    public T? Find(ResourceKey key)
    {
        lock (gate) return items.GetValueOrDefault(key);
    }

    public IReadOnlyList<T> All()
    {
        lock (gate) return [.. items.Values];
    }

    public IReadOnlyList<ResourceKey> Keys()
    {
        lock (gate) return [.. items.Keys];
    }

    public void Put(T item)
    {
        lock (gate)
        {
            var key = item.Metadata.Key;
            var before = items.GetValueOrDefault(key);
            items[key] = item;
            foreach (var index in indexes) index.Replace(before, item);
        }
    }

    public bool TryRemove(ResourceKey key, [MaybeNullWhen(false)] out T item)
    {
        lock (gate)
        {
            if (!items.Remove(key, out item)) return false;
            foreach (var index in indexes) index.Replace(item, null);
            return true;
        }
    }

    public ResourceIndex<T> AddIndex(Func<T, IEnumerable<string>> keysOf)
    {
        lock (gate)
        {
            var index = new ResourceIndex<T>(gate, keysOf);
            foreach (var item in items.Values) index.Replace(null, item);
            indexes.Add(index);
            return index;
        }
    }
}
