using L2sm.OpenFlow;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Pipeline;
using L2sm.Sdn.Topology;
using L2smOsm.Testing;
using L2smOsm.Testing.Switching;

namespace L2sm.Sdn.Tests;

/// <summary>The controller on a real Open vSwitch: what the pure tests promise, said by the switch itself.</summary>
public sealed class RealSwitchTests : IAsyncLifetime
{
    private static readonly DatapathId Id = new(0xa1);
    private static readonly NetworkId Blue = new(5);
    private static readonly NetworkId Green = new(6);

    private readonly TestLog log = new();
    private OpenVSwitch ovs = null!;
    private L2smController controller = null!;
    private Task session = Task.CompletedTask;
    private CancellationTokenSource connection = new();

    public async Task InitializeAsync()
    {
        if (OpenVSwitch.Missing is not null) return;
        ovs = await OpenVSwitch.StartAsync(Id.Value, ports: 6);
        await ovs.AddTunnelAsync(200, "127.0.0.9");
        await StartControllerAsync(Networks);
    }

    public async Task DisposeAsync()
    {
        if (ovs is null) return;
        await StopControllerAsync();
        await ovs.DisposeAsync();
        log.HasNoErrors();
    }

    /// <summary>Ports 1 and 2 (known address) are blue, 3 and 4 green; 5 and 6 are nobody's. The far end of the tunnel has a blue and a green port too.</summary>
    private static NetworkSet Networks { get; } = NetworkSet.Empty
        .With(new L2Network(Blue, "blue").With(At(1)).With(new Attachment(new PortKey(Id, 2), [Mac(2)])).With(new Attachment(new PortKey(new(0xb1), 1), [Mac(21)])))
        .With(new L2Network(Green, "green").With(At(3)).With(At(4)).With(new Attachment(new PortKey(new(0xb1), 2))));

    private static Link Tunnel { get; } = new(new PortKey(Id, 200), new PortKey(new(0xb1), 200), LinkCarrier.TunnelId);

    [OpenVSwitchFact]
    public async Task The_flow_table_is_the_one_that_is_documented()
    {
        var dump = await ovs.OfctlAsync("dump-flows", "--no-stats", "--sort=priority");

        dump.ShouldContain("priority=0 actions=drop");
        dump.ShouldContain("in_port=1 actions=write_metadata:0x5,goto_table:1");
        dump.Split('\n').Count(line => line.Contains("cookie=0x4c32", StringComparison.Ordinal)).ShouldBe(8 + 3 + 4 + 2 + 2 * 2, dump);
    }

    [OpenVSwitchFact]
    public async Task A_controller_that_comes_back_sends_no_mod()
    {
        var before = await ovs.OfctlAsync("dump-flows", "--no-stats");
        await StopControllerAsync();
        await StartControllerAsync(Networks);

        controller.Snapshot.Switches[Id].Counters.ShouldSatisfyAllConditions(
            counters => counters.FlowMods.ShouldBe(0),
            counters => counters.GroupMods.ShouldBe(0),
            counters => counters.Errors.ShouldBe(0));
        (await ovs.OfctlAsync("dump-flows", "--no-stats")).ShouldBe(before);
    }

    [OpenVSwitchFact]
    public async Task No_frame_crosses_from_one_network_to_another_by_the_switchs_own_tracer()
    {
        (await ActionsAsync($"in_port=p1,dl_src={Mac(1)},dl_dst=ff:ff:ff:ff:ff:ff,dl_type=0x0800")).ShouldContain(2, "what should pass does");
        int[] ports = [1, 2, 3, 4, 5, 6];
        foreach (var from in ports)
            foreach (var destination in new[] { MacAddress.Broadcast, Mac(1), Mac(2), Mac(3), Mac(4), Mac(21) })
            {
                var actions = await ActionsAsync($"in_port=p{from},dl_src={Mac(from)},dl_dst={destination},dl_type=0x0800");
                int[] allowed = from switch { 1 or 2 => [1, 2], 3 or 4 => [3, 4], _ => [] };
                foreach (var to in ports.Except(allowed).Append(from)) actions.ShouldNotContain(to, $"from {from} to {destination}: {string.Join(',', actions)}");
            }
    }

