namespace Osm.Descriptors.Tests.Validation;

/// <summary>Changes of the valid examples that are no faults: what is left means something else, and is right.</summary>
internal static class Harmless
{
    /// <summary>What may be there or not; with /- for an element of a list.</summary>
    public static readonly HashSet<string> Deletions = new(StringComparer.Ordinal)
    {
        "/description", "/designer", "/version",
        "/k8s-cluster/cni", "/k8s-cluster/cni/-", "/ext-cpd/layer-protocol", "/ext-cpd/layer-protocol/-",
        "/virtual-link-desc/connectivity-type", "/virtual-link-desc/connectivity-type/layer-protocol", "/virtual-link-desc/connectivity-type/layer-protocol/-",
        "/virtual-link-desc/connectivity-type/flow-pattern", "/virtual-link-desc/df", "/virtual-link-desc/df/-",
        // A network without addresses.
        "/df/virtual-link-profile", "/df/virtual-link-profile/-", "/df/virtual-link-profile/virtual-link-protocol-data",
        "/df/virtual-link-profile/virtual-link-protocol-data/associated-layer-protocol",
        "/df/virtual-link-profile/virtual-link-protocol-data/l3-protocol-data",
        "/df/virtual-link-profile/virtual-link-protocol-data/l3-protocol-data/ip-version",
        "/df/virtual-link-profile/virtual-link-protocol-data/l3-protocol-data/cidr",
        // Virtual machines: the example's own sizes and names.
        "/vdu/int-cpd/virtual-network-interface-requirement", "/vdu/int-cpd/virtual-network-interface-requirement/-", "/vdu/int-cpd/int-virtual-link-desc",
        "/vdu/virtual-compute-desc", "/vdu/sw-image-desc", "/vdu/monitoring-parameter/name", "/vdu/monitoring-parameter/performance-metric",
        "/virtual-compute-desc/virtual-cpu", "/virtual-compute-desc/virtual-cpu/num-virtual-cpu", "/virtual-compute-desc/virtual-memory",
        "/virtual-compute-desc/virtual-memory/size", "/virtual-storage-desc/size-of-storage", "/ext-cpd/int-cpd",
        "/df/vdu-profile", "/df/vdu-profile/-", "/df/instantiation-level/vdu-level/number-of-instances",
        "/df/scaling-aspect", "/df/scaling-aspect/-", "/df/scaling-aspect/aspect-delta-details/deltas/vdu-delta", "/df/scaling-aspect/aspect-delta-details/deltas/vdu-delta/-",
        "/df/scaling-aspect/aspect-delta-details/deltas/vdu-delta/number-of-instances", "/df/scaling-aspect/scaling-policy", "/df/scaling-aspect/scaling-policy/-",
        "/df/scaling-aspect/scaling-policy/scaling-criteria", "/df/scaling-aspect/scaling-policy/scaling-criteria/-",
        "/df/scaling-aspect/scaling-policy/scaling-criteria/vnf-monitoring-param-ref", "/df/scaling-aspect/scaling-config-action", "/df/scaling-aspect/scaling-config-action/-",
        "/df/scaling-aspect/scaling-config-action/vnf-config-primitive-name-ref", "/df/healing-aspect", "/df/healing-aspect/-", "/df/healing-aspect/healing-policy",
        "/df/healing-aspect/healing-policy/-", "/df/healing-aspect/healing-policy/event-name", "/vdu/int-cpd/-",
    };

    /// <summary>What may be any text.</summary>
    public static readonly HashSet<string> Changes = new(StringComparer.Ordinal)
    {
        "/description", "/designer", "/version", "/name", "/product-name", "/provider", "/software-version", "/kdu/name",
        // Called by nobody else in the examples.
        "/virtual-link-profile/id", "/df/virtual-link-profile/id", "/df/id",
        "/vdu/name", "/vdu/int-cpd/virtual-network-interface-requirement/name", "/vdu/monitoring-parameter/name", "/vdu/monitoring-parameter/performance-metric",
        "/sw-image-desc/name", "/sw-image-desc/version", "/df/instantiation-level/id", "/df/scaling-aspect/id",
        "/df/scaling-aspect/aspect-delta-details/deltas/id", "/df/scaling-aspect/scaling-policy/name", "/df/scaling-aspect/scaling-policy/scaling-criteria/name",
        "/df/healing-aspect/id", "/df/healing-aspect/healing-policy/event-name", "/id",
    };
}
