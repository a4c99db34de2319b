using System.Diagnostics;
using Grpc.Core;
using L2smOsm.EndToEnd.Tests.Running;
using L2smOsm.EndToEnd.Tests.Running.Nodes;
using L2smOsm.Testing;
using L2smOsm.Testing.Kubernetes;
using Osm.L2sm.V1;
using Xunit.Abstractions;

namespace L2smOsm.EndToEnd.Tests;

/// <summary>SIGKILL of the replica that leads: the other leads before a switch opens, and traffic does not feel it.</summary>
[Collection(nameof(ClusterLab))]
public sealed class TakeoverTests(ITestOutputHelper output)
{
    /// <summary>When Open vSwitch opens that has no controller (docs/kubernetes.md).</summary>
    private static readonly TimeSpan Opens = TimeSpan.FromSeconds(15);

    [NodeTheory]
    [MemberData(nameof(ApiServers.Best), MemberType = typeof(ApiServers))]
    public async Task The_standby_takes_over_from_a_killed_leader_and_no_ping_is_lost_and_no_flow_is_written(string on)
    {
        await using var lab = await ClusterLab.StartAsync(on, replicas: 2);
        foreach (var node in lab.Nodes) await node.ControlledByAsync([.. lab.Replicas.Select(r => r.OpenFlow.Port)]);
        using var traffic = await TrafficAsync(lab);
        await OneMasterAsync(lab, connected: 2);

        await TakeOverAsync(lab, traffic);

        await OneMasterAsync(lab, connected: 1);
        // It works as a leader does: what comes now is attached.
        var third = await lab.RunPodAsync("cnf-c", lab.Nodes[0], traffic.Network);
        await ClusterLab.ActiveAsync(traffic.Standby, traffic.Id, 3);
        await third.ReachesAsync(traffic.One);
        await third.ReachesAsync(traffic.Other);
        await traffic.Pings.GoOnAsync();
        traffic.Standby.HasNoFaults();
    }

    [NodeTheory]
    [MemberData(nameof(ApiServers.Best), MemberType = typeof(ApiServers))]
    public async Task Switches_that_know_one_address_are_led_to_the_new_leader_before_they_open(string on)
    {
        await using var lab = await ClusterLab.StartAsync(on, replicas: 2);
        await using var address = lab.SwitchesServedByLeader();
        foreach (var node in lab.Nodes) await node.ControlledByAsync(address.Port);
        using var traffic = await TrafficAsync(lab);

        await TakeOverAsync(lab, traffic);

        foreach (var node in lab.Nodes) (await node.IsOpenAsync()).ShouldBeFalse(node.Name);
        // The one that died comes back in its pod, and stands by.
        await lab.RestartReplicaAsync(traffic.Number);
        await Condition.ReachesAsync(
            () => RefusalAsync(lab.Replicas[traffic.Number]), refused => refused.Contains("does not lead: ", StringComparison.Ordinal), "it knows who leads", TimeSpan.FromSeconds(60));
        (await lab.LabelledAsync()).ShouldBe([$"replica-{1 - traffic.Number}"]);
        await traffic.Pings.GoOnAsync();
        traffic.Standby.HasNoFaults();
    }

    private static async Task<Traffic> TrafficAsync(ClusterLab lab)
    {
        var number = await lab.LeaderAsync();
        var leader = lab.Replicas[number];
        await lab.InSyncAsync(leader);
        var network = $"{lab.Space}-net";
        var id = await ClusterLab.CreateAsync(leader, network, "10.77.1.0/24");
        await ClusterLab.ActiveAsync(leader, id, 0);
        var (one, other) = (await lab.RunPodAsync("cnf-a", lab.Nodes[0], network), await lab.RunPodAsync("cnf-b", lab.Nodes[1], network));
        await ClusterLab.ActiveAsync(leader, id, 2);
        await one.ReachesAsync(other);
        var traffic = new Traffic(number, lab.Replicas[1 - number], network, id, one, other, Pings.Start(one.Space, other.Addresses[0]));
        await traffic.Pings.GoOnAsync();
        return traffic;
    }

    /// <summary>Kills the leader, and sees to it that the other leads, and that nobody felt it.</summary>
    private async Task TakeOverAsync(ClusterLab lab, Traffic traffic)
    {
        var (leader, standby) = (lab.Replicas[traffic.Number], traffic.Standby);
        var (before, tables, lease) = (await ClusterLab.StatusAsync(leader, traffic.Id), await lab.TablesAsync(), await lab.LeaseAsync());

        var watch = Stopwatch.StartNew();
        await leader.KillAsync();
        await Condition.ReachesAsync(() => LeadsAsync(standby, traffic.Id), leads => leads, "the standby answers OSM as the leader did", TimeSpan.FromSeconds(60));
        var ready = watch.Elapsed;

        output.WriteLine($"{lab.Server}: SIGKILL of the leader to the network ACTIVE at the standby: {ready.TotalSeconds:0.00} s");
        ready.ShouldBeLessThan(Opens, standby.Log);
        var after = await ClusterLab.StatusAsync(standby, traffic.Id);
        (after.Id, after.Status, after.SegmentationId, after.PortsConfirmed).ShouldBe((before.Id, before.Status, before.SegmentationId, before.PortsConfirmed));
        var taken = await lab.LeaseAsync();
        taken.Spec!.HolderIdentity.ShouldNotBe(lease.Spec!.HolderIdentity);
        taken.Spec.LeaseTransitions.ShouldBe(lease.Spec.LeaseTransitions + 1);
        await Condition.ReachesAsync(lab.LabelledAsync, pods => pods is [var pod] && pod == $"replica-{1 - traffic.Number}", "Services lead to it", TimeSpan.FromSeconds(60));
        await lab.InSyncAsync(standby);
        foreach (var counters in (await standby.Fabric.ListSwitchesAsync(new ListSwitchesRequest())).Switches.Select(s => s.Counters))
            (counters.FlowMods, counters.GroupMods).ShouldBe((0ul, 0ul), standby.Log);
        (await lab.TablesAsync()).ShouldBe(tables);
        await traffic.Pings.GoOnAsync();
    }

    private static async Task<string> RefusalAsync(Service service) => (await Should.ThrowAsync<RpcException>(() => service.Networks.ListNetworksAsync(new ListNetworksRequest()).ResponseAsync)).Status.Detail;

    // The first answers may still be that it does not lead.
    private static async Task<bool> LeadsAsync(Service service, string id)
    {
        try
        {
            return await ClusterLab.StatusAsync(service, id) is { Status: NetworkStatus.Active };
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable)
        {
            return false;
        }
    }

    // Open vSwitch brings its database up to date every five seconds. A standby that came before any master has no role; it holds back by itself.
    private static async Task OneMasterAsync(ClusterLab lab, int connected)
    {
        foreach (var node in lab.Nodes)
            await Condition.ReachesAsync(
                async () => (await node.Ovs.VsctlAsync("--bare", "--columns=role", "find", "controller", "is_connected=true")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).ToArray(),
                roles => roles.Length == connected && roles.Count(role => role == "master") == 1, $"{node.Name} has {connected} controllers, one of them its master", TimeSpan.FromSeconds(60));
    }

    /// <summary>Two pods on two nodes that ping each other, under the leader of this number.</summary>
    private sealed record Traffic(int Number, Service Standby, string Network, string Id, Cnf One, Cnf Other, Pings Pings) : IDisposable
    {
        public void Dispose() => Pings.Dispose();
    }
}
