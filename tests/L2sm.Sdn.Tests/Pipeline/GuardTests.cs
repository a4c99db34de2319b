using System.Net;
using L2sm.OpenFlow;
using L2sm.OpenFlow.Matching;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Pipeline;
using L2smOsm.Testing.Switching;

namespace L2sm.Sdn.Tests.Pipeline;

/// <summary>What a guarded port may send, frame by frame: on the compiled tables, and on Open vSwitch, which reads the frames itself.</summary>
public sealed class GuardTests
{
    private const ushort Ipv4 = 0x0800, Arp = 0x0806, Ipv6 = 0x86dd;
    private const string Own4 = "10.0.0.1", Own6 = "2001:db8::1", Foreign4 = "10.0.0.2", Foreign6 = "2001:db8::2";
    private const string OwnLinkLocal = "fe80::ff:fe00:1", ForeignLinkLocal = "fe80::ff:fe00:2"; // made from 02:00:00:00:00:01 and :02
    private static readonly MacAddress Own = new(0x0200_0000_0001);
    private static readonly MacAddress Other = new(0x0200_0000_0002);

    [Flags]
    public enum Guards
    {
        None = 0,
        Mac = 1,
        V4 = 2,
        V6 = 4,
        Both = 8,
        Any = Mac | V4 | V6 | Both,
    }

    /// <summary>The frames, and the guards that let them through.</summary>
    private static IEnumerable<(string Name, Frame Frame, Guards Passes)> Frames =>
    [
        ("IPv4 from its own address", Packet(Own4), Guards.Mac | Guards.V4 | Guards.Both),
        ("IPv4 from its own address with a VLAN tag", Packet(Own4) with { Tags = [7] }, Guards.Mac | Guards.V4 | Guards.Both),
        ("IPv4 from another's address", Packet(Foreign4), Guards.Mac),
        ("IPv4 from another's address with a VLAN tag", Packet(Foreign4) with { Tags = [7] }, Guards.Mac),
        ("IPv4 from another's address with two VLAN tags", Packet(Foreign4) with { Tags = [7, 8] }, Guards.Mac),
        ("IPv4 from another's Ethernet address", Packet(Own4) with { Source = Other }, Guards.None),
        ("DHCP discover", Dhcp(68, 67), Guards.Mac | Guards.V4 | Guards.Both),
        ("DHCP discover from another's Ethernet address", Dhcp(68, 67) with { Source = Other }, Guards.None),
        ("UDP from the unspecified address to another port", Dhcp(68, 53), Guards.Mac),
        ("ARP for its own address", ArpOf(2, Own, Own4), Guards.Mac | Guards.V4 | Guards.Both),
        ("ARP probe", ArpOf(1, Own, "0.0.0.0"), Guards.Mac | Guards.V4 | Guards.Both),
        ("ARP reply that claims the unspecified address", ArpOf(2, Own, "0.0.0.0"), Guards.Mac),
        ("gratuitous ARP for another's address", ArpOf(1, Own, Foreign4), Guards.Mac),
        ("ARP with another's Ethernet address inside", ArpOf(2, Other, Own4), Guards.None),
        ("ARP from another's Ethernet address", ArpOf(2, Own, Own4) with { Source = Other }, Guards.None),
        ("tagged ARP for another's address", ArpOf(2, Own, Foreign4) with { Tags = [7] }, Guards.Mac),
        ("IPv6 from its own address", Packet(Own6), Guards.Mac | Guards.V6 | Guards.Both),
        ("IPv6 from its own link-local address", Packet(OwnLinkLocal), Guards.Mac | Guards.V6 | Guards.Both),
        ("IPv6 from another's address", Packet(Foreign6), Guards.Mac),
        ("IPv6 from another's link-local address", Packet(ForeignLinkLocal), Guards.Mac),
        ("neighbour solicitation", Solicit(Own6, Foreign6, Own), Guards.Mac | Guards.V6 | Guards.Both),
        ("neighbour solicitation without the option", Solicit(Own6, Foreign6, null), Guards.Mac | Guards.V6 | Guards.Both),
        ("neighbour solicitation with another's Ethernet address in the option", Solicit(Own6, Foreign6, Other), Guards.None),
        ("neighbour solicitation from another's address", Solicit(Foreign6, Own6, Own), Guards.Mac),
        ("duplicate address detection", Solicit("::", Own6, null), Guards.Mac | Guards.V6 | Guards.Both),
        ("duplicate address detection of the link-local address", Solicit("::", OwnLinkLocal, null), Guards.Mac | Guards.V6 | Guards.Both),
        ("duplicate address detection of another's address", Solicit("::", Foreign6, null), Guards.Mac),
        ("neighbour advertisement", Advertise(Own6, Own6, Own), Guards.Mac | Guards.V6 | Guards.Both),
        ("neighbour advertisement from the link-local address", Advertise(OwnLinkLocal, Own6, Own), Guards.Mac | Guards.V6 | Guards.Both),
        ("neighbour advertisement without the option", Advertise(Own6, Own6, null), Guards.Mac | Guards.V6 | Guards.Both),
        ("neighbour advertisement of another's address", Advertise(Own6, Foreign6, Own), Guards.Mac),
        ("neighbour advertisement with another's Ethernet address", Advertise(Own6, Own6, Other), Guards.None),
        ("neighbour advertisement of another's address with a VLAN tag", Advertise(Own6, Foreign6, Own) with { Tags = [7] }, Guards.Mac),
        ("neighbour advertisement with a wrong code", Advertise(Own6, Own6, null, code: 1), Guards.None),
        ("multicast listener report from the unspecified address", Icmp("::", "ff02::16", 143), Guards.Mac | Guards.V6 | Guards.Both),
        ("router solicitation from the unspecified address", Icmp("::", "ff02::2", 133), Guards.Mac | Guards.V6 | Guards.Both),
        ("router advertisement from the unspecified address", Icmp("::", "ff02::1", 134), Guards.Mac),
        ("another EtherType", new Frame(MacAddress.Broadcast, Own, 0x88b5), Guards.Mac),
        ("another EtherType from another's Ethernet address", new Frame(MacAddress.Broadcast, Other, 0x88b5), Guards.None),
        ("LLDP from another's Ethernet address", new Frame(MacAddress.Parse("01:80:c2:00:00:0e"), Other, 0x88cc), Guards.None),
    ];

