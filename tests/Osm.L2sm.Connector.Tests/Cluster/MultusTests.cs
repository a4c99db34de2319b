using Grpc.Core;
using L2sm.Kubernetes.Resources;
using L2smOsm.Testing;
using L2smOsm.Testing.Kubernetes;
using Osm.L2sm.V1;

namespace Osm.L2sm.Connector.Tests.Cluster;

/// <summary>The backend <c>multus</c>: a network is a NetworkAttachmentDefinition.</summary>
public sealed class MultusTests : ClusterTest
{
    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task A_network_is_active_when_its_attachment_is_there_and_takes_it_along_when_it_goes(string on)
    {
        await ArrangeAsync(on, Manifests.MultusKinds);
        var other = await Server.NewNamespaceAsync();
        await StartAsync("--Backend=multus", "--Kubernetes:NadTemplate=bridge");
        await LeadsAsync();
        Connector.OpenFlowPorts.ShouldBeEmpty("there are no switches");
        await Condition.ReachesAsync(() => Connector.ReadyAsync(), status => status == 200, "the cluster was looked at");
        (await Connector.Networks.CheckConnectivityAsync(new CheckConnectivityRequest())).Backend.ShouldBe("multus");

        var id = (await Connector.CreateAsync("home-1-datanet")).Id;
        await Condition.ReachesAsync(() => RefreshAsync(id), n => n.Status == NetworkStatus.Active, "it is active");
        var made = (await FindAsync(L2smKinds.NetworkAttachmentDefinitions, "home-1-datanet")).ShouldNotBeNull();
        made.Spec.ShouldNotBeNull().Config.ShouldNotBeNull().ShouldContain("\"type\": \"bridge\"");
        made.Metadata.Annotation("osm-l2sm/net-name").ShouldBe("home-1-datanet");

        // Elsewhere, as the request says.
        var there = await Connector.CreateAsync("home-2-datanet", change: r => r.ProviderNetworkProfile = Struct($$"""{"l2sm": {"namespace": "{{other}}" } }"""));
        await Condition.ReachesAsync(() => RefreshAsync(there.Id), n => n.Status == NetworkStatus.Active, "it is active, too");
        (await FindAsync(L2smKinds.NetworkAttachmentDefinitions, "home-2-datanet", other)).ShouldNotBeNull();

        await Connector.Networks.DeleteNetworkAsync(new DeleteNetworkRequest { Id = id });
        await Condition.ReachesAsync(() => FindAsync(L2smKinds.NetworkAttachmentDefinitions, "home-1-datanet"), nad => nad is null, "it is gone");
    }

    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task The_next_leader_knows_the_networks_and_makes_none_twice(string on)
    {
        await ArrangeAsync(on, Manifests.MultusKinds);
        await StartAsync("--Backend=multus", "--Kubernetes:NadTemplate=bridge");
        await LeadsAsync();
        var id = (await Connector.CreateAsync("home-1-datanet")).Id;
        await Condition.ReachesAsync(() => RefreshAsync(id), n => n.Status == NetworkStatus.Active, "it is active");
        var before = (await FindAsync(L2smKinds.NetworkAttachmentDefinitions, "home-1-datanet"))!.Metadata;
        await StopAsync();

        await StartAsync("--Backend=multus", "--Kubernetes:NadTemplate=bridge");
        await LeadsAsync();
        await Condition.ReachesAsync(() => RefreshAsync(id), n => n.Status == NetworkStatus.Active, "it is active still");
        var after = (await FindAsync(L2smKinds.NetworkAttachmentDefinitions, "home-1-datanet"))!.Metadata;
        (after.Uid, after.ResourceVersion).ShouldBe((before.Uid, before.ResourceVersion));
    }

    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task Without_the_first_operator_its_template_is_refused_and_what_switches_do_is_refused(string on)
    {
        await ArrangeAsync(on, Manifests.MultusKinds);
        await StartAsync("--Backend=multus");
        await LeadsAsync();
        var refused = await Condition.ReachesAsync(
            async () => await Should.ThrowAsync<RpcException>(() => Connector.Networks.CheckConnectivityAsync(new CheckConnectivityRequest()).ResponseAsync),
            e => e.Status.Detail.Contains("l2sm-operator", StringComparison.Ordinal), "the operator is missed");
        refused.Trailers.GetValue("l2sm-reason").ShouldBe("BACKEND_UNUSABLE");

        (await Should.ThrowAsync<RpcException>(() => Connector.CreateAsync(
                "home-1-datanet", change: r => r.ProviderNetworkProfile = Struct("""{"l2sm": {"rate_kbps": 1000, "path": ["of:00000000000000a1"]}}"""))))
            .Status.Detail.ShouldContain("the backend multus has no switches");
    }

    private static Google.Protobuf.WellKnownTypes.Struct Struct(string json) => Google.Protobuf.JsonParser.Default.Parse<Google.Protobuf.WellKnownTypes.Struct>(json);
}
