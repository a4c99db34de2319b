namespace Osm.Descriptors.Rewriting.Charts;

/// <summary>The keys that tell the cluster what networks a pod is on (DESIGN §2).</summary>
internal static class AnnotationKeys
{
    /// <summary>The annotation that L2S-M reads.</summary>
    public const string L2sm = "l2sm/networks";

    /// <summary>The annotation that Multus reads.</summary>
    public const string Multus = "k8s.v1.cni.cncf.io/networks";

    /// <summary>The label, with the value <c>true</c>, by which L2S-M's webhook finds its pods.</summary>
    public const string Label = "l2sm";
}
