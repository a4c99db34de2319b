using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Resources;
using L2smOsm.Testing;
using L2smOsm.Testing.Kubernetes;
using L2smOsm.Testing.Kubernetes.Operator;
using Microsoft.Extensions.Time.Testing;
using Osm.L2sm.Connector.Persistence.Cluster;
using Osm.L2sm.Connector.Tests.Testing;
using Osm.L2sm.V1;
using Deletion = Osm.L2sm.V1.Deletion;

namespace Osm.L2sm.Connector.Tests.Cluster;

/// <summary>The backend <c>operator</c> with a stand-in of the L2S-M operator, which calls the service's REST.</summary>
public sealed class OperatorTests : OperatorTest
{
    /// <summary>From the wish of OSM to pods in a network and back, with every call of the operator.</summary>
    [Theory]
    [MemberData(nameof(ApiServers.Best), MemberType = typeof(ApiServers))]
    public async Task A_network_is_active_when_the_operator_and_the_switches_say_so_and_its_details_tell_of_pods(string on)
    {
        await StartAllAsync(on);
        var id = (await Connector.CreateAsync(Net, change: r => (r.VimAccount, r.IpProfile) = ("vim-1", new IpProfile { IpVersion = "IPv4", SubnetAddress = "10.0.1.0/24" }))).Id;
        (await RefreshAsync(id)).Status.ShouldBe(NetworkStatus.Build);
        await ActiveAsync(id);
        var made = (await FindAsync(L2smKinds.L2Networks, Net)).ShouldNotBeNull();
        made.Spec.NetworkCidr.ShouldBe("10.0.1.0/24");
        (made.Metadata.Annotation("osm-l2sm/net-name"), made.Metadata.Annotation("osm-l2sm/vim-account"), made.Metadata.Label("osm-l2sm/intent")).ShouldBe((Net, "vim-1", id));

        await StandIn.Webhook.MakePodAsync(Server, "cnf-a", Node1, Net);
        await StandIn.Webhook.MakePodAsync(Server, "cnf-b", Node2, Net);
        await AttachedAsync(PortOf(Node1), PortOf(Node2));
        await ActiveAsync(id);
        var cluster = await Condition.ReachesAsync(
            async () => JsonDocument.Parse((await RefreshAsync(id)).VimInfo).RootElement.GetProperty("cluster"),
            c => c.GetProperty("pods").EnumerateArray().Count(p => p.GetProperty("missing").ValueKind == JsonValueKind.Null) == 2, "nothing is missing of the pods");
        var pod = cluster.GetProperty("pods")[0];
        (pod.GetProperty("pod").GetString(), pod.GetProperty("node").GetString(), pod.GetProperty("port").GetString()).ShouldBe(($"{Space}/cnf-a", Node1, PortOf(Node1).ToString()));
        pod.GetProperty("ips")[0].GetString().ShouldStartWith("10.0.1.");
        cluster.GetProperty("addresses_free").GetInt32().ShouldBe(125, "127 in half an octet, of which two pods have one each");
        cluster.GetProperty("ports_free").GetProperty(Node1).GetString().ShouldBe("2 of 3");
        var node = (await Connector.Ports.ListNodesAsync(new ListNodesRequest())).Nodes.Single(n => n.Name == Node1);
        (node.Overlay, node.Connected, node.PortsFree, node.Ports).ShouldBe(("overlay", true, 2u, 3u));

        await StandIn.Webhook.DeletePodAsync("cnf-a");
        await AttachedAsync(PortOf(Node2));
        await StandIn.Webhook.DeletePodAsync("cnf-b");
        await AttachedAsync();
        await Connector.Networks.DeleteNetworkAsync(new DeleteNetworkRequest { Id = id });
        await Condition.ReachesAsync(() => FindAsync(L2smKinds.L2Networks, Net), network => network is null, "the operator let it go");
        Connector.Fabric.Wanted.Networks.Values.ShouldNotContain(n => n.Name == Net);
    }

