using L2sm.Sdn.Networks;
using L2sm.Sdn.Topology;
using L2smOsm.Testing;
using L2smOsm.Testing.Switching;

namespace L2sm.Sdn.Tests;

/// <summary>Mirrors and pinned paths on two real switches, joined by a tunnel or a cable: real frames, counted at every port.</summary>
public sealed class RealMirrorTests
{
    private const string Broadcast = "ffffffffffff";
    private static readonly (int Switch, uint Port)[] Ports = [.. from at in new[] { 1, 2 } from port in new uint[] { 1, 2, 3, 4 } select (at, port)];

    [OpenVSwitchTheory]
    [InlineData(LinkCarrier.TunnelId, false)]
    [InlineData(LinkCarrier.TunnelId, true)]
    [InlineData(LinkCarrier.Vlan, false)]
    [InlineData(LinkCarrier.Vlan, true)]
    public async Task Mirrors_see_each_frame_of_their_network_once_and_send_nothing(LinkCarrier carrier, bool pinned)
    {
        await using var one = await OpenVSwitch.StartAsync(1, ports: 4, tunnels: true);
        await using var two = await OpenVSwitch.StartAsync(2, ports: 4, tunnels: true);
        OpenVSwitch[] switches = [one, two];
        if (carrier == LinkCarrier.TunnelId) await OpenVSwitch.JoinAsync(one, two, 100);
        else await OpenVSwitch.CableAsync(one, two, 100);
        foreach (var (at, port) in Ports) await switches[at - 1].CaptureAsync(port);
        // Blue has ports 1 and 2 of the one and 1 of the other, mirrors at both ports 3; green has both ports 4.
        var blue = new L2Network(new NetworkId(5), "blue") { Vlan = 100, Mirrors = [Fabrics.Port(1, 3), Fabrics.Port(2, 3)], Path = pinned ? [new(1), new(2)] : [] }
            .With(new Attachment(Fabrics.Port(1, 1))).With(new Attachment(Fabrics.Port(1, 2))).With(new Attachment(Fabrics.Port(2, 1)));
        var green = new L2Network(new NetworkId(6), "green") { Vlan = 200 }.With(new Attachment(Fabrics.Port(1, 4))).With(new Attachment(Fabrics.Port(2, 4)));
        var networks = NetworkSet.Empty.With(blue).With(green);
        Link[] links;
        await using (var fabric = await RealFabric.StartAsync(networks, [], one, two))
        {
            await fabric.TrueAsync();
            links = [.. fabric.Controller.Snapshot.Links.Select(status => status.Link)];
            links.ShouldHaveSingleItem().Carrier.ShouldBe(carrier);
            fabric.Controller.Snapshot.Networks[blue.Id].Mtu.ShouldBe((carrier, pinned) switch { (LinkCarrier.Vlan, _) => 1496, (_, true) => 1450, _ => 1446 });
        }

        // The controller is gone: all of it is the switches' own.
        var expected = Ports.ToDictionary(at => at, _ => new List<string>());
        async Task SendAsync(int at, uint port, string destination, string source, params (int Switch, uint Port)[] reached)
        {
            var frame = $"{destination}{source}88b5{at:x2}{port:x2}" + new string('0', 88);
            await switches[at - 1].InjectAsync(port, frame);
            foreach (var to in reached)
            {
                expected[to].Add(frame);
                await Condition.HoldsAsync(() => switches[to.Switch - 1].SentFrames(to.Port).Length >= expected[to].Count, $"{destination} from {at}/{port} is at {to}");
            }
        }

        await SendAsync(1, 1, Broadcast, Host(1), (1, 2), (2, 1), (1, 3), (2, 3));
        await SendAsync(1, 2, Host(1), Host(2), (1, 1), (1, 3), (2, 3));
        await SendAsync(2, 1, Host(1), Host(3), (1, 1), (1, 3), (2, 3));
        await SendAsync(1, 1, Host(3), Host(1), (2, 1), (1, 3), (2, 3));
        await SendAsync(2, 3, Broadcast, Host(4));
        await SendAsync(2, 3, Host(1), Host(4));
        await SendAsync(1, 4, Broadcast, Host(5), (2, 4));
        await SendAsync(2, 4, Host(5), Host(6), (1, 4));
        await SendAsync(1, 2, Broadcast, Host(2), (1, 1), (2, 1), (1, 3), (2, 3));
        foreach (var at in Ports)
        {
            // Port 2 of the other switch is nobody's, so discovery asks there.
            var sent = switches[at.Switch - 1].SentFrames(at.Port).Where(frame => at != (2, 2) || frame[24..28] is not ("88cc" or "8942"));
            sent.ShouldBe(expected[at], $"{carrier}, at {at}");
        }

        await using var again = await RealFabric.StartAsync(networks, links, one, two);
        again.ModsSent.ShouldBe(0, "the switches give the rules back as they were sent");
    }

    [OpenVSwitchFact]
    public async Task A_mirror_port_that_is_down_away_or_off_the_path_is_said()
    {
        await using var ovs = await OpenVSwitch.StartAsync(1, ports: 2);
        await ovs.OfctlAsync("mod-port", "p2", "down");
        var network = new L2Network(new NetworkId(5), "blue") { Mirrors = [Fabrics.Port(1, 2), Fabrics.Port(1, 9), Fabrics.Port(2, 1)], Path = [new(1)] }
            .With(new Attachment(Fabrics.Port(1, 1)));
        await using var fabric = await RealFabric.StartAsync(NetworkSet.Empty.With(network), [], ovs);

        await Condition.HoldsAsync(() => fabric.Controller.Snapshot.Networks[network.Id].Attachments[Fabrics.Port(1, 1)] is null, "the port itself is true");
        var mirrors = fabric.Controller.Snapshot.Networks[network.Id].Mirrors;
        mirrors[Fabrics.Port(1, 2)]!.Kind.ShouldBe(ShortfallKind.PortDown);
        mirrors[Fabrics.Port(1, 9)]!.Kind.ShouldBe(ShortfallKind.PortNotFound);
        mirrors[Fabrics.Port(2, 1)]!.Message.ShouldBe("switch 0000000000000002 is not on the network's path 0000000000000001");
        await ovs.OfctlAsync("mod-port", "p2", "up");
        await Condition.HoldsAsync(() => fabric.Controller.Snapshot.Networks[network.Id].Mirrors[Fabrics.Port(1, 2)] is null, "the mirror is true");
    }

    private static string Host(int host) => $"0200000000{host:x2}";
}
