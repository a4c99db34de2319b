namespace L2sm.Kubernetes.Attachments;

/// <summary>Why a pod is not in a network that it wants, or is of little use there.</summary>
/// <param name="Kind">For machines.</param>
/// <param name="Message">For people: what is missing, and what to do.</param>
public sealed record PodShortfall(PodShortfallKind Kind, string Message)
{
    /// <summary>Whether it is the pod's owner who can mend it: it neither passes by itself, nor is told as it happens.</summary>
    internal bool IsForOwner => Kind is PodShortfallKind.NotAdmitted or PodShortfallKind.AnnotationsDiffer or PodShortfallKind.NoAttachment or PodShortfallKind.NodeWithoutSwitch
        or PodShortfallKind.HostNetwork or PodShortfallKind.AddressShared or PodShortfallKind.SubnetsOverlap;
}

/// <summary>The kinds of <see cref="PodShortfall"/>.</summary>
public enum PodShortfallKind
{
    /// <summary>It has no node yet.</summary>
    NotScheduled,

    /// <summary>The operator's webhook gave it no interface: its label is missing, or the webhook was not there.</summary>
    NotAdmitted,

    /// <summary>All workload ports of its node are taken.</summary>
    NoFreePort,

    /// <summary>Its two annotations do not fit each other.</summary>
    AnnotationsDiffer,

    /// <summary>It names an attachment that is not there, or not an Overlay's.</summary>
    NoAttachment,

    /// <summary>Its node is in no Overlay.</summary>
    NodeWithoutSwitch,

    /// <summary>It has ended.</summary>
    Ended,

    /// <summary>It uses its node's own network, where Multus adds nothing.</summary>
    HostNetwork,

    /// <summary>Multus has not said yet that the interface is there.</summary>
    NoInterface,

    /// <summary>It shares its port with a pod of another network.</summary>
    PortShared,

    /// <summary>Another pod of the network has its address.</summary>
    AddressShared,

    /// <summary>It is in another network, too, and their subnets have addresses in common.</summary>
    SubnetsOverlap,
}

/// <summary>A pod that wants a network.</summary>
/// <param name="Pod">The pod.</param>
/// <param name="Uid">Tells it from a later one of the same name.</param>
/// <param name="Node">Its node; null until it has one.</param>
/// <param name="Port">The switch port that it is behind; null while that is not known.</param>
/// <param name="Interface">What its interface is called in it; null until it is there.</param>
/// <param name="MacAddress">Of the interface; null while unknown.</param>
/// <param name="IpAddresses">Of the interface.</param>
/// <param name="Shortfalls">Why it is not in the network; empty where all that Kubernetes knows is well.</param>
public sealed record PodOnNetwork(
    L2sm.Kubernetes.Api.ResourceKey Pod,
    string? Uid,
    string? Node,
    SwitchPort? Port,
    string? Interface,
    string? MacAddress,
    IReadOnlyList<string> IpAddresses,
    IReadOnlyList<PodShortfall> Shortfalls);
