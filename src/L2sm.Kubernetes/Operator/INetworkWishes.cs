namespace L2sm.Kubernetes.Operator;

/// <summary>All networks that are wanted of the operator, as the host keeps them durably. Implemented by the host; thread-safe.</summary>
public interface INetworkWishes
{
    /// <summary>Whether the host has read them: until then nothing is made, changed or deleted. What is ours in the cluster and not among them goes.</summary>
    bool IsKnown { get; }

    /// <summary>All of them, while they are known. A snapshot.</summary>
    IReadOnlyCollection<NetworkWish> All { get; }

    /// <summary>The one with this name of a network; null where none is wanted.</summary>
    NetworkWish? Find(string network);

    /// <summary>The handler is told the name of each network whose wish comes, changes or goes, and null where any may have. It is quick.</summary>
    void Subscribe(Action<string?> handler);

    /// <summary>
    /// An L2Network that others made is in the cluster: it is to be in the fabric. Normally it is, by the operator's call; this makes up for a call
    /// that was lost, and for the way of a vlink, of which the operator tells nothing. The same twice is the same as once.
    /// </summary>
    /// <param name="network">Its name.</param>
    /// <param name="path">The nodes that it passes, from end to end; empty for any way.</param>
    /// <param name="cancellation">Gives up.</param>
    Task EnsureOthersAsync(string network, IReadOnlyList<string> path, CancellationToken cancellation);

    /// <summary>
    /// The last L2Network of this name that others had made is gone, and with it the network, unless it is wanted otherwise. Makes up for a
    /// deletion that the operator did not tell. Nothing to do is fine.
    /// </summary>
    Task ForgetOthersAsync(string network, CancellationToken cancellation);
}
