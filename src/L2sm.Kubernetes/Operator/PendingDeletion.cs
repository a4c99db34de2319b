using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Resources;

namespace L2sm.Kubernetes.Operator;

/// <summary>An object whose deletion was asked for, and which is not gone yet.</summary>
/// <param name="Key">Namespace and name.</param>
/// <param name="Uid">Tells it from a later one of the same name.</param>
/// <param name="Since">When its deletion was asked for, by the API server's clock.</param>
/// <param name="Holders">The finalizers that it waits for; empty where it goes at any moment.</param>
/// <param name="IsStuck">It waits for longer than anybody who works needs.</param>
public sealed record PendingDeletion(ResourceKey Key, string? Uid, DateTimeOffset Since, IReadOnlyList<string> Holders, bool IsStuck)
{
    /// <summary>How long a deletion may take before it is said to be stuck: the L2S-M operator's longest call is 10 s.</summary>
    public static readonly TimeSpan StuckAfter = TimeSpan.FromSeconds(60);

    /// <summary>Reads it; null where nobody asked for its deletion. Pure.</summary>
    public static PendingDeletion? Of(ObjectMeta meta, DateTimeOffset now) => meta.DeletionTimestamp is not { } since
        ? null
        : new PendingDeletion(meta.Key, meta.Uid, since, meta.Finalizers ?? [], now - since > StuckAfter && meta.Finalizers is { Count: > 0 });

    /// <summary>What it waits for, for people.</summary>
    public string Message => Holders.Count == 0
        ? "nothing holds it any more"
        : $"its deletion was asked for at {Since:u}, and waits for {string.Join(", ", Holders.Select(Explain))}";

    /// <summary>A finalizer with whose it is.</summary>
    public static string Explain(string finalizer) => finalizer == NetworkPlan.OperatorFinalizer
        ? $"{finalizer} (the L2S-M operator: it has to run, and to reach its SDN controller's REST)"
        : $"{finalizer} (of others)";
}
