namespace L2sm.Kubernetes.Leadership;

/// <summary>What a candidate is.</summary>
public enum LeaderRole
{
    /// <summary>Another leads, or nobody does yet.</summary>
    Standby,

    /// <summary>We lead, and nobody else does.</summary>
    Leader,

    /// <summary>
    /// We led, could not renew in time, and have not heard that another leads: the API server is away, for all perhaps. Another may lead by now. What
    /// is fenced by the generation may go on; what is not must rest.
    /// </summary>
    Unconfirmed,
}

/// <summary>What a candidate knows of the leadership.</summary>
/// <param name="Role">What we are.</param>
/// <param name="Generation">
/// Of our leadership, while we have one, else 0. It grows with every change of leaders, also where the Lease was deleted in between: the Lease's
/// birth in seconds, and its number of transitions in the low 20 bits. A fence against leaders of earlier generations.
/// </param>
/// <param name="Holder">Who leads, as far as known.</param>
public sealed record LeadershipState(LeaderRole Role, ulong Generation, string? Holder);