    [OpenVSwitchFact]
    public async Task Frames_from_the_tunnel_reach_the_ports_of_their_network_only()
    {
        (await ActionsAsync($"in_port=vx200,tun_id=0x5,dl_src={Mac(21)},dl_dst=ff:ff:ff:ff:ff:ff,dl_type=0x0800")).ShouldBe([1, 2], ignoreOrder: true);
        (await ActionsAsync($"in_port=vx200,tun_id=0x6,dl_src={Mac(22)},dl_dst=ff:ff:ff:ff:ff:ff,dl_type=0x0800")).ShouldBe([3, 4], ignoreOrder: true);
        (await ActionsAsync($"in_port=vx200,tun_id=0x7,dl_src={Mac(23)},dl_dst=ff:ff:ff:ff:ff:ff,dl_type=0x0800")).ShouldBeEmpty();
    }

    [OpenVSwitchFact]
    public async Task LLDP_of_an_attached_host_stays_in_its_network_and_others_goes_to_the_controller()
    {
        (await ovs.TraceAsync($"in_port=p3,dl_src={Mac(3)},dl_dst=01:80:c2:00:00:0e,dl_type=0x88cc")).ShouldNotContain("CONTROLLER");
        (await ovs.TraceAsync($"in_port=vx200,tun_id=0x6,dl_src={Mac(3)},dl_dst=01:80:c2:00:00:0e,dl_type=0x88cc")).ShouldNotContain("CONTROLLER");
        (await ovs.TraceAsync($"in_port=vx200,tun_id=0xffffff,dl_src={Mac(3)},dl_dst=01:80:c2:00:00:0e,dl_type=0x88cc")).ShouldContain("CONTROLLER");
    }

    [OpenVSwitchFact]
    public async Task A_switch_that_restarts_empty_gets_everything_again()
    {
        var before = await ovs.OfctlAsync("dump-flows", "--no-stats", "--sort=priority");
        await ovs.RestartAsync();
        await session;
        await ConnectAsync();

        (await ovs.OfctlAsync("dump-flows", "--no-stats", "--sort=priority")).ShouldBe(before);
    }

    [OpenVSwitchFact]
    public async Task A_deleted_network_takes_all_of_its_rules_with_it()
    {
        controller.Apply(NetworkSet.Empty);
        await Condition.HoldsAsync(() => controller.Snapshot.Switches[Id].Counters.GroupMods >= 4, "the groups are deleted");
        await InSync();

        (await ovs.OfctlAsync("dump-groups")).Split("group_id").Length.ShouldBe(1 + 2, "the link's groups alone are left");
        (await ovs.OfctlAsync("dump-flows", "--no-stats")).Split('\n').Count(line => line.Contains("cookie=", StringComparison.Ordinal)).ShouldBe(11);
    }

    [OpenVSwitchFact]
    public async Task Flows_of_others_are_left_alone()
    {
        await ovs.OfctlAsync("add-flow", "table=5,cookie=0xbeef,priority=7,in_port=9,actions=drop");
        controller.Apply(NetworkSet.Empty);
        await Condition.HoldsAsync(() => controller.Snapshot.Switches[Id].Counters.GroupMods >= 5, "the networks' groups are deleted");
        await InSync();
        await StopControllerAsync();
        await StartControllerAsync(Networks);

        (await ovs.OfctlAsync("dump-flows", "--no-stats", "table=5")).ShouldContain("cookie=0xbeef");
    }

    [OpenVSwitchFact]
    public async Task What_a_stranger_deletes_changes_or_takes_over_is_put_right_by_the_flow_monitor_long_before_the_audit()
    {
        var before = await ovs.TablesAsync();
        foreach (var (command, argument) in new[]
        {
            ("del-flows", "table=0,in_port=1"), ("mod-flows", "table=0,in_port=3,actions=drop"), ("add-flow", "table=0,priority=300,in_port=4,cookie=0xbeef,actions=drop"),
            ("add-flow", "table=4,priority=77,metadata=5,cookie=0x4c32360000000005,actions=drop"), ("del-groups", "group_id=0x40000005"), ("del-flows", "table=1"),
        })
        {
            var found = controller.Snapshot.Switches[Id].Drift.Found;
            await ovs.OfctlAsync(command, argument);
            await Condition.HoldsAsync(
                () => controller.Snapshot.Switches[Id] is { InSync: true, Drift: var drift } && drift.Found > found && drift.Repaired == drift.Found, $"{command} {argument} is repaired");
            (await ovs.TablesAsync()).ShouldBe(before, $"after {command} {argument}");
        }
        controller.Snapshot.Switches[Id].Drift.Audits.ShouldBe(0);
        controller.Snapshot.Switches[Id].Foreign.ShouldBe(ForeignStatus.None);
    }

