using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Attachments;
using L2sm.Kubernetes.Operator;
using L2sm.Kubernetes.Resources;

namespace L2sm.Kubernetes.Tests.Attachments;

/// <summary>Objects of a cluster as the operator and Multus leave them.</summary>
internal static class Cluster
{
    public const string Place = "l2sm";

    public static NetworkAttachmentDefinition Nad(uint port, string overlay = "overlay", string place = Place, params string[] usedOn) => new()
    {
        Metadata = new ObjectMeta
        {
            Name = $"{overlay}-veth{port}",
            Namespace = place,
            ResourceVersion = "1",
            Labels = new Dictionary<string, string>([new("app", "l2sm"), new("overlay", overlay), .. usedOn.Select(node => KeyValuePair.Create($"used-{node}", "true"))]),
        },
    };

    public static Overlay Overlay(params string[] nodes) => new()
    {
        Metadata = new ObjectMeta { Name = "overlay", Namespace = Place },
        Spec = new OverlaySpec { Topology = new OverlayTopology { Nodes = nodes } },
    };

    /// <summary>A pod with these networks on these ports. Port 0: the attachment is missing in the annotation.</summary>
    public static Pod Pod(string name, string node, params (string Network, uint Port)[] networks) => new()
    {
        Metadata = new ObjectMeta
        {
            Name = name,
            Namespace = Place,
            Uid = $"uid-{name}",
            CreationTimestamp = new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero),
            Labels = new Dictionary<string, string> { ["l2sm"] = "true" },
            Annotations = new Dictionary<string, string>
            {
                [PodAnnotations.L2smNetworks] = string.Join(", ", networks.Select(n => n.Network)),
                [PodAnnotations.MultusNetworks] = $"[{string.Join(",", networks.Select(n => $$"""{"name":"overlay-veth{{n.Port}}","namespace":"{{Place}}"}"""))}]",
                [PodAnnotations.MultusStatus] =
                    "[{\"name\":\"kindnet\",\"interface\":\"eth0\",\"ips\":[\"10.244.1.2\"],\"mac\":\"aa:aa:aa:aa:aa:aa\",\"default\":true,\"dns\":{}}"
                    + string.Concat(networks.Select((n, i) =>
                        $$$""",{"name":"{{{Place}}}/overlay-veth{{{n.Port}}}","interface":"net{{{i + 1}}}","ips":["10.0.1.{{{n.Port}}}"],"mac":"{{{MacOf(name, n.Port)}}}","gateway":["<nil>"],"dns":{}}"""))
                    + "]",
            },
        },
        Spec = new PodSpec { NodeName = node },
        Status = new PodStatus { Phase = "Running" },
    };

    public static string MacOf(string pod, uint port) => $"02:00:00:00:{pod.Sum(c => c) % 256:x2}:{port:x2}";

    public static SwitchPort Port(string node, uint port) => new(Datapaths.Of(node, DatapathRule.OfBridge), port);

    public static Pod With(this Pod pod, string annotation, string? value)
    {
        var annotations = new Dictionary<string, string>(pod.Metadata.Annotations!);
        if (value is null) annotations.Remove(annotation);
        else annotations[annotation] = value;
        return pod with { Metadata = pod.Metadata with { Annotations = annotations } };
    }

    public static void Put(this AttachmentModel model, params ReadOnlySpan<IResource> resources)
    {
        foreach (var resource in resources) Put(model, resource, resource.Metadata.Key);
    }

    private static void Put(AttachmentModel model, IResource resource, ResourceKey key)
    {
        switch (resource)
        {
            case Pod pod: model.Put(key, pod); break;
            case NetworkAttachmentDefinition nad: model.Put(key, nad); break;
            case Overlay overlay: model.Put(key, overlay); break;
            default: throw new ArgumentException($"no {resource.GetType().Name} goes into the model");
        }
    }
}
