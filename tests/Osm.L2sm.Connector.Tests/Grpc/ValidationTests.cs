using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Osm.L2sm.Connector.Tests.Testing;
using Osm.L2sm.V1;

namespace Osm.L2sm.Connector.Tests.Grpc;

public sealed class ValidationTests : IAsyncLifetime
{
    private TestConnector connector = null!;

    public static TheoryData<string, string, Action<CreateNetworkRequest>> Wrong => new()
    {
        { "an empty name", "net_name", r => r.NetName = "" },
        { "a name without a letter", "net_name", r => r.NetName = "-_-" },
        { "a name too long", "net_name", r => r.NetName = new string('a', 256) },
        { "a name too long for the cluster", "net_name", r => r.NetName = new string('a', 64) },
        { "an unknown type", "net_type", r => r.NetType = "vlan" },
        { "a missing request id", "request_id", r => r.RequestId = "" },
        { "a request id that is no UUID", "request_id", r => r.RequestId = "42" },
        { "a tenant too long", "tenant", r => r.Tenant = new string('t', 256) },
        { "an unknown IP version", "ip_profile.ip_version", r => r.IpProfile = new IpProfile { IpVersion = "IPv5" } },
        { "a subnet without a length", "ip_profile.subnet_address", r => r.IpProfile = new IpProfile { SubnetAddress = "10.0.0.0" } },
        { "a subnet with a length too great", "ip_profile.subnet_address", r => r.IpProfile = new IpProfile { SubnetAddress = "10.0.0.0/33" } },
        { "a subnet with a signed length", "ip_profile.subnet_address", r => r.IpProfile = new IpProfile { SubnetAddress = "10.0.0.0/+8" } },
        { "a subnet in a short form", "ip_profile.subnet_address", r => r.IpProfile = new IpProfile { SubnetAddress = "10/8" } },
        { "a subnet of the other version", "ip_profile.subnet_address", r => r.IpProfile = new IpProfile { IpVersion = "IPv4", SubnetAddress = "2001:db8::/64" } },
        { "a gateway that is no address", "ip_profile.gateway_address", r => r.IpProfile = new IpProfile { GatewayAddress = "10.0.0.256" } },
        { "a gateway outside", "ip_profile.gateway_address", r => r.IpProfile = Inside(p => p.GatewayAddress = "10.0.2.1") },
        { "a gateway at the subnet's own address", "ip_profile.gateway_address", r => r.IpProfile = Inside(p => p.GatewayAddress = "10.0.1.0") },
        { "a gateway at the broadcast address", "ip_profile.gateway_address", r => r.IpProfile = Inside(p => p.GatewayAddress = "10.0.1.255") },
        { "a gateway of the other version", "ip_profile.gateway_address", r => r.IpProfile = new IpProfile { IpVersion = "IPv6", GatewayAddress = "10.0.1.1" } },
        { "a DHCP start outside", "ip_profile.dhcp_start_address", r => r.IpProfile = Inside(p => p.DhcpStartAddress = "10.0.0.9") },
        { "a negative count", "ip_profile.dhcp_count", r => r.IpProfile = new IpProfile { DhcpCount = -1 } },
        { "a count that does not fit", "ip_profile.dhcp_count", r => r.IpProfile = Inside(p => p.DhcpCount = 255) },
        { "a count that does not fit after the start", "ip_profile.dhcp_count", r => r.IpProfile = Inside(p => (p.DhcpStartAddress, p.DhcpCount) = ("10.0.1.250", 6)) },
        { "a second name server that is none", "ip_profile.dns_address", r => r.IpProfile = new IpProfile { DnsAddress = "8.8.8.8;dns" } },
        { "an empty name server", "ip_profile.dns_address", r => r.IpProfile = new IpProfile { DnsAddress = "8.8.8.8;" } },
        { "an unknown IPv6 mode", "ip_profile.ipv6_address_mode", r => r.IpProfile = new IpProfile { Ipv6AddressMode = "dhcp" } },
        { "an IPv6 mode on IPv4", "ip_profile.ipv6_address_mode", r => r.IpProfile = Inside(p => p.Ipv6AddressMode = "slaac") },
        { "an unknown key of ours", "provider_network_profile.l2sm.netwrok", r => r.ProviderNetworkProfile = Profiles.L2sm("netwrok", "x") },
        { "a name that the rule would change", "provider_network_profile.l2sm.network", r => r.ProviderNetworkProfile = Profiles.L2sm("network", "My_Net") },
        { "a reserved word as a name", "provider_network_profile.l2sm.network", r => r.ProviderNetworkProfile = Profiles.L2sm("network", "status") },
        { "a namespace that is none", "provider_network_profile.l2sm.namespace", r => r.ProviderNetworkProfile = Profiles.L2sm("namespace", "-a") },
        { "namespaces that are no list", "provider_network_profile.l2sm.namespaces", r => r.ProviderNetworkProfile = Profiles.L2sm("namespaces", "a") },
        { "an empty namespace among several", "provider_network_profile.l2sm.namespaces[1]", r => r.ProviderNetworkProfile = Profiles.L2sm("namespaces", Value.ForList(Value.ForString("a"), Value.ForString(""))) },
        { "more namespaces than are taken", "provider_network_profile.l2sm.namespaces", r => r.ProviderNetworkProfile = Profiles.L2sm("namespaces", Value.ForList([.. Enumerable.Range(1, 257).Select(i => Value.ForString($"n{i}"))])) },
        { "a type that is not made here", "provider_network_profile.l2sm.type", r => r.ProviderNetworkProfile = Profiles.L2sm("type", "vlink") },
        { "a path that is no list", "provider_network_profile.l2sm.path", r => r.ProviderNetworkProfile = Profiles.L2sm("path", "of:00000000000000a1") },
        { "a path with what is no switch", "provider_network_profile.l2sm.path[0]", r => r.ProviderNetworkProfile = Profiles.L2sm("path", Value.ForList(Value.ForString("s1"))) },
        { "a path with a loop", "provider_network_profile.l2sm.path[1]", r => r.ProviderNetworkProfile = Profiles.L2sm("path", Value.ForList(Value.ForString("00000000000000a1"), Value.ForString("of:00000000000000a1"))) },
        { "a path without end", "provider_network_profile.l2sm.path", r => r.ProviderNetworkProfile = Profiles.L2sm("path", Value.ForList([.. Enumerable.Range(1, 257).Select(i => Value.ForString($"{i:x16}"))])) },
        { "a rate of nothing", "provider_network_profile.l2sm.rate_kbps", r => r.ProviderNetworkProfile = Profiles.L2sm("rate_kbps", Value.ForNumber(0)) },
        { "a rate that is no whole number", "provider_network_profile.l2sm.rate_kbps", r => r.ProviderNetworkProfile = Profiles.L2sm("rate_kbps", Value.ForNumber(1.5)) },
        { "a rate as a text", "provider_network_profile.l2sm.rate_kbps", r => r.ProviderNetworkProfile = Profiles.L2sm("rate_kbps", "fast") },
        { "a rate too great", "provider_network_profile.l2sm.rate_kbps", r => r.ProviderNetworkProfile = Profiles.L2sm("rate_kbps", Value.ForNumber(4294967296)) },
        { "a burst without a rate", "provider_network_profile.l2sm.burst_kbit", r => r.ProviderNetworkProfile = Profiles.L2sm("burst_kbit", Value.ForNumber(7)) },
        { "a rate of a management network", "provider_network_profile.l2sm", r => { r.ClearNetType(); r.ProviderNetworkProfile = Profiles.L2sm("rate_kbps", Value.ForNumber(7)); } },
        { "our part as a text", "provider_network_profile.l2sm", r => r.ProviderNetworkProfile = new Struct { Fields = { ["l2sm"] = Value.ForString("x") } } },
        { "settings too long", "provider_network_profile", r => r.ProviderNetworkProfile = new Struct { Fields = { ["note"] = Value.ForString(new string('x', 20_000)) } } },
        { "settings too deep", "provider_network_profile", r => r.ProviderNetworkProfile = Deep(20) },
        { "a number that JSON lacks", "provider_network_profile", r => r.ProviderNetworkProfile = new Struct { Fields = { ["n"] = Value.ForNumber(double.NaN) } } },
    };

