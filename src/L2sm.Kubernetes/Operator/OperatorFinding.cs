namespace L2sm.Kubernetes.Operator;

/// <summary>What is installed of L2S-M in a cluster.</summary>
public sealed record OperatorFinding
{
    /// <summary>It can be driven.</summary>
    public bool IsUsable => Faults.All(fault => !fault.IsFatal);

    /// <summary>How its datapath ids come about.</summary>
    public DatapathRule Rule { get; init; } = DatapathRule.OfBridge;

    /// <summary>Its image's tag, if it was found and has one.</summary>
    public string? Version { get; init; }

    /// <summary>The namespace that its Overlay has to be in; null where it is unset or unknown.</summary>
    public string? SwitchesNamespace { get; init; }

    /// <summary>Whether the schema has addresses (networkCIDR, podAddressRange).</summary>
    public bool HasIpam { get; init; }

    /// <summary>Whether it takes a port out when its pod goes: before operator 2.8.5 it never did.</summary>
    public bool DetachesPorts { get; init; } = true;

    /// <summary>What is wrong with it; empty where nothing is.</summary>
    public IReadOnlyList<OperatorFault> Faults { get; init; } = [];

    /// <summary>The same as another one, faults included.</summary>
    public bool Says(OperatorFinding other) => (this with { Faults = other.Faults }) == other && Faults.SequenceEqual(other.Faults);
}

/// <summary>Something that is wrong with an installation.</summary>
/// <param name="Kind">For machines.</param>
/// <param name="Message">For people: what is wrong.</param>
/// <param name="Cure">What to do.</param>
public sealed record OperatorFault(OperatorFaultKind Kind, string Message, string Cure)
{
    /// <summary>Nothing can be driven before it is cured.</summary>
    public bool IsFatal => Kind is OperatorFaultKind.Absent or OperatorFaultKind.TooOld or OperatorFaultKind.NoMultus;

    /// <summary>In one line.</summary>
    public override string ToString() => $"{Message}: {Cure}";
}

/// <summary>The kinds of <see cref="OperatorFault"/>.</summary>
public enum OperatorFaultKind
{
    /// <summary>Its kinds are not in the cluster.</summary>
    Absent,

    /// <summary>A release that this library cannot drive.</summary>
    TooOld,

    /// <summary>NetworkAttachmentDefinitions are not in the cluster.</summary>
    NoMultus,

    /// <summary>Its kinds are there, and its Deployment is not.</summary>
    NotDeployed,

    /// <summary>Its kinds and its image are of different releases.</summary>
    VersionsDiffer,

    /// <summary>It looks for pods' attachments in their own namespace.</summary>
    SwitchesNamespaceUnset,

    /// <summary>There is no Overlay in the namespace where it looks for attachments.</summary>
    OverlayElsewhere,
}
