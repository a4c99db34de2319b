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
