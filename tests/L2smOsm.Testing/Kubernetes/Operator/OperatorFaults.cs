namespace L2smOsm.Testing.Kubernetes.Operator;

/// <summary>What the L2S-M operator is known to do wrong, each by itself (reading of its sources, and what the real one was seen to do).</summary>
[Flags]
public enum OperatorFaults
{
    /// <summary>At its best.</summary>
    None = 0,

    /// <summary>SWITCHES_NAMESPACE is not set: attachments are named without a namespace, and their labels are never cleared.</summary>
    NamespaceUnset = 1,

    /// <summary>A release before 2.8.5: a port is never taken out.</summary>
    ForgetsToDetach = 2,

    /// <summary>Its cache is behind: what it gave away a moment ago it takes for free, and the conflict on writing is only logged.</summary>
    GivesPortsTwice = 4,

    /// <summary>An attachment cannot be written when a pod goes: the finalizer stays, and nothing tries again.</summary>
    LeavesPodsTerminating = 8,

    /// <summary>It calls each time twice, since its own write of the status makes its next one a conflict.</summary>
    CallsTwice = 16,

    /// <summary>It does not see pods and networks at all.</summary>
    IsAway = 32,

    /// <summary>Its cache is behind, and of two pods that come at a time the second gets the address of the first.</summary>
    GivesAddressesTwice = 64,

    /// <summary>It fails in the middle of an Overlay, and never gets further: its next try stumbles over what is there.</summary>
    MakesOverlaysByHalves = 128,
}
