using L2sm.Sdn.Networks;
using L2sm.Sdn.Topology;
using L2smOsm.Testing;
using L2smOsm.Testing.Switching;

namespace L2sm.Sdn.Tests;

/// <summary>Two real switches that are given pure OpenFlow 1.3: the controller learns for them.</summary>
public sealed class PlainSwitchTests : IAsyncLifetime
{
    private const ushort Blue = 5, Green = 6;
    private const string Broadcast = "ffffffffffff", One = "020000000001", Two = "020000000002", Three = "020000000003";

    private readonly TestLog log = new();
    private readonly Dictionary<int, OpenVSwitch> switches = [];
    private readonly List<Task> sessions = [];
    private CancellationTokenSource stop = new();
    private L2smController controller = null!;
    private int sent;

    /// <summary>Blue has ports 1 and 2 of both, green port 3 of both.</summary>
    private NetworkSet networks = NetworkSet.Empty
        .With(Network(Blue, At(1, 1), At(1, 2), At(2, 1), At(2, 2)))
        .With(Network(Green, At(1, 3), At(2, 3)));

    public async Task InitializeAsync()
    {
        if (OpenVSwitch.Missing is not null) return;
        for (var at = 1; at <= 2; at++)
        {
            switches[at] = await OpenVSwitch.StartAsync((ulong)at, ports: 3);
            for (var port = 1u; port <= 3; port++) await switches[at].CaptureAsync(port);
        }
        await OpenVSwitch.CableAsync(switches[1], switches[2], 50);
        await StartAsync([]);
    }

    public async Task DisposeAsync()
    {
        if (switches.Count == 0) return;
        await StopAsync();
        foreach (var ovs in switches.Values) await ovs.DisposeAsync();
        log.HasNoErrors();
    }

    [OpenVSwitchFact]
    public async Task Frames_reach_their_network_once_and_no_rule_needs_an_extension()
    {
        await Arrives((1, 1), One, Broadcast, (1, 2), (2, 1), (2, 2));
        await Arrives((2, 3), One, Broadcast, (1, 3));

        foreach (var ovs in switches.Values)
            (await ovs.OfctlAsync("dump-flows", "--no-stats")).ShouldSatisfyAllConditions(
                dump => dump.ShouldContain("CONTROLLER"),
                dump => dump.ShouldNotContain("learn("),
                dump => dump.ShouldNotContain("resubmit"),
                dump => dump.ShouldNotContain("reg"),
                dump => dump.ShouldNotContain("move:"));
    }

    [OpenVSwitchFact]
    public async Task What_is_taught_stops_the_flood_and_is_asked_about_no_more()
    {
        await Arrives((1, 1), One, Broadcast, (1, 2), (2, 1), (2, 2));
        await Found((2, 1), Two, One, (1, 1));
        await Found((1, 2), Three, Two, (2, 1));

        // What was asked before the answer was in may still come.
        await Condition.ReachesAsync(
            async () =>
            {
                var before = PacketIns;
                for (var i = 0; i < 5; i++) await Arrives((2, 1), Two, One, (1, 1));
                return PacketIns - before;
            },
            asked => asked == 0,
            "packet-ins of five frames");
    }

    [OpenVSwitchFact]
    public async Task A_host_that_moves_is_followed_and_so_is_one_that_comes_back()
    {
        await Arrives((1, 1), One, Broadcast, (1, 2), (2, 1), (2, 2));
        await Found((2, 1), Two, One, (1, 1));
        await Arrives((1, 2), One, Broadcast, (1, 1), (2, 1), (2, 2));
        await Found((2, 1), Two, One, (1, 2));
        await Arrives((2, 2), One, Broadcast, (1, 1), (1, 2), (2, 1));
        await Found((2, 1), Two, One, (2, 2));
        await Arrives((1, 1), One, Broadcast, (1, 2), (2, 1), (2, 2));
        await Found((2, 1), Two, One, (1, 1));
        await Found((1, 2), Three, One, (1, 1));
    }

    [OpenVSwitchFact]
    public async Task A_port_that_leaves_takes_what_was_taught_with_it()
    {
        await Arrives((1, 1), One, Broadcast, (1, 2), (2, 1), (2, 2));
        await Found((2, 1), Two, One, (1, 1));

        networks = networks.Detach(At(1, 1).Port).Attach(new NetworkId(Green), At(1, 1));
        controller.Apply(networks);
        await Realized();

        await Found((2, 1), Two, One, (1, 2), (2, 2));
        await Arrives((1, 1), One, Broadcast, (1, 3), (2, 3));
        await Found((2, 3), Three, One, (1, 1));
    }

