using L2sm.Kubernetes.Api;

namespace L2sm.Kubernetes.Operator;

/// <summary>A network that is wanted of the operator.</summary>
/// <param name="Id">The host's id of it, fit for the value of a label: an object that carries it fulfils this wish.</param>
/// <param name="Key">Where the L2Network goes. Its name is the network's in the whole cluster: the operator makes no difference between namespaces.</param>
public sealed record NetworkWish(string Id, ResourceKey Key)
{
    /// <summary>vnet, ext-vnet or vlink.</summary>
    public string Type { get; init; } = "vnet";

    /// <summary>What the operator's IPAM gives out.</summary>
    public AddressPlan Addresses { get; init; } = AddressPlan.None;

    /// <summary>For people and for others' tools; keys with prefixes.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();
}

/// <summary>All networks that are wanted, as the host keeps them.</summary>
public interface INetworkWishes
{
    /// <summary>All of them, or null while the host does not know them yet: what is absent from the list is deleted. A snapshot.</summary>
    IReadOnlyCollection<NetworkWish>? All { get; }

    /// <summary>One of them by its id; null where it is not wanted.</summary>
    NetworkWish? Find(string id);

    /// <summary>The handler is told the id of each wish that comes, changes or goes, and null where any may have. Quick to return.</summary>
    void Subscribe(Action<string?> handler);

    /// <summary>
    /// An L2Network that others made is in the cluster: it is to be in the fabric, where it normally is already by the operator's call. Repeated
    /// from time to time, so that a call that was lost is made up for.
    /// </summary>
    Task EnsureOthersAsync(string network, CancellationToken cancellation);
}
