using System.Text.Json;
using L2sm.Kubernetes.Resources;

namespace L2sm.Kubernetes.Operator;

/// <summary>What a cluster shows of L2S-M.</summary>
public sealed record OperatorTraces
{
    /// <summary>The name of the operator's Deployment.</summary>
    public const string DeploymentName = "l2sm-controller-manager";

    /// <summary>The name of the Deployment of the first operator, which knew no custom kinds.</summary>
    public const string FirstDeploymentName = "l2sm-operator";

    /// <summary>The definition of L2Networks.</summary>
    public CustomResourceDefinition? L2Networks { get; init; }

    /// <summary>The definition of Overlays.</summary>
    public CustomResourceDefinition? Overlays { get; init; }

    /// <summary>The definition of NetworkAttachmentDefinitions.</summary>
    public CustomResourceDefinition? Attachments { get; init; }

    /// <summary>The Deployments of the operator's namespace, or of all.</summary>
    public IReadOnlyList<Deployment> Deployments { get; init; } = [];

    /// <summary>The Overlays.</summary>
    public IReadOnlyList<Overlay> OverlaysMade { get; init; } = [];
}

/// <summary>Tells which release of L2S-M is installed, and what is wrong with the installation. Pure.</summary>
public static class OperatorProbe
{
    private static readonly Version FirstWithBridgeRule = new(2, 8, 1);
    private static readonly Version FirstThatDetaches = new(2, 8, 5);

    /// <summary>Judges.</summary>
    public static OperatorFinding Judge(OperatorTraces traces)
    {
        var faults = new List<OperatorFault>();
        void Fault(OperatorFaultKind kind, string message, string cure) => faults.Add(new OperatorFault(kind, message, cure));

        var deployment = traces.Deployments.FirstOrDefault(d => d.Metadata.Name == OperatorTraces.DeploymentName);
        var container = deployment?.Spec.Template.Spec.Containers?.FirstOrDefault(c => c.Image?.Contains("controller-manager", StringComparison.Ordinal) == true)
            ?? deployment?.Spec.Template.Spec.Containers?.ElementAtOrDefault(0);
        var version = VersionOf(container?.Image, out var tag);
        var spec = SchemaOf(traces.L2Networks, "spec");
        var domain = TypeOf(spec, "provider", "domain");
        var hasIpam = TypeOf(spec, "networkCIDR") == "string";

        if (traces.Attachments is null)
            Fault(OperatorFaultKind.NoMultus, "the cluster has no NetworkAttachmentDefinitions (k8s.cni.cncf.io)", "install Multus");
        if (traces.L2Networks is null)
        {
            if (traces.Deployments.Any(d => d.Metadata.Name == OperatorTraces.FirstDeploymentName))
                Fault(
                    OperatorFaultKind.TooOld, "the L2S-M operator here is the first one, which has no L2Networks",
                    "upgrade to L2S-M 2.8.1 or later, or drive it with the backend for plain attachments (template l2sm-v1)");
            else
                Fault(OperatorFaultKind.Absent, $"the cluster has no L2Networks ({L2smKinds.Group})", "install the L2S-M operator, 2.8.1 or later");
        }
        else if (domain is null || !hasIpam || traces.Overlays is null)
            Fault(OperatorFaultKind.TooOld, "the L2S-M operator here is older than 2.8.0: its L2Networks have no networkCIDR, or there are no Overlays", "upgrade to L2S-M 2.8.1 or later");
        else if (deployment is null)
            Fault(
                OperatorFaultKind.NotDeployed, $"the Deployment {OperatorTraces.DeploymentName} was not found, and without it nothing makes L2Networks true",
                "deploy the L2S-M operator, or tell the namespace that it is in");

        var rule = domain == "string" ? DatapathRule.OfNode : DatapathRule.OfBridge;
        if (version is not null && domain is not null)
        {
            var byImage = version < FirstWithBridgeRule ? DatapathRule.OfNode : DatapathRule.OfBridge;
            if (byImage != rule)
            {
                Fault(
                    OperatorFaultKind.VersionsDiffer, $"the definitions of L2S-M's kinds and its image ({tag}) are of different releases",
                    "apply the manifest of one release as a whole: until then the image is believed");
                rule = byImage;
            }
        }

        var switches = container?.Env?.FirstOrDefault(e => e.Name == "SWITCHES_NAMESPACE");
        var known = string.IsNullOrEmpty(switches?.Value) ? null : switches.Value;
        if (container is not null && known is null && switches?.ValueFrom is null)
            Fault(
                OperatorFaultKind.SwitchesNamespaceUnset,
                "SWITCHES_NAMESPACE of the L2S-M operator is not set: it serves only pods in the namespace of the Overlay, and never frees a port"
                + (traces.OverlaysMade.Count > 0 ? $" ({string.Join(", ", traces.OverlaysMade.Select(o => o.Metadata.Namespace).Distinct().Order(StringComparer.Ordinal))})" : ""),
                $"kubectl -n {deployment!.Metadata.Namespace} set env deployment/{OperatorTraces.DeploymentName} SWITCHES_NAMESPACE="
                + (traces.OverlaysMade.Count > 0 ? traces.OverlaysMade[0].Metadata.Namespace : "<namespace of the Overlay>"));
        else if (known is not null && traces.OverlaysMade.Count > 0 && traces.OverlaysMade.All(o => o.Metadata.Namespace != known))
            Fault(
                OperatorFaultKind.OverlayElsewhere, $"the L2S-M operator looks for attachments in namespace {known}, and no Overlay is there",
                $"set SWITCHES_NAMESPACE to {traces.OverlaysMade[0].Metadata.Namespace}, or make the Overlay in {known}");

        return new OperatorFinding
        {
            Rule = rule,
            Version = tag,
            SwitchesNamespace = known,
            HasIpam = hasIpam,
            DetachesPorts = version is null || version >= FirstThatDetaches,
            Faults = faults,
        };
    }

    private static JsonElement? SchemaOf(CustomResourceDefinition? definition, string field) =>
        definition?.Spec?.Versions?.FirstOrDefault(v => v.Name == "v1")?.Schema is { } schema ? FieldOf(schema.OpenApiV3Schema, field) : null;

    private static JsonElement? FieldOf(JsonElement schema, string field) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("properties", out var fields)
        && fields.ValueKind == JsonValueKind.Object && fields.TryGetProperty(field, out var found) ? found : null;

    private static string? TypeOf(JsonElement? schema, params ReadOnlySpan<string> path)
    {
        foreach (var field in path)
            if (schema is { } node) schema = FieldOf(node, field);
        return schema is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null;
    }

    // Tags of other lines (v1.2.x is the same code as v2.x) tell nothing.
    private static Version? VersionOf(string? image, out string? tag)
    {
        tag = null;
        if (image is null) return null;
        var name = image.Split('@')[0];
        var colon = name.LastIndexOf(':');
        if (colon <= name.LastIndexOf('/')) return null;
        tag = name[(colon + 1)..];
        return Version.TryParse(tag.TrimStart('v'), out var version) && version.Major >= 2 && version.Build >= 0 ? version : null;
    }
}