    public static TheoryData<Guards> Kinds => [Guards.Mac, Guards.V4, Guards.V6, Guards.Both];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_guarded_port_sends_what_its_guard_lets_through_and_nothing_else(Guards kind)
    {
        var plan = FabricPlan.Empty.With(Networks(kind));
        var tables = new SoftwareSwitch();
        foreach (var fragment in plan.TablesOf(Fabrics.Port(1, 1).Switch).Fragments.Values)
        {
            foreach (var group in fragment.Groups) tables.Apply(group.ToMod(GroupModCommand.Add)).ShouldBeNull();
            foreach (var flow in fragment.Flows) tables.Apply(flow.ToAdd()).ShouldBeNull();
        }

        foreach (var (name, frame, passes) in Frames)
        {
            // The switch looks through one tag: what is behind two is of type 802.1Q to it.
            var seen = frame.Tags.Count < 2 ? frame : frame with { EtherType = 0x8100, Payload = [] };
            tables.Process(1, 0, seen).Select(departure => departure.Port).ShouldBe(passes.HasFlag(kind) ? [2u] : [], $"{kind}: {name}");
            // Only what was let through taught the switch anything; the next frame is to be flooded again.
            tables.Flows.Count(flow => flow.TableId == Tables.Learned).ShouldBe(passes.HasFlag(kind) ? 1 : 0, $"{kind}: {name}");
            tables.Process(2, 0, seen).Select(departure => departure.Port).ShouldBe([1u], $"from a port without a guard: {name}");
            foreach (var learned in tables.Flows.Where(flow => flow.TableId == Tables.Learned).ToArray())
                tables.Apply(new FlowEntry(learned.TableId, learned.Priority, learned.Match, learned.Cookie, learned.Instructions).ToDelete());
        }
    }

