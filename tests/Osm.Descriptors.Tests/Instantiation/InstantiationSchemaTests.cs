using System.Text.Json.Nodes;
using Osm.Descriptors.Instantiation;

namespace Osm.Descriptors.Tests.Instantiation;

/// <summary>NBI's schema of instantiation parameters, as data, takes what NBI takes and refuses what it refuses.</summary>
public sealed class InstantiationSchemaTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData("""{"k8s-namespace": "tenant-a", "timeout_ns_deploy": 7200, "nsDescription": null, "ssh_keys": ["ssh-rsa AAAA"]}""")]
    [InlineData("""{"vld": [{"name": "a;b", "vim-network-name": {"vim": "net"}}, {"name": "b", "ip-profile": {"subnet-address": null}}]}""")]
    [InlineData("""{"vld": [{"name": "a", "ip-profile": {"ip-version": "ipv6", "gateway-address": "10.0.0.1", "dns-server": [{"address": "fd00::1"}], "dhcp-params": {"enabled": true, "count": 5, "start-address": "10.0.0.5"}}}]}""")]
    [InlineData("""{"vld": [{"name": "a", "provider-network": {"anything": [1], "segmentation-id": "12", "l2sm": {"namespace": "x", "namespaces": ["y"], "path": ["of:1"], "rate_kbps": 4294967295}}}]}""")]
    [InlineData("""{"vld": [{"name": "a", "vnfd-connection-point-ref": [{"member-vnf-index-ref": "1", "vnfd-connection-point-ref": "e", "ip-address": "::1"}]}]}""")]
    [InlineData("""{"additionalParamsForVnf": [{"member-vnf-index": "1", "additionalParamsForKdu": [{"kdu_name": "k", "additionalParams": {"global": {"l2sm": {"networks": {"a.b": ""}}}}}]}]}""")]
    [InlineData("""{"additionalParamsForVnf": []}""")]
    [InlineData("""{"vnf": [{"member-vnf-index": "1", "vdu": [{"id": "x", "interface": [{"name": "eth0", "mac-address": "52:54:00:00:00:01"}]}], "internal-vld": [{"name": "i", "internal-connection-point": [{"id-ref": "p", "ip-address": "10.0.0.1"}]}]}]}""")]
    public void Right(string config) => Faults(config).ShouldBeEmpty();

    [Theory]
    [InlineData("""{"k8s-namespaces": "a"}""", "/k8s-namespaces")]
    [InlineData("""{"k8s-namespace": "it's"}""", "/k8s-namespace")]
    [InlineData("""{"placement-engine": ""}""", "/placement-engine")]
    [InlineData("""{"timeout_ns_deploy": 0}""", "/timeout_ns_deploy")]
    [InlineData("""{"timeout_ns_deploy": "7200"}""", "/timeout_ns_deploy")]
    [InlineData("""{"timeout_ns_deploy": 1.5}""", "/timeout_ns_deploy")]
    [InlineData("""{"vld": []}""", "/vld")]
    [InlineData("""{"vld": {"name": "a"}}""", "/vld")]
    [InlineData("""{"vld": [{"vim-network-name": "a"}]}""", "/vld/0")]
    [InlineData("""{"vld": [{"name": "a", "type": "bridge"}]}""", "/vld/0/type")]
    [InlineData("""{"vld": [{"name": "a", "ip-profile": {"subnet-address": "10.0.0.0/31"}}]}""", "/vld/0/ip-profile/subnet-address")]
    [InlineData("""{"vld": [{"name": "a", "ip-profile": {"subnet-address": "fd00::/64"}}]}""", "/vld/0/ip-profile/subnet-address")]
    [InlineData("""{"vld": [{"name": "a", "ip-profile": {"gateway-address": "fd00::1"}}]}""", "/vld/0/ip-profile/gateway-address")]
    [InlineData("""{"vld": [{"name": "a", "ip-profile": {"ip-version": "IPv4"}}]}""", "/vld/0/ip-profile/ip-version")]
    [InlineData("""{"vld": [{"name": "a", "ip-profile": {"cidr": "10.0.0.0/24"}}]}""", "/vld/0/ip-profile/cidr")]
    [InlineData("""{"vld": [{"name": "a", "ip-profile": {"dhcp-params": {"enabled": "no"}}}]}""", "/vld/0/ip-profile/dhcp-params")]
    [InlineData("""{"vld": [{"name": "a", "provider-network": {"l2sm": {"name": "x"}}}]}""", "/vld/0/provider-network/l2sm/name")]
    [InlineData("""{"vld": [{"name": "a", "provider-network": {"l2sm": {"namespace": "X"}}}]}""", "/vld/0/provider-network/l2sm/namespace")]
    [InlineData("""{"vld": [{"name": "a", "provider-network": {"l2sm": {"namespaces": ["x", "-y"]}}}]}""", "/vld/0/provider-network/l2sm/namespaces/1")]
    [InlineData("""{"vld": [{"name": "a", "vnfd-connection-point-ref": [{"member-vnf-index-ref": "1", "vnfd-connection-point-ref": "e"}]}]}""", "/vld/0/vnfd-connection-point-ref/0")]
    [InlineData("""{"additionalParamsForVnf": [{"member-vnf-index": "1"}]}""", "/additionalParamsForVnf/0")]
    [InlineData("""{"additionalParamsForVnf": [{"member-vnf-index": 1, "additionalParams": {}}]}""", "/additionalParamsForVnf/0/member-vnf-index")]
    [InlineData("""{"additionalParamsForVnf": [{"member-vnf-index": "1", "additionalParamsForKdu": [{"kdu-name": "k", "kdu_name": "k"}]}]}""", "/additionalParamsForVnf/0/additionalParamsForKdu/0/kdu-name")]
    [InlineData("""{"additionalParamsForVnf": [{"member-vnf-index": "1", "additionalParamsForKdu": [{"kdu_name": "k", "additionalParams": "x"}]}]}""", "/additionalParamsForVnf/0/additionalParamsForKdu/0/additionalParams")]
    [InlineData("""{"vnf": [{"member-vnf-index": "1", "vdu": [{"id": "x", "interface": [{"name": "eth0", "mac-address": "53:54:00:00:00:01"}]}]}]}""", "/vnf/0/vdu/0/interface/0/mac-address")]
    public void Wrong(string config, string pointer)
    {
        var fault = Faults(config).ShouldHaveSingleItem();

        fault.Pointer.ShouldBe(pointer);
        fault.Message.Length.ShouldBeGreaterThan(5);
    }

    [Fact]
    public void Names_are_counted_in_characters()
    {
        InstantiationSchema.RefusalOfName(string.Concat(Enumerable.Repeat("😀", 255))).ShouldBeNull();
        InstantiationSchema.RefusalOfName(new string('x', 256)).ShouldBe("it has 256 characters, and 255 are allowed");
    }

    private static IReadOnlyList<SchemaFault> Faults(string config) => InstantiationSchema.Check(JsonNode.Parse(config));
}
