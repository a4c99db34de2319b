using L2sm.OpenFlow;
using L2sm.Sdn.Networks;
using L2smOsm.Testing;
using L2smOsm.Testing.Switching;

namespace L2sm.Sdn.Tests;

/// <summary>Three real switches in a row, and hosts that move, fall silent and share addresses: their frames arrive where they are, once, and nowhere else.</summary>
public sealed class LearningTests : IAsyncLifetime
{
    private const ushort Blue = 5, Green = 6;
    private const string Broadcast = "ffffffffffff", Roamer = "020000000001", Left = "020000000011", Middle = "020000000022", Right = "020000000033";

    private readonly TestLog log = new();
    private readonly CancellationTokenSource stop = new();
    private readonly List<Task> sessions = [];
    private readonly Dictionary<int, OpenVSwitch> switches = [];
    private L2smController controller = null!;
    private int sent;

    /// <summary>Blue has ports 1 and 2 of the outer switches and port 1 of the one between; green has port 3 of the outer ones.</summary>
    private NetworkSet networks = NetworkSet.Empty
        .With(Network(Blue, At(1, 1), At(1, 2), At(2, 1), At(3, 1), At(3, 2)))
        .With(Network(Green, At(1, 3), At(3, 3)));

    public async Task InitializeAsync()
    {
        if (OpenVSwitch.Missing is not null) return;
        for (var at = 1; at <= 3; at++)
        {
            switches[at] = await OpenVSwitch.StartAsync((ulong)at, ports: 3);
            for (var port = 1u; port <= 3; port++) await switches[at].CaptureAsync(port);
        }
        await OpenVSwitch.CableAsync(switches[1], switches[2], 50);
        await OpenVSwitch.CableAsync(switches[2], switches[3], 51);
        controller = new L2smController(new L2smControllerOptions { DiscoveryInterval = TimeSpan.FromMilliseconds(100) }, [], TimeProvider.System, log);
        controller.Apply(networks);
        foreach (var ovs in switches.Values) sessions.Add(ovs.ServeAsync(controller, stop.Token));
        await Realized();
    }

    public async Task DisposeAsync()
    {
        if (switches.Count == 0) return;
        await stop.CancelAsync();
        await Task.WhenAll(sessions);
        await controller.DisposeAsync();
        foreach (var ovs in switches.Values) await ovs.DisposeAsync();
        log.HasNoErrors();
    }

    [OpenVSwitchFact]
    public async Task A_host_that_moves_and_speaks_is_found_at_once_from_everywhere()
    {
        await Arrives((1, 1), Roamer, Broadcast, (1, 2), (2, 1), (3, 1), (3, 2));
        await Arrives((3, 1), Right, Roamer, (1, 1));

        await Counted();
        await Arrives((1, 2), Roamer, Broadcast, (1, 1), (2, 1), (3, 1), (3, 2)); // another port of the same switch
        await Counted();
        await Arrives((3, 1), Right, Roamer, (1, 2));

        await Counted();
        await Arrives((3, 2), Roamer, Middle, (1, 1), (1, 2), (2, 1), (3, 1)); // another switch, and a frame to somebody not heard yet
        await Counted();
        await Arrives((3, 1), Right, Roamer, (3, 2));
        await Arrives((2, 1), Middle, Roamer, (3, 2)); // a third switch that has never sent to it
        await Arrives((1, 1), Left, Roamer, (3, 2));
    }

    [OpenVSwitchFact]
    public async Task A_host_that_moves_in_silence_is_found_once_its_port_is_detached()
    {
        await Arrives((1, 1), Roamer, Broadcast, (1, 2), (2, 1), (3, 1), (3, 2));
        await Arrives((3, 1), Right, Roamer, (1, 1));

        await Apply(networks.Detach(At(1, 1).Port));

        await Found((3, 1), Right, (1, 2), (2, 1), (3, 2));
    }

    [OpenVSwitchFact]
    public async Task A_host_that_moves_in_silence_is_found_once_its_port_is_gone()
    {
        await Arrives((1, 1), Roamer, Broadcast, (1, 2), (2, 1), (3, 1), (3, 2));
        await Arrives((3, 1), Right, Roamer, (1, 1));

        await switches[1].VsctlAsync("del-port", "p1");

        await Found((3, 1), Right, (1, 2), (2, 1), (3, 2));
    }

    [OpenVSwitchFact]
    public async Task A_port_that_is_used_again_in_another_network_gets_nothing_of_the_first()
    {
        await Arrives((1, 1), Roamer, Broadcast, (1, 2), (2, 1), (3, 1), (3, 2));
        await Apply(networks.Detach(At(1, 1).Port).Attach(new NetworkId(Green), At(1, 1)));

        await Found((3, 1), Right, (1, 2), (2, 1), (3, 2));
        await Arrives((1, 1), Roamer, Broadcast, (1, 3), (3, 3));
        // Open vSwitch learns from frames that it need not translate anew twice a second.
        await Found((3, 3), Right, (1, 1));
    }

