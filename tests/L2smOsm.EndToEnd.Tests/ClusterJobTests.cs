using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Operator;
using L2sm.Kubernetes.Resources;
using L2smOsm.EndToEnd.Tests.Running;
using L2smOsm.EndToEnd.Tests.Running.Nodes;
using L2smOsm.Testing;
using L2smOsm.Testing.Kubernetes;
using L2smOsm.Testing.Kubernetes.Operator;
using Osm.L2sm.V1;
using Xunit.Abstractions;

namespace L2smOsm.EndToEnd.Tests;

/// <summary>What the product is for, in a cluster with L2S-M: from the wish of OSM to frames between two pods, and back to nothing.</summary>
[Collection(nameof(ClusterLab))]
public sealed class ClusterJobTests(ITestOutputHelper output)
{
    private const string VirtualLink = "vl_1";

    [NodeTheory(needsCharts: true)]
    [MemberData(nameof(ApiServers.Best), MemberType = typeof(ApiServers))]
    public async Task A_virtual_link_of_OSM_joins_the_pods_of_patched_charts_on_two_nodes_and_nothing_of_it_is_left(string on)
    {
        await using var lab = await ClusterLab.StartAsync(on, replicas: 1);
        output.WriteLine(lab.Server.Name);
        var service = lab.Replicas[0];
        foreach (var node in lab.Nodes) await node.ControlledByAsync(service.OpenFlow.Port);
        await lab.LeaderAsync();
        await lab.InSyncAsync(service);
        var empty = await lab.TablesAsync();

        // OSM asks for the virtual link of an NS, and the service asks the operator, which is not there yet: OSM is told so.
        lab.Operator.Faults = OperatorFaults.IsAway;
        var id = await ClusterLab.CreateAsync(service, $"{lab.Space}-{VirtualLink}", "10.78.1.0/24");
        var network = (await ClusterLab.StatusAsync(service, id)).ClusterName;
        var made = await Condition.ReachesAsync(() => FindAsync(lab, L2smKinds.L2Networks, network), n => n is not null, "the L2Network is made");
        made!.Spec.NetworkCidr.ShouldBe("10.78.1.0/24");
        (await ClusterLab.StatusAsync(service, id)).ShouldSatisfyAllConditions(n => n.Status.ShouldBe(NetworkStatus.Build), n => n.StatusReason.ShouldBe("CLUSTER_WAITING"));

        // The operator realises it, by calls of the service's REST.
        lab.Operator.Faults = OperatorFaults.None;
        await lab.Operator.ResyncAsync();
        await ClusterLab.ActiveAsync(service, id, 0);

        // LCM installs the charts of the patched packages: a pod on each node, and two of another NS beside them.
        var (one, other) = (
            await lab.RunPodAsync("cnf-a", lab.Nodes[0], await PatchedChart.WantedAsync("a", lab.Space, lab.Folder)),
            await lab.RunPodAsync("cnf-b", lab.Nodes[1], await PatchedChart.WantedAsync("b", lab.Space, lab.Folder)));
        var strangers = $"{lab.Space}-other";
        var strange = await ClusterLab.CreateAsync(service, strangers, "10.78.2.0/24");
        await ClusterLab.ActiveAsync(service, strange, 0);
        var (stranger, friend) = (await lab.RunPodAsync("cnf-c", lab.Nodes[0], strangers), await lab.RunPodAsync("cnf-d", lab.Nodes[1], strangers));
        // It does all that it can to be taken for one of them.
        await stranger.Space.ShellAsync("ip addr add 10.78.1.200/24 dev net1");

        // The operator has attached their ports, which the switches confirmed.
        await ClusterLab.ActiveAsync(service, id, 2);
        await ClusterLab.ActiveAsync(service, strange, 2);
        string[] ports = [.. lab.Nodes.Select(node => $"of:{Datapaths.Of(node.Name, DatapathRule.OfBridge):x16}/1")];
        using (var rest = new Rest(service))
        {
            var seen = await rest.GetAsync($"/onos/vnets/api/{network}");
            ports.ShouldAllBe(port => seen.Contains(port));
        }
        (await lab.TablesAsync()).ShouldNotBe(empty);

        await one.ReachesAsync(other);
        await other.ReachesAsync(one);
        await stranger.ReachesAsync(friend);
        await stranger.DoesNotReachAsync(one);
        await stranger.DoesNotReachAsync(other);
        await one.DoesNotReachAsync("10.78.1.200");
        service.HasNoFaults();

        // The NS is deleted: first the charts, then the network; and so is the other.
        foreach (var cnf in new[] { one, other, stranger, friend }) await lab.DeletePodAsync(cnf);
        await ClusterLab.ActiveAsync(service, id, 0);
        foreach (var each in new[] { id, strange }) (await service.Networks.DeleteNetworkAsync(new DeleteNetworkRequest { Id = each })).Existed.ShouldBeTrue();
        foreach (var each in new[] { network, strangers }) await Condition.ReachesAsync(() => FindAsync(lab, L2smKinds.L2Networks, each), n => n is null, $"{each} is gone");
        await Condition.ReachesAsync(lab.TablesAsync, tables => tables == empty, "nothing of them is in the switches");
        await Condition.ReachesAsync(() => IntentsAsync(lab), left => !left.Contains(lab.Space, StringComparison.Ordinal), "nothing of them is written down");
        for (var i = 1; i <= 3; i++)
            (await FindAsync(lab, L2smKinds.NetworkAttachmentDefinitions, $"overlay-veth{i}"))!.Metadata.Labels!.Where(l => l.Key.StartsWith("used-", StringComparison.Ordinal)).ShouldAllBe(l => l.Value == "false");
        (await ClusterLab.StatusAsync(service, id)).Status.ShouldBe(NetworkStatus.Deleted);
        service.HasNoFaults();
    }

    private static Task<T?> FindAsync<T>(ClusterLab lab, ResourceKind<T> kind, string name) where T : class, IResource => lab.Server.Api.Resources(kind).GetAsync(new ResourceKey(lab.Space, name));

    /// <summary>What is written down of networks, by the journal's names.</summary>
    private static async Task<string> IntentsAsync(ClusterLab lab)
    {
        var kept = new List<string>();
        await foreach (var map in lab.Server.Api.Resources(BuiltInKinds.ConfigMaps).ListAsync(new ResourceScope { Namespace = lab.Space, Labels = "osm-l2sm/intent=network" }))
            kept.Add(string.Join(' ', map.Data!.Values));
        return string.Join('\n', kept);
    }
}
