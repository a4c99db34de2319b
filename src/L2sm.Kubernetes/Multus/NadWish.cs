using System.Collections.Immutable;

namespace L2sm.Kubernetes.Multus;

/// <summary>A network that is wanted as NetworkAttachmentDefinitions, one in each namespace that needs it.</summary>
/// <param name="Id">The host's id of it, fit for the value of a label.</param>
/// <param name="Name">The name of each of them.</param>
public sealed record NadWish(string Id, string Name)
{
    /// <summary>Namespaces that the request names: without one of them the network is not there.</summary>
    public ImmutableSortedSet<string> Requested { get; init; } = [];

    /// <summary>For people and for others' tools; keys with prefixes.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();
}

/// <summary>The namespaces that every network is copied to.</summary>
/// <param name="Names">By name: those that are there.</param>
/// <param name="Labels">By labels, all of which a namespace has; empty selects none.</param>
public sealed record NadPlaces(IReadOnlySet<string> Names, IReadOnlyDictionary<string, string> Labels)
{
    /// <summary>Whether a namespace is one of them.</summary>
    public bool Has(Resources.Namespace place) =>
        Names.Contains(place.Metadata.Key.Name)
        || (Labels.Count > 0 && Labels.All(label => place.Metadata.Label(label.Key) == label.Value));
}

/// <summary>All networks that are wanted, as the host keeps them durably. Implemented by the host; thread-safe.</summary>
public interface INadWishes
{
    /// <summary>Whether the host has read them: until then nothing is made, changed or deleted. What is ours in the cluster and not among them goes.</summary>
    bool IsKnown { get; }

    /// <summary>All of them, while they are known. A snapshot.</summary>
    IReadOnlyCollection<NadWish> All { get; }

    /// <summary>The one with this name; null where none is wanted.</summary>
    NadWish? Find(string name);

    /// <summary>The handler is told the name of each network whose wish comes, changes or goes, and null where any may have. It is quick.</summary>
    void Subscribe(Action<string?> handler);
}