    [OpenVSwitchFact]
    public async Task The_same_address_in_two_networks_is_two_hosts()
    {
        await Arrives((1, 1), Roamer, Broadcast, (1, 2), (2, 1), (3, 1), (3, 2));
        await Arrives((3, 3), Roamer, Broadcast, (1, 3));

        await Arrives((3, 1), Right, Roamer, (1, 1));
        await Arrives((1, 3), Left, Roamer, (3, 3));
    }

    [OpenVSwitchFact]
    public async Task An_address_that_is_named_at_a_port_stays_there_whoever_else_uses_it()
    {
        await Apply(networks.Attach(new NetworkId(Blue), At(1, 1) with { MacAddresses = [MacAddress.Parse("02:00:00:00:00:01")] }));

        await Arrives((3, 2), Roamer, Broadcast, (1, 1), (1, 2), (2, 1), (3, 1));
        await Arrives((3, 1), Right, Roamer, (1, 1));
        await Arrives((2, 1), Middle, Roamer, (1, 1));
    }

    [OpenVSwitchFact]
    public async Task Hosts_with_IPv6_alone_find_each_other_by_neighbour_discovery_and_are_learned_from_it()
    {
        const string SolicitedNode = "3333ff000033", AllNodes = "333300000001";

        await Arrives((1, 1), Left, SolicitedNode, (1, 2), (2, 1), (3, 1), (3, 2)); // who has it?
        await Arrives((3, 1), Right, Left, (1, 1)); // the answer goes to the one who asked
        await Arrives((1, 1), Left, Right, (3, 1));
        await Arrives((3, 2), Roamer, AllNodes, (1, 1), (1, 2), (2, 1), (3, 1));
    }

    private static L2Network Network(ushort id, params Attachment[] attachments) =>
        attachments.Aggregate(new L2Network(new NetworkId(id), $"n{id}") { Vlan = id }, (network, attachment) => network.With(attachment));

    private static Attachment At(int at, uint port) => new(Fabrics.Port(at, port));

    private async Task Apply(NetworkSet newer)
    {
        networks = newer;
        controller.Apply(networks);
        await Realized();
        await Counted();
    }

    private Task Realized() => Condition.HoldsAsync(
        () => networks.Networks.Keys.All(id => controller.Snapshot.Networks[id].Attachments.Values.All(shortfall => shortfall is null))
            && controller.Snapshot.Switches.Values.All(status => status.InSync),
        "the networks are true");

    /// <summary>A frame reaches these ports, once each, and no other.</summary>
    private async Task Arrives((int At, uint Port) from, string source, string destination, params (int At, uint Port)[] where) =>
        (await Send(from, source, destination)).ShouldBe(where, ignoreOrder: true, $"from {from} to {destination}");

    /// <summary>The forgetting of the other switches is not waited for by anybody, so it may take a moment.</summary>
    private Task Found((int At, uint Port) from, string source, params (int At, uint Port)[] where) => Condition.ReachesAsync(
        async () => string.Join(", ", (await Send(from, source, Roamer)).Order()),
        reached => reached == string.Join(", ", where.Order()),
        "the host is found",
        TimeSpan.FromSeconds(5));

    private async Task<(int At, uint Port)[]> Send((int At, uint Port) from, string source, string destination)
    {
        // Neighbour discovery is told by its addresses; what else is in it is nobody's business here.
        var frame = $"{destination}{source}86dd6{Interlocked.Increment(ref sent):x11}";
        var last = $"{Broadcast}{source}88b5f{sent:x11}"; // what has come before it is through
        var network = networks.Owners[Fabrics.Port(from.At, from.Port)];
        await switches[from.At].InjectAsync(from.Port, frame.PadRight(120, '0'));
        await switches[from.At].InjectAsync(from.Port, last.PadRight(120, '0'));
        (int At, uint Port)[] all = [.. from port in networks.Owners select ((int)port.Key.Switch.Value, port.Key.PortNo)];
        var others = all.Where(port => port != from && networks.Owners[Fabrics.Port(port.At, port.Port)] == network && IsUp(port)).ToArray();
        await Condition.HoldsAsync(
            () => others.All(port => Got(port, last) == 1),
            $"a broadcast from {from} reaches all: {string.Join(", ", others.Where(port => Got(port, last) != 1))} did not get it");
        return [.. all.SelectMany(port => Enumerable.Repeat(port, Got(port, frame)))];
    }

    /// <summary>
    /// The switches have nothing to learn any more of a host's place before, and what they made of their tables for each kind of frame is up to date.
    /// </summary>
    private Task Counted() => Task.WhenAll(switches.Values.Select(ovs => ovs.CountedAsync()));

    private bool IsUp((int At, uint Port) port) => controller.Snapshot.Switches[new DatapathId((ulong)port.At)].Ports.ContainsKey(port.Port);

    private int Got((int At, uint Port) port, string frame) => switches[port.At].SentFrames(port.Port).Count(got => got.StartsWith(frame, StringComparison.Ordinal));
}