    [Theory]
    [MemberData(nameof(ApiServers.Best), MemberType = typeof(ApiServers))]
    public async Task A_service_without_any_memory_finds_networks_and_pods_that_are_there(string on)
    {
        await StartAllAsync(on);
        await Server.ApplyAsync("{apiVersion: l2sm.l2sm.k8s.local/v1, kind: L2Network, metadata: {name: " + Space + "-red}, spec: {type: vnet}}", Space);
        await Condition.HoldsAsync(() => NamedInFabric($"{Space}-red"), "the operator told of it");
        await StandIn.Webhook.MakePodAsync(Server, "cnf-a", Node1, $"{Space}-red");
        await AttachedAsync(PortOf(Node1));

        await StopAsync();
        await foreach (var map in Server.Api.Resources(BuiltInKinds.ConfigMaps).ListAsync(new ResourceScope { Namespace = Space, Labels = ConfigMapJournal.Label }))
            await Server.Api.Resources(BuiltInKinds.ConfigMaps).DeleteAsync(map.Metadata.Key);
        await StartServiceAsync();

        await AttachedAsync(PortOf(Node1));
        (await Connector.Networks.ListNetworksAsync(new ListNetworksRequest())).Networks.ShouldContain(n => n.ClusterName == $"{Space}-red", "RO finds it by its name");
    }

    /// <summary>What the operator never reads: <c>config</c> of a vlink that somebody made with kubectl.</summary>
    [Theory]
    [MemberData(nameof(ApiServers.Best), MemberType = typeof(ApiServers))]
    public async Task A_vlink_of_the_cluster_takes_the_way_in_its_config_before_and_after_a_restart(string on)
    {
        await StartAllAsync(on);
        var link = $"{Space}-link";
        var config = $$"""{"overlay-parameters": {"path": {"FromEndpoint": "{{Node1}}", "ToEndpoint": "{{Node2}}", "path": []}, "reverse-path": {"FromEndpoint": "{{Node2}}", "ToEndpoint": "{{Node1}}", "path": ["node9"]} } }""";
        await Server.Api.Resources(L2smKinds.L2Networks).CreateAsync(
            new L2Network { Metadata = new ObjectMeta { Name = link, Namespace = Space }, Spec = new L2NetworkSpec { Type = "vlink", Config = config } });
        await Condition.HoldsAsync(() => Held(link), "it is held to its way", TimeSpan.FromSeconds(60));
        await StandIn.Webhook.MakePodAsync(Server, "cnf-a", Node1, link);
        await StandIn.Webhook.MakePodAsync(Server, "cnf-b", Node2, link);
        await AttachedAsync(PortOf(Node1), PortOf(Node2));
        var seen = await Condition.ReachesAsync(
            async () => (await Connector.Networks.ListNetworksAsync(new ListNetworksRequest { Name = link })).Networks.Single(), n => n.Status == NetworkStatus.Active, "RO finds it");
        seen.Path.ShouldBe([$"{PortOf(Node1).Switch}", $"{PortOf(Node2).Switch}"]);
        JsonDocument.Parse(seen.VimInfo).RootElement.GetProperty("cluster").GetProperty("warnings")[0].GetString().ShouldNotBeNull().ShouldContain("another way back");

        await StopAsync();
        await StartServiceAsync();
        await AttachedAsync(PortOf(Node1), PortOf(Node2));
        Held(link).ShouldBeTrue();

        bool Held(string network) => Connector.Fabric.Wanted.Networks.Values.Any(n => n.Name == network && n.Path.SequenceEqual([PortOf(Node1).Switch, PortOf(Node2).Switch]));
    }

    [Theory]
    [MemberData(nameof(ApiServers.Best), MemberType = typeof(ApiServers))]
    public async Task A_network_object_that_somebody_deletes_is_made_anew_and_its_pods_stay_in_it(string on)
    {
        await StartAllAsync(on);
        var id = (await Connector.CreateAsync(Net)).Id;
        await ActiveAsync(id);
        await StandIn.Webhook.MakePodAsync(Server, "cnf-a", Node1, Net);
        await AttachedAsync(PortOf(Node1));
        var first = (await FindAsync(L2smKinds.L2Networks, Net))!.Metadata.Uid;

        await Server.Api.Resources(L2smKinds.L2Networks).DeleteAsync(new ResourceKey(Space, Net));
        await Condition.ReachesAsync(() => FindAsync(L2smKinds.L2Networks, Net), n => n is not null && n.Metadata.Uid != first, "it is made anew");
        await ActiveAsync(id);
        await AttachedAsync(PortOf(Node1));
    }