    [OpenVSwitchFact]
    public async Task Without_a_flow_monitor_the_audit_puts_right_what_a_stranger_changed()
    {
        var before = await ovs.TablesAsync();
        await StopControllerAsync();
        await StartControllerAsync(Networks, new L2smControllerOptions { WatchFlows = false, AuditInterval = TimeSpan.FromMilliseconds(200) });
        await ovs.OfctlAsync("del-flows", "table=0,in_port=1");
        await ovs.OfctlAsync("mod-group", "group_id=0x40000006,type=all,bucket=actions=output:1");

        await Condition.ReachesAsync(ovs.TablesAsync, tables => tables == before, "the audit repairs it");
    }

    [OpenVSwitchFact]
    public async Task A_storm_of_foreign_changes_ends_in_the_right_tables_and_few_repairs()
    {
        var before = await ovs.TablesAsync();
        var mods = controller.Snapshot.Switches[Id].Counters.FlowMods;
        var changes = Enumerable.Range(0, 6000).Select(i => $"add table=0,priority=300,in_port={1 + i % 2},cookie=0x{i:x},actions=drop");
        await ovs.OfctlFileAsync("add-flows", changes);

        await Condition.ReachesAsync(ovs.TablesAsync, tables => tables == before, "the tables are right again", TimeSpan.FromSeconds(40));
        (controller.Snapshot.Switches[Id].Counters.FlowMods - mods).ShouldBeLessThan(200);
    }

    [OpenVSwitchFact]
    public async Task Flows_of_a_stranger_are_told_and_left_and_removed_where_the_switches_are_ours()
    {
        await ovs.OfctlAsync("add-flow", "table=1,cookie=0xbeef,priority=7,in_port=9,actions=output:8");
        await Condition.HoldsAsync(() => controller.Snapshot.Switches[Id].Foreign.Flows == 1, "it is told at once");
        controller.Snapshot.Switches[Id].Foreign.Sample.ShouldBe(["table=1 priority=7 cookie=0xbeef [in_port=9] output:8"]);
        await ovs.OfctlAsync("add-flow", "table=3,cookie=0xbeef,priority=7,in_port=9,actions=NORMAL");

        await StopControllerAsync();
        await StartControllerAsync(Networks);
        await Condition.HoldsAsync(() => controller.Snapshot.Switches[Id].Foreign.Flows == 1, "it is told again, and alone");
        (await ovs.OfctlAsync("dump-flows", "table=3")).ShouldNotContain("NORMAL");
        (await ovs.OfctlAsync("dump-flows", "table=1")).ShouldContain("cookie=0xbeef");

        await StopControllerAsync();
        await StartControllerAsync(Networks, new L2smControllerOptions { OwnSwitches = true });
        await Condition.HoldsAsync(() => controller.Snapshot.Switches[Id] is { Foreign.Flows: 0, Drift.ForeignRemoved: 1 }, "it is removed");
        (await ovs.OfctlAsync("dump-flows", "table=1")).ShouldNotContain("cookie=0xbeef");
    }

