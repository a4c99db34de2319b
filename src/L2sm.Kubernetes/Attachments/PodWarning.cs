using L2sm.Kubernetes.Api;

namespace L2sm.Kubernetes.Attachments;

/// <summary>Something that the owner of a pod has to know.</summary>
internal sealed record PodWarning(ResourceKey Pod, string? Uid, string Reason, string Message)
{
    /// <summary>The reason of the events about shared ports.</summary>
    public const string SharedPort = "NetworkPortShared";

    /// <summary>The reason of the events about what keeps a pod out of a network.</summary>
    public const string NotInNetwork = "NotInNetwork";

    /// <summary>For each pod behind a port on which pods disagree.</summary>
    public static IReadOnlyList<PodWarning> Of(AttachmentModel model, IEnumerable<PortClaim> claims) =>
        [.. claims.SelectMany(claim => claim.Conflict is { } why ? claim.Pods.Select(pod => new PodWarning(pod, model.UidOf(pod), SharedPort, why)) : [])];
}
