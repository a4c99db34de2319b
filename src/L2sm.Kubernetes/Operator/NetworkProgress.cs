using L2sm.Kubernetes.Api;

namespace L2sm.Kubernetes.Operator;

/// <summary>How far the cluster is with a network that is wanted, or no longer wanted.</summary>
/// <param name="Id">The wish.</param>
/// <param name="Key">The L2Network.</param>
/// <param name="State">How far.</param>
/// <param name="Message">Why not further, for people; empty where nothing is missing.</param>
public sealed record NetworkProgress(string Id, ResourceKey Key, NetworkProgressState State, string Message)
{
    /// <summary>What is not as it should be although the network works, such as a used up range of addresses; empty for nothing.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Pods that can get an address in all; null without IPAM.</summary>
    public int? Capacity { get; init; }

    /// <summary>Addresses ever given out: none comes back.</summary>
    public int AddressesGiven { get; init; }

    /// <summary>By content.</summary>
    public bool Equals(NetworkProgress? other) =>
        other is not null && Id == other.Id && Key == other.Key && State == other.State && Message == other.Message && Capacity == other.Capacity
        && AddressesGiven == other.AddressesGiven && Warnings.SequenceEqual(other.Warnings);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Key, State, Message, AddressesGiven);
}

/// <summary>The states of a network in the cluster.</summary>
public enum NetworkProgressState
{
    /// <summary>It is not in the cluster yet, or the operator has not made it true yet.</summary>
    Waiting,

    /// <summary>The operator says that it failed, and tries again by itself.</summary>
    Unavailable,

    /// <summary>The operator says that it is there.</summary>
    Available,

    /// <summary>It cannot be made: an object of others has its name. Heals when that goes.</summary>
    Blocked,

    /// <summary>It is no longer wanted, and not gone yet.</summary>
    Deleting,

    /// <summary>It is no longer wanted, and something holds it: the message says what.</summary>
    DeletionStuck,
}