    [Theory]
    [MemberData(nameof(ApiServers.Best), MemberType = typeof(ApiServers))]
    public async Task A_deletion_that_nobody_finishes_is_listed_when_OSM_has_forgotten_the_network_and_can_be_forced(string on)
    {
        await ArrangeOperatorAsync(on);
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await StartServiceAsync(() => new KubernetesApi(Server.Admin, time: clock), "--Backend=operator");
        var id = (await Connector.CreateAsync(Net)).Id;
        await ActiveAsync(id);
        (await Connector.Ports.ListDeletionsAsync(new ListDeletionsRequest())).Deletions.ShouldNotContain(d => d.Namespace == Space);
        await RefusedAsync(Net, StatusCode.NotFound, "DELETION_NOT_FOUND");

        StandIn.Faults = OperatorFaults.IsAway;
        await Connector.Networks.DeleteNetworkAsync(new DeleteNetworkRequest { Id = id });
        (await RefreshAsync(id)).Status.ShouldBe(NetworkStatus.Deleted);
        var held = (await Condition.ReachesAsync(DeletionAsync, d => d is not null, "it is listed"))!;
        (held.Kind, held.Name, held.NetworkId, held.NetName, held.Stuck).ShouldBe(("L2Network", Net, id, Net, false));
        held.HeldBy.ShouldHaveSingleItem().ShouldContain("the L2S-M operator");

        await Condition.ReachesAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(1)); // in steps that no Lease is lost over
                return DeletionAsync();
            },
            d => d!.Stuck, "it is stuck", TimeSpan.FromSeconds(60));
        (await Connector.Ports.ListNodesAsync(new ListNodesRequest())).Faults.ShouldContain(f => f.Contains($"{Space}/{Net} does not go", StringComparison.Ordinal));

        (await Connector.Ports.ForceDeletionAsync(new ForceDeletionRequest { Namespace = Space, Name = Net })).Left.ShouldHaveSingleItem().ShouldContain("did not tell its SDN controller");
        await Condition.ReachesAsync(() => FindAsync(L2smKinds.L2Networks, Net), network => network is null, "it is gone");
        await Condition.ReachesAsync(DeletionAsync, d => d is null, "and is not listed any more");
        await RefusedAsync("", StatusCode.InvalidArgument, "INVALID_REQUEST");

        async Task<Deletion?> DeletionAsync() => (await Connector.Ports.ListDeletionsAsync(new ListDeletionsRequest())).Deletions.SingleOrDefault(d => d.Namespace == Space);

        async Task RefusedAsync(string name, StatusCode code, string reason)
        {
            var refused = await Should.ThrowAsync<RpcException>(() => Connector.Ports.ForceDeletionAsync(new ForceDeletionRequest { Namespace = Space, Name = name }).ResponseAsync);
            (refused.StatusCode, refused.Trailers.GetValue("l2sm-reason")).ShouldBe((code, reason));
        }
    }

    [Theory]
    [MemberData(nameof(ApiServers.Best), MemberType = typeof(ApiServers))]
    public async Task What_the_operator_could_not_give_addresses_for_is_refused_with_the_reason(string on)
    {
        await StartAllAsync(on);
        var refused = await Should.ThrowAsync<RpcException>(() => Connector.CreateAsync(
            Net, change: r => r.IpProfile = new IpProfile { IpVersion = "IPv6", SubnetAddress = "2001:db8:1::/64" }));
        refused.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        refused.Status.Detail.ShouldContain("IPv4 alone");

        (await Should.ThrowAsync<RpcException>(() => Connector.CreateAsync(Net, change: r => r.ProviderNetworkProfile = Profiles.L2sm("namespaces", Value.ForList(Value.ForString(Space))))))
            .Status.Detail.ShouldContain("makes one L2Network");
    }
}
