using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Events;
using L2sm.Kubernetes.Resources;
using L2smOsm.Testing;
using L2smOsm.Testing.Charts;
using L2smOsm.Testing.Kubernetes;
using L2smOsm.Testing.Kubernetes.Operator;
using Microsoft.Extensions.Time.Testing;
using Osm.L2sm.V1;

namespace Osm.L2sm.Connector.Tests.Cluster;

/// <summary>The chart grants what the service calls, and nothing else: the service runs with these rights alone, and its calls are counted.</summary>
public sealed class RightsTests : OperatorTest
{
    private readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());

    [HelmRenderTheory]
    [InlineData("operator")]
    [InlineData("multus")]
    public async Task The_service_has_the_rights_that_it_uses_and_no_others(string backend)
    {
        var on = KubeApiServer.Missing is null ? "kube-apiserver" : "in-process";
        await ArrangeOperatorAsync(on);
        foreach (var manifest in await HelmRender.RenderAsync("osm-l2sm", ChartTests.Chart, ["--namespace", Space, "--set", $"backend={backend},operatorNamespace={Space},manageOverlay=false"]))
            if (manifest.Kind is "Role" or "RoleBinding" or "ClusterRole" or "ClusterRoleBinding") await Server.ApplyAsync(manifest.Text);
        // What the template of the backend multus is for.
        await Server.ApplyAsync(
            "{apiVersion: apps/v1, kind: Deployment, metadata: {name: l2sm-operator}, spec: {selector: {matchLabels: {a: c}}, template: {metadata: {labels: {a: c}}, spec: {containers: [{name: c, image: c}]}}}}",
            Space);
        await using var link = await FaultyLink.StartAsync(Server, $"system:serviceaccount:{Space}:osm-l2sm");
        await Server.ApplyAsync("{apiVersion: v1, kind: Pod, metadata: {name: replica-0}, spec: {containers: [{name: c, image: c}]}}", Space);

        await StartServiceAsync(() => new KubernetesApi(link.Connection, time: clock), $"--Backend={backend}", "--Kubernetes:PodName=replica-0");
        await (backend == "operator" ? OperatorStoryAsync(link) : MultusStoryAsync());
        await StopAsync();

        link.Calls.ShouldNotContain(call => call.Status == 403, "every call was allowed");
        var granted = await ChartTests.GrantedAsync(backend);
        var used = link.Calls.Select(call => call.Request.Rule).Distinct().Select(r => $"{r.Group}/{r.Resource} {r.Verb}").Order(StringComparer.Ordinal);
        granted.Select(g => $"{g.Group}/{g.Resource} {g.Verb}").Order(StringComparer.Ordinal).ShouldBe(used);
    }

    /// <summary>On a server of its own: there is no Overlay yet.</summary>
    [HelmRenderFact]
    public async Task The_Overlay_that_is_to_be_managed_is_made_with_the_right_that_the_chart_grants_for_it()
    {
        await ArrangeAloneAsync();
        foreach (var kinds in (string[])[Manifests.OperatorKinds, Manifests.MultusKinds]) await Server.InstallAsync(kinds);
        foreach (var node in new[] { Node1, Node2 }) await Server.ApplyAsync("{apiVersion: v1, kind: Node, metadata: {name: " + node + "}}");
        await Server.ApplyAsync("{apiVersion: v1, kind: Pod, metadata: {name: replica-0}, spec: {containers: [{name: c, image: c}]}}", Space);
        var manifests = await HelmRender.RenderAsync("osm-l2sm", ChartTests.Chart, ["--namespace", Space, "--set", $"operatorNamespace={Space},manageOverlay=true"]);
        foreach (var manifest in manifests.Where(m => m.Kind is "Role" or "RoleBinding" or "ClusterRole" or "ClusterRoleBinding")) await Server.ApplyAsync(manifest.Text);
        await using var link = await FaultyLink.StartAsync(Server, $"system:serviceaccount:{Space}:osm-l2sm");

        await StartServiceAsync(() => new KubernetesApi(link.Connection, time: clock), "--Backend=operator", "--Kubernetes:ManageOverlay=true", "--Kubernetes:PodName=replica-0");
        await MovingAsync(async () => await FindAsync(L2smKinds.Overlays, "osm-l2sm") is not null, "it is made");
        (await FindAsync(L2smKinds.Overlays, "osm-l2sm"))!.Spec.Topology!.Nodes.ShouldBe([Node1, Node2]);
        await StopAsync();
        link.Calls.ShouldNotContain(call => call.Status == 403, "every call was allowed");
        link.Calls.Select(call => call.Request.Rule).ShouldContain(rule => rule.Resource == "overlays" && rule.Verb == "create");
    }

    private async Task OperatorStoryAsync(FaultyLink link)
    {
        var id = (await Connector.CreateAsync(Net)).Id;
        await MovingAsync(async () => (await RefreshAsync(id)).Status == NetworkStatus.Active, "it is active");
        await StandIn.Webhook.MakePodAsync(Server, "cnf-a", Node1, Net);
        await MovingAsync(() => Task.FromResult(IsAttached(PortOf(Node1))), "the pod is in it");

        // A port that the operator forgot to free.
        var leaked = new ResourceKey(Space, "overlay-veth3");
        await Server.Api.Resources(L2smKinds.NetworkAttachmentDefinitions).PatchAsync(
            leaked, ResourcePatch.Merge(new() { ["metadata"] = new System.Text.Json.Nodes.JsonObject { ["labels"] = new System.Text.Json.Nodes.JsonObject { [$"used-{Node2}"] = "true" } } }));
        await MovingAsync(async () => (await FindAsync(L2smKinds.NetworkAttachmentDefinitions, leaked.Name))!.Metadata.Label($"used-{Node2}") == "false", "it is freed");
        // Drift is put right.
        await Server.Api.Resources(L2smKinds.L2Networks).PatchAsync(
            new ResourceKey(Space, Net), ResourcePatch.Merge(new() { ["metadata"] = new System.Text.Json.Nodes.JsonObject { ["annotations"] = new System.Text.Json.Nodes.JsonObject { ["osm-l2sm/net-name"] = "another" } } }));
        await MovingAsync(async () => (await FindAsync(L2smKinds.L2Networks, Net))!.Metadata.Annotation("osm-l2sm/net-name") == Net, "it is put right");

        // The owner of a node is told what is missing there, and how often where it lasts. By itself the service says it every 30 s.
        foreach (var (verb, status) in new[] { ("create", 201), ("patch", 200) })
            await MovingAsync(
                () =>
                {
                    Connector.Get<EventRecorder>().Warning(new ObjectReference { ApiVersion = "v1", Kind = "Node", Name = Node1, Uid = Node1 }, "L2smSwitch", "Connect", "its switch is away");
                    return Task.FromResult(link.Calls.Any(c => c.Request is { Resource: "events", Namespace: "kube-system" } r && r.Verb == verb && c.Status == status));
                },
                $"events: {verb}");

        // The operator is away, and does not finish its deletion.
        StandIn.Faults = OperatorFaults.IsAway;
        await Connector.Networks.DeleteNetworkAsync(new DeleteNetworkRequest { Id = id });
        await ForceAsync();
        await MovingAsync(async () => await FindAsync(L2smKinds.L2Networks, Net) is null, "it is gone");
    }

    private async Task MultusStoryAsync()
    {
        var id = (await Connector.CreateAsync(Net)).Id;
        await MovingAsync(async () => (await RefreshAsync(id)).Status == NetworkStatus.Active, "it is active");
        await Server.Api.Resources(L2smKinds.NetworkAttachmentDefinitions).PatchAsync(
            new ResourceKey(Space, Net), ResourcePatch.Merge(new() { ["spec"] = new System.Text.Json.Nodes.JsonObject { ["config"] = "{}" } }));
        await MovingAsync(async () => (await FindAsync(L2smKinds.NetworkAttachmentDefinitions, Net))!.Spec!.Config != "{}", "it is put right");
        await Server.Api.Resources(L2smKinds.NetworkAttachmentDefinitions).PatchAsync(
            new ResourceKey(Space, Net), ResourcePatch.Merge(new() { ["metadata"] = new System.Text.Json.Nodes.JsonObject { ["finalizers"] = new System.Text.Json.Nodes.JsonArray("others.example/x") } }));
        await Connector.Networks.DeleteNetworkAsync(new DeleteNetworkRequest { Id = id });
        (await ForceAsync()).Left.ShouldBe(["whatever 'others.example/x' was to clean up"]);
        await MovingAsync(async () => await FindAsync(L2smKinds.NetworkAttachmentDefinitions, Net) is null, "it is gone");
    }

    private async Task<ForceDeletionResponse> ForceAsync()
    {
        await MovingAsync(async () => (await Connector.Ports.ListDeletionsAsync(new ListDeletionsRequest())).Deletions.Any(d => d.Namespace == Space && d.HeldBy.Count > 0), "somebody holds it");
        return await Connector.Ports.ForceDeletionAsync(new ForceDeletionRequest { Namespace = Space, Name = Net });
    }

    // Time goes on in steps that no Lease is lost over.
    private Task MovingAsync(Func<Task<bool>> holds, string what) => Condition.ReachesAsync(
        async () =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return await holds();
        },
        done => done,
        what,
        TimeSpan.FromMinutes(2));
}
