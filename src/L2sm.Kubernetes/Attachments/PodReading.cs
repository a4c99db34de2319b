using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Operator;
using L2sm.Kubernetes.Resources;

namespace L2sm.Kubernetes.Attachments;

/// <summary>What one pod says of switch ports, by its annotations and the attachments that they name. Pure.</summary>
internal sealed record PodReading
{
    /// <summary>A port that the pod is behind. The network is null where the pod does not say which.</summary>
    public readonly record struct Use(SwitchPort Port, string? Network, PodInterface? Interface, IReadOnlyList<string> AskedIps);

    public required ResourceKey Key { get; init; }

    public string? Uid { get; init; }

    public string? Node { get; init; }

    public DateTimeOffset Since { get; init; }

    public IReadOnlyList<WantedNetwork> Wanted { get; init; } = [];

    /// <summary>The attachments that it names: looked up again where one comes or goes.</summary>
    public IReadOnlyList<ResourceKey> Attachments { get; init; } = [];

    /// <summary>Ports that it sends from. None where it has ended.</summary>
    public IReadOnlyList<Use> Uses { get; init; } = [];

    public IReadOnlyList<PodShortfall> Shortfalls { get; init; } = [];

    /// <summary>Null where the pod has nothing to do with attachments.</summary>
    public static PodReading? Read(Pod pod, Func<ResourceKey, WorkloadNad?> find, DatapathRule rule)
    {
        var meta = pod.Metadata;
        var multus = meta.Annotation(PodAnnotations.MultusNetworks);
        var wanted = PodAnnotations.ReadWanted(meta.Annotation(PodAnnotations.L2smNetworks));
        if (wanted.Count == 0 && multus is null) return null;

        var named = PodAnnotations.ReadAttachments(multus);
        var node = string.IsNullOrEmpty(pod.Spec?.NodeName) ? null : pod.Spec.NodeName;
        var keys = (named ?? []).Select(a => new ResourceKey(a.Namespace ?? meta.Namespace, a.Name)).ToArray();
        var shortfalls = new List<PodShortfall>();
        var uses = new List<Use>();
        if (node is not null && named is not null && !pod.IsOver && pod.Spec?.HostNetwork != true)
            AddUses(uses, shortfalls, named, keys, wanted, PodAnnotations.ReadStatus(meta.Annotation(PodAnnotations.MultusStatus)), find, Datapaths.Of(node, rule));
        if (wanted.Count > 0) AddShortfalls(shortfalls, pod, node, named, wanted);

        return new PodReading
        {
            Key = meta.Key,
            Uid = meta.Uid,
            Node = node,
            Since = meta.CreationTimestamp ?? default,
            Wanted = wanted,
            Attachments = keys,
            Uses = uses,
            Shortfalls = shortfalls,
        };
    }

    private static void AddUses(
        List<Use> uses, List<PodShortfall> shortfalls, IReadOnlyList<PodAttachment> named, ResourceKey[] keys,
        IReadOnlyList<WantedNetwork> wanted, IReadOnlyList<PodInterface> status, Func<ResourceKey, WorkloadNad?> find, ulong datapath)
    {
        for (var i = 0; i < named.Count; i++)
        {
            var name = named[i].Interface ?? $"net{i + 1}";
            var there = status.FirstOrDefault(s => s.Name == name && (s.Attachment == keys[i].ToString() || s.Attachment == keys[i].Name));
            // A pod that runs keeps its port, also where its attachment was deleted from under it.
            var number = find(keys[i])?.Port ?? (there is null ? null : WorkloadNad.NumberIn(keys[i].Name)?.Port);
            if (number is { } port)
                uses.Add(new Use(new SwitchPort(datapath, port), wanted.Count == named.Count ? wanted[i].Name : null, there, named[i].Ips));
            else if (wanted.Count > 0)
                shortfalls.Add(new PodShortfall(
                    PodShortfallKind.NoAttachment,
                    $"it names the NetworkAttachmentDefinition {keys[i]}, which is not there or not an Overlay's"
                    + (named[i].Namespace is null
                        ? ": the operator wrote no namespace, so it looks in the pod's own. Set SWITCHES_NAMESPACE of the operator to the Overlay's namespace, or run the pod there"
                        : "")));
        }
    }

    private static void AddShortfalls(List<PodShortfall> shortfalls, Pod pod, string? node, IReadOnlyList<PodAttachment>? named, IReadOnlyList<WantedNetwork> wanted)
    {
        void Lacks(PodShortfallKind kind, string message) => shortfalls.Add(new PodShortfall(kind, message));
        var meta = pod.Metadata;
        if (pod.IsOver) Lacks(PodShortfallKind.Ended, $"it has ended ({pod.Status?.Phase})");
        else if (pod.Spec?.HostNetwork == true) Lacks(PodShortfallKind.HostNetwork, "it uses its node's own network (hostNetwork), where Multus adds no interface");
        else if (meta.Annotation(PodAnnotations.L2smError) is { } error)
            Lacks(PodShortfallKind.NoFreePort, $"the L2S-M operator gave it no interface: {error}. Delete a pod of that node, or make the Overlay anew with more interfaces");
        else if (node is null) Lacks(PodShortfallKind.NotScheduled, "it has no node yet");
        else if (named is null) Lacks(PodShortfallKind.AnnotationsDiffer, $"its annotation {PodAnnotations.MultusNetworks} cannot be read");
        else if (named.Count == 0)
            Lacks(
                PodShortfallKind.NotAdmitted,
                meta.Label(PodAnnotations.L2smLabel) == "true"
                    ? "the L2S-M operator's webhook did not see it when it was made: make it anew"
                    : $"it lacks the label {PodAnnotations.L2smLabel}: \"true\", without which the L2S-M operator does not see it: give it to the pod template");
        else if (named.Count != wanted.Count)
            Lacks(
                PodShortfallKind.AnnotationsDiffer,
                $"it wants {wanted.Count} networks ({PodAnnotations.L2smNetworks}) and has {named.Count} attachments ({PodAnnotations.MultusNetworks}), so that none can be told: "
                + "leave the latter to the L2S-M operator");
    }
}
