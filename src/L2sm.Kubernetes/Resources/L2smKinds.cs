using System.Text.Json.Serialization;
using L2sm.Kubernetes.Api;

namespace L2sm.Kubernetes.Resources;

/// <summary>The kinds of the L2S-M operator and of Multus, and what tells how the operator is installed.</summary>
public static class L2smKinds
{
    /// <summary>The group of the operator's kinds.</summary>
    public const string Group = "l2sm.l2sm.k8s.local";

    /// <summary>L2Networks.</summary>
    public static ResourceKind<L2Network> L2Networks { get; } = new(Group, "v1", "l2networks", "L2Network", true, L2smJson.Default.L2Network);

    /// <summary>Overlays.</summary>
    public static ResourceKind<Overlay> Overlays { get; } = new(Group, "v1", "overlays", "Overlay", true, L2smJson.Default.Overlay);

    /// <summary>NetworkEdgeDevices.</summary>
    public static ResourceKind<NetworkEdgeDevice> NetworkEdgeDevices { get; } =
        new(Group, "v1", "networkedgedevices", "NetworkEdgeDevice", true, L2smJson.Default.NetworkEdgeDevice);

    /// <summary>QuarantinePodRequests: since April 2026, so an operator may not have them.</summary>
    public static ResourceKind<QuarantinePodRequest> QuarantinePodRequests { get; } =
        new(Group, "v1", "quarantinepodrequests", "QuarantinePodRequest", true, L2smJson.Default.QuarantinePodRequest);

    /// <summary>NetworkAttachmentDefinitions.</summary>
    public static ResourceKind<NetworkAttachmentDefinition> NetworkAttachmentDefinitions { get; } = new(
        "k8s.cni.cncf.io", "v1", "network-attachment-definitions", "NetworkAttachmentDefinition", true, L2smJson.Default.NetworkAttachmentDefinition);

    /// <summary>Deployments.</summary>
    public static ResourceKind<Deployment> Deployments { get; } = new("apps", "v1", "deployments", "Deployment", true, L2smJson.Default.Deployment);
}

/// <summary>How these kinds are read and written. Null is not written: what is set is what a server-side apply owns.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(L2Network))]
[JsonSerializable(typeof(Overlay))]
[JsonSerializable(typeof(NetworkEdgeDevice))]
[JsonSerializable(typeof(QuarantinePodRequest))]
[JsonSerializable(typeof(NetworkAttachmentDefinition))]
[JsonSerializable(typeof(Deployment))]
internal sealed partial class L2smJson : JsonSerializerContext;