    public static TheoryData<string, Action<CreateNetworkRequest>> Right => new()
    {
        { "all eight keys as LCM sends them", r => r.IpProfile = new IpProfile { IpVersion = "IPv4", SubnetAddress = "", GatewayAddress = "", DnsAddress = "", DhcpEnabled = false, DhcpStartAddress = "", Ipv6AddressMode = "" } },
        { "host bits in the subnet", r => r.IpProfile = new IpProfile { SubnetAddress = "10.0.1.7/24", GatewayAddress = "10.0.1.1" } },
        { "name servers in both spellings", r => r.IpProfile = new IpProfile { DnsAddress = "8.8.8.8;2001:4860:4860::8888, 1.1.1.1" } },
        { "the last address that fits", r => r.IpProfile = Inside(p => (p.DhcpStartAddress, p.DhcpCount) = ("10.0.1.250", 5)) },
        { "the whole subnet", r => r.IpProfile = Inside(p => p.DhcpCount = 254) },
        { "all of IPv6", r => r.IpProfile = new IpProfile { SubnetAddress = "::/0", GatewayAddress = "fe80::1", DhcpCount = int.MaxValue, Ipv6AddressMode = "dhcpv6-stateless" } },
        { "a point-to-point subnet", r => r.IpProfile = new IpProfile { SubnetAddress = "10.0.0.0/31", GatewayAddress = "10.0.0.0" } },
        { "settings of others", r => r.ProviderNetworkProfile = new Struct { Fields = { ["physical-network"] = Value.ForString("p1"), ["list"] = Value.ForList(Value.ForNull(), Value.ForBool(true), Value.ForNumber(1.5)) } } },
        { "settings of ours that say nothing", r => r.ProviderNetworkProfile = new Struct { Fields = { ["l2sm"] = Value.ForNull() } } },
        { "our type by its name", r => r.ProviderNetworkProfile = Profiles.L2sm("type", "vnet") },
        { "the longest name", r => r.NetName = new string('a', 63) + new string('_', 192) },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Is_refused_with_the_field_named(string what, string field, Action<CreateNetworkRequest> change)
    {
        var refusal = await Refusal.OfAsync(() => connector.CreateAsync("a-1", change: change));
        refusal.Code.ShouldBe(StatusCode.InvalidArgument, what);
        refusal.Reason.ShouldBe("INVALID_REQUEST");
        refusal.Fields.ShouldBe([field]);
        refusal.Message.ShouldContain(field);
        connector.Fabric.Wanted.Networks.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Right))]
    public async Task Is_taken(string what, Action<CreateNetworkRequest> change) =>
        (await connector.CreateAsync("a-1", change: change)).Id.ShouldNotBeEmpty(what);

    [Fact]
    public async Task All_faults_are_told_at_once()
    {
        var refusal = await Refusal.OfAsync(() => connector.CreateAsync("", "x", r =>
        {
            r.RequestId = "y";
            r.IpProfile = new IpProfile { DhcpCount = -1, GatewayAddress = "z" };
        }));
        refusal.Fields.ShouldBe(["net_name", "net_type", "request_id", "ip_profile.gateway_address", "ip_profile.dhcp_count"]);
    }

    [Fact]
    public async Task A_request_beyond_the_size_limit_is_refused_and_the_service_goes_on()
    {
        var exception = await Should.ThrowAsync<RpcException>(() => connector.CreateAsync("a-1", change: r => r.Tenant = new string('x', 2_000_000)));
        exception.StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        (await connector.CreateAsync("a-1")).Id.ShouldNotBeEmpty();
    }

    public async Task InitializeAsync() => connector = await TestConnector.StartAsync();

    public async Task DisposeAsync() => await connector.DisposeAsync();

    private static IpProfile Inside(Action<IpProfile> change)
    {
        var profile = new IpProfile { IpVersion = "IPv4", SubnetAddress = "10.0.1.0/24" };
        change(profile);
        return profile;
    }

    private static Struct Deep(int levels) => levels == 0 ? new Struct() : new Struct { Fields = { ["d"] = Value.ForStruct(Deep(levels - 1)) } };
}
