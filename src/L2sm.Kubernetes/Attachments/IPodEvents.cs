using L2sm.Kubernetes.Api;

namespace L2sm.Kubernetes.Attachments;

/// <summary>Tells the owners of pods, where they look first, what is wrong with them.</summary>
public interface IPodEvents
{
    /// <summary>A warning about a pod. Repeats are folded; a failure is logged and does no harm.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="uid">Tells it from a later one of the same name.</param>
    /// <param name="reason">One CamelCase word.</param>
    /// <param name="message">For people.</param>
    /// <param name="cancellation">Gives up.</param>
    Task WarnAsync(ResourceKey pod, string? uid, string reason, string message, CancellationToken cancellation);
}
