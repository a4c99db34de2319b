using System.Diagnostics;
using L2smOsm.EndToEnd.Tests.Running;
using L2smOsm.EndToEnd.Tests.Running.Nodes;
using L2smOsm.Testing;
using L2smOsm.Testing.Kubernetes;
using Osm.L2sm.V1;
using Xunit.Abstractions;

namespace L2smOsm.EndToEnd.Tests;

/// <summary>SIGKILL of the replica that leads: the other leads before a switch opens, and traffic does not feel it.</summary>
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
        var number = await lab.LeaderAsync();
        var (leader, standby) = (lab.Replicas[number], lab.Replicas[1 - number]);
        await lab.InSyncAsync(leader);
        var net = $"{lab.Space}-net";
        var id = await ClusterLab.CreateAsync(leader, net, "10.77.1.0/24");
        await ClusterLab.ActiveAsync(leader, id, 0);
        var (one, other) = (await lab.RunPodAsync("cnf-a", lab.Nodes[0], net), await lab.RunPodAsync("cnf-b", lab.Nodes[1], net));
        var before = await ClusterLab.ActiveAsync(leader, id, 2);
        await one.ReachesAsync(other);
        using var pings = Pings.Start(one.Space, other.Addresses[0]);
        await pings.GoOnAsync();
        await RolesAsync(lab, "master", "slave");
        var (tables, lease) = (await lab.TablesAsync(), await lab.LeaseAsync());

        var watch = Stopwatch.StartNew();
        await leader.KillAsync();
        await Condition.ReachesAsync(() => LeadsAsync(standby, id), leads => leads, "the standby answers OSM as the leader did");
        var ready = watch.Elapsed;

        output.WriteLine($"{lab.Server}: SIGKILL of the leader to the standby ready: {ready.TotalSeconds:0.00} s");
        ready.ShouldBeLessThan(Opens);
        var after = await ClusterLab.StatusAsync(standby, id);
        (after.Id, after.Status, after.SegmentationId, after.PortsConfirmed).ShouldBe((before.Id, before.Status, before.SegmentationId, before.PortsConfirmed));
        var taken = await lab.LeaseAsync();
        taken.Spec!.HolderIdentity.ShouldNotBe(lease.Spec!.HolderIdentity);
        taken.Spec.LeaseTransitions.ShouldBe(lease.Spec.LeaseTransitions + 1);
        await RolesAsync(lab, "master");
        (await lab.LeaderAsync()).ShouldBe(1 - number, "Services lead to it");
        await lab.InSyncAsync(standby);
        foreach (var counters in (await standby.Fabric.ListSwitchesAsync(new ListSwitchesRequest())).Switches.Select(s => s.Counters))
            (counters.FlowMods, counters.GroupMods).ShouldBe((0ul, 0ul), standby.Log);
        (await lab.TablesAsync()).ShouldBe(tables);
        await pings.GoOnAsync();

        // It works as a leader does: what comes now is attached.
        var third = await lab.RunPodAsync("cnf-c", lab.Nodes[0], net);
        await ClusterLab.ActiveAsync(standby, id, 3);
        await third.ReachesAsync(other);
        await third.ReachesAsync(one);
        await pings.GoOnAsync();
        standby.HasNoFaults();
    }

    // The first answers may still be that it does not lead.
    private static async Task<bool> LeadsAsync(Service service, string id)
    {
        try
        {
            return await ClusterLab.StatusAsync(service, id) is { Status: NetworkStatus.Active };
        }
        catch (Grpc.Core.RpcException e) when (e.StatusCode == Grpc.Core.StatusCode.Unavailable)
        {
            return false;
        }
    }

    // Open vSwitch brings its database up to date every five seconds.
    private static async Task RolesAsync(ClusterLab lab, params string[] roles)
    {
        foreach (var node in lab.Nodes)
            await Condition.ReachesAsync(
                async () => (await node.Ovs.VsctlAsync("--bare", "--columns=role", "find", "controller", "is_connected=true")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).ToArray(),
                seen => seen.SequenceEqual(roles), $"{node.Name} has {string.Join(" and ", roles)}", TimeSpan.FromSeconds(60));
    }
}