    [OpenVSwitchFact]
    public async Task A_controller_that_comes_back_changes_nothing()
    {
        await Arrives((1, 1), One, Broadcast, (1, 2), (2, 1), (2, 2));
        await Found((2, 1), Two, One, (1, 1));
        var links = controller.Snapshot.Links.Select(status => status.Link).ToArray();
        var before = await switches[1].OfctlAsync("dump-flows", "--no-stats");
        await StopAsync();
        await StartAsync(links);

        controller.Snapshot.Switches.Values.Sum(status => status.Counters.FlowMods + status.Counters.GroupMods).ShouldBe(0);
        (await switches[1].OfctlAsync("dump-flows", "--no-stats")).ShouldBe(before);
    }

    private long PacketIns => controller.Snapshot.Switches.Values.Sum(status => status.Counters.PacketInsOther);

    private async Task StartAsync(Link[] links)
    {
        stop = new CancellationTokenSource();
        controller = new L2smController(
            new L2smControllerOptions { DiscoveryInterval = TimeSpan.FromMilliseconds(100), Dialect = SwitchDialect.Plain }, links, TimeProvider.System, log);
        controller.Apply(networks);
        foreach (var ovs in switches.Values) sessions.Add(ovs.ServeAsync(controller, stop.Token));
        await Realized();
    }

    private async Task StopAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(sessions);
        await controller.DisposeAsync();
        stop.Dispose();
        sessions.Clear();
    }

    private static L2Network Network(ushort id, params Attachment[] attachments) =>
        attachments.Aggregate(new L2Network(new NetworkId(id), $"n{id}") { Vlan = id }, (network, attachment) => network.With(attachment));

    private static Attachment At(int at, uint port) => new(Fabrics.Port(at, port));

    private Task Realized() => Condition.HoldsAsync(
        () => networks.Networks.Keys.All(id => controller.Snapshot.Networks.TryGetValue(id, out var network) && network.Attachments.Values.All(shortfall => shortfall is null))
            && controller.Snapshot.Switches.Count == 2 && controller.Snapshot.Switches.Values.All(status => status.InSync),
        "the networks are true");

    private async Task Arrives((int At, uint Port) from, string source, string destination, params (int At, uint Port)[] where) =>
        (await Send(from, source, destination)).ShouldBe(where, ignoreOrder: true, $"from {from} to {destination}");

    /// <summary>Teaching takes the controller a moment.</summary>
    private Task Found((int At, uint Port) from, string source, string destination, params (int At, uint Port)[] where) => Condition.ReachesAsync(
        async () => string.Join(", ", (await Send(from, source, destination)).Order()),
        reached => reached == string.Join(", ", where.Order()),
        "the host is found");

    private async Task<(int At, uint Port)[]> Send((int At, uint Port) from, string source, string destination)
    {
        var frame = $"{destination}{source}86dd6{Interlocked.Increment(ref sent):x11}";
        var last = $"{Broadcast}{source}88b5f{sent:x11}"; // what has come before it is through
        var network = networks.Owners[Fabrics.Port(from.At, from.Port)];
        await switches[from.At].InjectAsync(from.Port, frame.PadRight(120, '0'));
        await switches[from.At].InjectAsync(from.Port, last.PadRight(120, '0'));
        (int At, uint Port)[] all = [.. from port in networks.Owners select ((int)port.Key.Switch.Value, port.Key.PortNo)];
        var others = all.Where(port => port != from && networks.Owners[Fabrics.Port(port.At, port.Port)] == network).ToArray();
        await Condition.HoldsAsync(
            () => others.All(port => Got(port, last) == 1),
            $"a broadcast from {from} reaches all: {string.Join(", ", others.Where(port => Got(port, last) != 1))} did not get it");
        return [.. all.SelectMany(port => Enumerable.Repeat(port, Got(port, frame)))];
    }

    private int Got((int At, uint Port) port, string frame) => switches[port.At].SentFrames(port.Port).Count(got => got.StartsWith(frame, StringComparison.Ordinal));
}