    [OpenVSwitchFact]
    public async Task A_bundle_that_is_refused_does_nothing_and_its_round_goes_on_without_the_network_that_is_to_blame()
    {
        var (red, pink) = (new NetworkId(7), new NetworkId(8));
        await ovs.OfctlAsync("add-group", "group_id=0x40000007,type=all,bucket=actions=output:1"); // groups are not watched
        controller.Apply(Networks.With(new L2Network(red, "red").With(At(5))).With(new L2Network(pink, "pink").With(At(6))));

        await Condition.HoldsAsync(() => Missing(red, 5)?.Kind == ShortfallKind.Refused && Missing(pink, 6) is null, "red is refused, pink is there");
        Missing(red, 5)!.Message.ShouldContain("GROUP_EXISTS");
        log.Lines.ShouldContain(line => line.Text.Contains("MSG_FAILED", StringComparison.Ordinal), "it went by a bundle first");
        (await ovs.OfctlAsync("dump-flows", "--no-stats")).ShouldContain("in_port=6 actions=write_metadata:0x8");
    }

    private Shortfall? Missing(NetworkId network, uint port) =>
        controller.Snapshot.Networks.TryGetValue(network, out var found) && found.Attachments.TryGetValue(new PortKey(Id, port), out var missing)
            ? missing
            : new Shortfall(ShortfallKind.NotConfirmed, "not known yet");

    [OpenVSwitchFact]
    public async Task A_host_that_sends_from_ever_new_addresses_fills_no_table_and_takes_nothing_from_other_networks()
    {
        var next = 1000;
        async Task<int> FloodAsync()
        {
            // The dummy datapath drops some when it is busy, so more are sent than fit.
            await ovs.InjectAsync(1, Enumerable.Range(next, 400).Select(host => Mac(host).ToString()), "ff:ff:ff:ff:ff:ff");
            next += 400;
            return await LearnedAsync(Blue);
        }

        await Condition.ReachesAsync(FloodAsync, count => count == Tables.LearnedLimit, "blue's addresses are at the limit", TimeSpan.FromSeconds(60));
        (await FloodAsync()).ShouldBe((int)Tables.LearnedLimit);
        await ovs.InjectAsync(3, [Mac(3).ToString()], "ff:ff:ff:ff:ff:ff");
        await Condition.ReachesAsync(() => LearnedAsync(Green), count => count == 1, "green learns on");

        await StopControllerAsync();
        await StartControllerAsync(Networks);
        (await LearnedAsync(Blue)).ShouldBe((int)Tables.LearnedLimit, "a restart forgets nothing");
        controller.Snapshot.Switches[Id].Counters.FlowMods.ShouldBe(0);

        controller.Apply(Networks.Detach(new PortKey(Id, 1)));
        await Condition.ReachesAsync(() => LearnedAsync(Blue), count => count == 0, "what was learned behind a port that left is forgotten");
        (await LearnedAsync(Green)).ShouldBe(1);
    }

    /// <summary>How many addresses the switch has learned in a network.</summary>
    private async Task<int> LearnedAsync(NetworkId network) =>
        (await ovs.OfctlAsync("dump-flows", "--no-stats", $"table={Tables.Learned},metadata={network}")).Split('\n').Count(line => line.Contains("cookie=", StringComparison.Ordinal));

    private static Attachment At(uint port) => new(new PortKey(Id, port));

    private static MacAddress Mac(int host) => new(0x0200_0000_0000UL + (uint)host);

    /// <summary>The hosts' ports that a frame leaves by; where it enters the tunnel is not asked here.</summary>
    private async Task<int[]> ActionsAsync(string flow) => [.. (await ovs.OutputsAsync(flow)).Where(port => port < 100)];

    private async Task StartControllerAsync(NetworkSet networks, L2smControllerOptions? options = null)
    {
        controller = new L2smController(options ?? new L2smControllerOptions(), [Tunnel], TimeProvider.System, log);
        controller.Apply(networks);
        await ConnectAsync();
    }

    private async Task ConnectAsync()
    {
        connection = new CancellationTokenSource();
        session = ovs.ServeAsync(controller, connection.Token);
        await InSync();
    }

    private Task InSync() => Condition.ReachesAsync(
        () => Task.FromResult(controller.Snapshot.Switches.GetValueOrDefault(Id) is { Connected: true, InSync: true } ? "" : $"not yet: {string.Join("; ", log.Lines.TakeLast(5).Select(line => line.Text))}"),
        missing => missing.Length == 0,
        "in sync");

    private async Task StopControllerAsync()
    {
        await connection.CancelAsync();
        await session;
        await controller.DisposeAsync();
    }
}
