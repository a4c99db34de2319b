namespace L2sm.Kubernetes.Attachments;

/// <summary>The switch ports as their owner keeps them. Implemented by the host over its fabric.</summary>
public interface IFabricPorts
{
    /// <summary>
    /// What others, such as the L2S-M operator over its REST, asked of ports: the name of the network that each is to be in. A snapshot.
    /// </summary>
    IReadOnlyDictionary<SwitchPort, string> Asked { get; }

    /// <summary>
    /// What pods say of ports; it overrules what was asked. Returns once it holds. The same twice is the same as once; what failed is said again.
    /// </summary>
    /// <param name="changes">The ports about which they say something else than before.</param>
    /// <param name="isComplete">These are all ports that pods use: of all others they say nothing. True for the first call of each term of a leader.</param>
    /// <param name="cancellation">Gives up.</param>
    Task ClaimAsync(IReadOnlyList<PortChange> changes, bool isComplete, CancellationToken cancellation);

    /// <summary>Takes back what was asked of a port that no pod uses, if it is this still: whoever asked forgot to.</summary>
    Task ForgetAsync(SwitchPort port, string network, CancellationToken cancellation);
}