    [OpenVSwitchTheory]
    [MemberData(nameof(Kinds))]
    public async Task Open_vSwitch_reads_the_frames_as_the_rules_mean_them(Guards kind)
    {
        await using var ovs = await OpenVSwitch.StartAsync(1, ports: 2);
        await using (await RealFabric.StartAsync(Networks(kind), [], ovs)) { }
        await using var again = await RealFabric.StartAsync(Networks(kind), [], ovs);

        again.ModsSent.ShouldBe(0, "the switch gives the rules back as they were sent");
        foreach (var (name, frame, passes) in Frames)
            (await ovs.OutputsAsync("in_port=p1", FrameBytes.Hex(frame))).ShouldBe(passes.HasFlag(kind) ? [2] : [], $"{kind}: {name}");
    }

    [Theory]
    [InlineData("10.1", "'10.1' is no IP address in its shortest form")]
    [InlineData("2001:DB8::1", "in its shortest form")]
    [InlineData("10.0.0.0/24", "in its shortest form")]
    [InlineData("224.0.0.1", "224.0.0.1 is no address that a host sends from")]
    [InlineData("::", ":: is no address that a host sends from")]
    [InlineData("fe80::1%2", "no address that a host sends from")]
    public void A_guard_takes_addresses_that_hosts_can_have(string address, string message) =>
        Should.Throw<ArgumentException>(() => new SourceGuard([Own], [address])).Message.ShouldContain(message);

    [Fact]
    public void A_guard_without_an_Ethernet_address_or_with_a_groups_is_refused()
    {
        Should.Throw<ArgumentException>(() => new SourceGuard([], [Own4]));
        Should.Throw<ArgumentException>(() => new SourceGuard([MacAddress.Broadcast], []));
    }

    private static NetworkSet Networks(Guards kind)
    {
        EquatableArray<string> addresses = kind switch { Guards.Mac => [], Guards.V4 => [Own4], Guards.V6 => [Own6], _ => [Own4, Own6] };
        return NetworkSet.Empty.With(new L2Network(new NetworkId(5), "blue")
            .With(new Attachment(Fabrics.Port(1, 1)) { Guard = new SourceGuard([Own], addresses) })
            .With(new Attachment(Fabrics.Port(1, 2))));
    }

    private static Frame Packet(string source)
    {
        var address = IPAddress.Parse(source);
        return source.Contains(':', StringComparison.Ordinal)
            ? new Frame(MacAddress.Broadcast, Own, Ipv6) { Payload = [MatchField.Ipv6Src(address)] }
            : new Frame(MacAddress.Broadcast, Own, Ipv4) { Payload = [MatchField.Ipv4Src(address)] };
    }

    private static Frame Dhcp(ushort from, ushort to) => new(MacAddress.Broadcast, Own, Ipv4)
    {
        Payload = [MatchField.IpProto(17), MatchField.Ipv4Dst(IPAddress.Broadcast), MatchField.UdpSrc(from), MatchField.UdpDst(to)],
    };

    private static Frame ArpOf(ushort operation, MacAddress sender, string address) => new(MacAddress.Broadcast, Own, Arp)
    {
        Payload = [MatchField.ArpOp(operation), MatchField.ArpSha(sender), MatchField.ArpSpa(IPAddress.Parse(address)), MatchField.ArpTpa(IPAddress.Parse(Foreign4))],
    };

    private static Frame Solicit(string source, string target, MacAddress? option) =>
        Neighbour(Icmp(source, "ff02::1:ff00:2", 135), target, option is { } mac ? MatchField.NdSll(mac) : null);

    private static Frame Advertise(string source, string target, MacAddress? option, byte code = 0) =>
        Neighbour(Icmp(source, "ff02::1", 136, code), target, option is { } mac ? MatchField.NdTll(mac) : null);

    /// <summary>Switches read target and options where the code is 0.</summary>
    private static Frame Neighbour(Frame frame, string target, OxmField? option) => frame with
    {
        Payload = [.. frame.Payload, MatchField.NdTarget(IPAddress.Parse(target)), .. option is { } field ? [field] : (OxmField[])[]],
    };

    private static Frame Icmp(string source, string destination, byte type, byte code = 0) => new(MacAddress.Broadcast, Own, Ipv6)
    {
        Payload =
        [
            MatchField.IpProto(58), MatchField.Ipv6Src(IPAddress.Parse(source)), MatchField.Ipv6Dst(IPAddress.Parse(destination), 128),
            MatchField.IcmpV6Type(type), MatchField.IcmpV6Code(code),
        ],
    };
}
