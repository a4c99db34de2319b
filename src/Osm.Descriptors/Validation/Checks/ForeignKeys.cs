using System.Collections.Frozen;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>Keys that people write into descriptors and that belong elsewhere, with what to do instead.</summary>
internal static class ForeignKeys
{
    private const string AtInstantiation = "give it at instantiation: osm ns-create --config '{vld: [{name: <id of the link>, ";
    private const string L3 = "/df/virtual-link-profile/virtual-link-protocol-data/l3-protocol-data";
    private const string Old = "it is of the format before SOL006: ";

    // By the model's path of the place and the key; a path of * means anywhere.
    private static readonly FrozenDictionary<(string Place, string Key), string> Cures = new Dictionary<(string, string), string>
    {
        [("/virtual-link-desc", "type")] = "remove it: OSM makes every virtual link a LAN; 'connectivity-type: {flow-pattern: mesh}' says so",
        [("/virtual-link-desc", "vim-network-id")] = AtInstantiation + "vim-network-id: ...}]}'",
        [("/virtual-link-desc", "ip-profile")] = "write it into the df's virtual-link-profile, as virtual-link-protocol-data: l3-protocol-data",
        [("/virtual-link-desc", "ip-profile-ref")] = "write the profile into the df's virtual-link-profile, as virtual-link-protocol-data: l3-protocol-data",
        [("/virtual-link-desc", "vnfd-connection-point-ref")] = Old + "name the connection points in df: vnf-profile: virtual-link-connectivity",
        [(L3, "dns-server")] = AtInstantiation + "ip-profile: {dns-server: [{address: ...}]}}]}'",
        [(L3, "dhcp-params")] = AtInstantiation + "ip-profile: {dhcp-params: {enabled: ..., start-address: ..., count: ...}}}]}'",
        [(L3, "subnet-address")] = "write 'cidr' here; 'subnet-address' is its name at instantiation",
        [(L3, "gateway-address")] = "write 'gateway-ip' here; 'gateway-address' is its name at instantiation",
        [("/k8s-cluster/nets", "external-connection-point-ref")] = "remove it: OSM fills it in from the ext-cpd whose k8s-cluster-net is this net",
        [("/kdu/service", "mgmt-service")] = "remove it: OSM's LCM would read it, but the model that descriptors are checked against does not have it",
        [("*", "connection-point")] = Old + "a VNFD has 'ext-cpd', a VDU has 'int-cpd'",
        [("*", "mgmt-interface")] = Old + "write 'mgmt-cp: <ext-cpd>'",
        [("*", "vld")] = Old + "write 'virtual-link-desc'",
        [("*", "internal-vld")] = Old + "write 'int-virtual-link-desc'",
        [("*", "constituent-vnfd")] = Old + "list the VNFDs in 'vnfd-id' and the members in df: vnf-profile",
        [("*", "member-vnf-index")] = Old + "the id of a vnf-profile takes its place",
        [("*", "vnf-configuration")] = Old + "write df: lcm-operations-configuration: operate-vnf-op-config: day1-2",
        [("*", "vendor")] = Old + "write 'provider' in a VNFD and 'designer' in an NSD",
        [("*", "short-name")] = Old + "remove it",
        [("*", "logo")] = Old + "remove it",
    }.ToFrozenDictionary();

    /// <summary>What to do about a key that the model does not have at a place; null where nothing special is known of it.</summary>
    public static string? CureOf(string place, string key) =>
        Cures.GetValueOrDefault((place, key)) ?? Cures.GetValueOrDefault(("*", key));
}
