using Grpc.Core;
using L2sm.Kubernetes.Api;
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

    /// <summary>By configuration, by a label, and by the request: pods look for a network in their own namespace.</summary>
    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task A_network_is_in_each_namespace_that_the_configuration_a_label_or_the_request_names(string on)
    {
        await ArrangeAsync(on, Manifests.MultusKinds);
        var (configured, labelled, other) = (await Server.NewNamespaceAsync(), await Server.NewNamespaceAsync(), await Server.NewNamespaceAsync());
        string[] requested = [await Server.NewNamespaceAsync(), await Server.NewNamespaceAsync(), $"{Space}-later"];
        await LabelAsync(labelled, Space);
        await StartAsync(
            "--Backend=multus", "--Kubernetes:NadTemplate=bridge", $"--Kubernetes:NadNamespaces:0={configured}", $"--Kubernetes:NadNamespaceLabels=osm={Space},l2sm=yes");
        await LeadsAsync();

        var request = $$"""{"l2sm": {"namespace": "{{requested[0]}}", "namespaces": ["{{requested[1]}}", "{{requested[2]}}", "{{requested[1]}}"]} }""";
        var id = (await Connector.CreateAsync("home-1-datanet", change: r => r.ProviderNetworkProfile = Struct(request))).Id;
        var waiting = await Condition.ReachesAsync(() => RefreshAsync(id), n => n.ErrorMsg.Contains(requested[2], StringComparison.Ordinal), "the namespace that is not there is missed");
        (waiting.Status, waiting.StatusReason).ShouldBe((NetworkStatus.Build, "CLUSTER_WAITING"));
        await Server.ApplyAsync("{apiVersion: v1, kind: Namespace, metadata: {name: " + requested[2] + "}}");
        await Condition.ReachesAsync(() => RefreshAsync(id), n => n.Status == NetworkStatus.Active, "it is active");
        (await WhereAsync()).ShouldBe([configured, labelled, .. requested], ignoreOrder: true);

        // A label that comes and goes takes the network with it.
        await LabelAsync(other, Space);
        await LabelAsync(labelled, "none");
        await Condition.ReachesAsync(async () => (await WhereAsync()).Order(StringComparer.Ordinal), where => where.SequenceEqual(((string[])[configured, other, .. requested]).Order(StringComparer.Ordinal)), "it followed the label");
        await Connector.Networks.DeleteNetworkAsync(new DeleteNetworkRequest { Id = id });
        await Condition.ReachesAsync(WhereAsync, where => where.Count == 0, "it is gone everywhere");

        Task LabelAsync(string space, string value) => Server.Api.Resources(BuiltInKinds.Namespaces).PatchAsync(
            new ResourceKey(null, space), ResourcePatch.Merge(new() { ["metadata"] = new System.Text.Json.Nodes.JsonObject { ["labels"] = new System.Text.Json.Nodes.JsonObject { ["osm"] = value, ["l2sm"] = "yes" } } }));

        async Task<List<string>> WhereAsync()
        {
            var where = new List<string>();
            foreach (var space in (string[])[Space, configured, labelled, other, .. requested])
                if (await FindAsync(L2smKinds.NetworkAttachmentDefinitions, "home-1-datanet", space) is not null) where.Add(space);
            return where;
        }
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
