using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Events;
using L2sm.Kubernetes.Operator;
using L2sm.Kubernetes.Resources;
using L2sm.Kubernetes.Watching;
using L2smOsm.Testing;
using L2smOsm.Testing.Kubernetes;
using Microsoft.Extensions.Time.Testing;
using Osm.L2sm.Connector.Drivers.Cluster;

namespace Osm.L2sm.Connector.Tests.Cluster;

public sealed class DeletionTests
{
    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task A_stuck_deletion_is_told_in_the_log_once_and_as_an_event_of_the_network(string on)
    {
        var server = await ApiServers.GetAsync(on);
        await server.InstallAsync(Manifests.OperatorKinds);
        var space = await server.NewNamespaceAsync();
        var key = new ResourceKey(space, "red");
        var networks = server.Api.Resources(L2smKinds.L2Networks);
        var owner = new Ownership("tester", "tester.example", space);
        await networks.CreateAsync(new L2Network
        {
            Metadata = new ObjectMeta { Name = key.Name, Namespace = space, Labels = owner.LabelsOf("id-1"), Finalizers = ["others.example/x"] },
            Spec = new L2NetworkSpec { Type = "vnet" },
        });
        await networks.DeleteAsync(key);

        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var log = new TestLog();
        using var timed = new KubernetesApi(server.Admin, time: clock);
        using var stop = new CancellationTokenSource();
        using var events = new EventRecorder(server.Api, new EventRecorderOptions { Instance = "tester" }, log);
        var cache = new ResourceCache<L2Network>(server.Api, L2smKinds.L2Networks, new ResourceScope { Namespace = space }, logger: log);
        var deletions = new ClusterDeletions<L2Network>(
            L2smKinds.L2Networks, new Deletions<L2Network>(timed, L2smKinds.L2Networks, cache, owner, NetworkPlan.LeftByForce), owner, clock, log);
        var running = Task.WhenAll(cache.RunAsync(stop.Token), events.RunAsync(stop.Token), deletions.TellAsync(events, stop.Token));
        await Condition.HoldsAsync(() => deletions.All().Count == 1, "it is seen");
        deletions.Faults().ShouldBeEmpty("it may still be done");

        await Condition.ReachesAsync(
            async () =>
            {
                clock.Advance(TimeSpan.FromSeconds(10));
                return await EventsAsync();
            },
            told => told.Count > 0, "it is told");
        (await EventsAsync()).ShouldAllBe(told => told.Reason == "DeletionStuck" && told.Regarding!.Name == "red" && told.Note!.Contains("others.example/x (of others)", StringComparison.Ordinal));
        clock.Advance(TimeSpan.FromMinutes(5));
        deletions.Faults().ShouldHaveSingleItem().ShouldContain("Fabric.ForceDeletion");
        (await deletions.ForceAsync(space, "red", default)).ShouldBe(["whatever 'others.example/x' was to clean up"]);
        await Condition.HoldsAsync(() => deletions.All().Count == 0, "it is gone");
        log.Lines.Count(line => line.Text.Contains("does not go", StringComparison.Ordinal)).ShouldBe(1);
        log.HasNoErrors();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => running);

        async Task<List<Event>> EventsAsync()
        {
            var all = new List<Event>();
            await foreach (var one in server.Api.Resources(BuiltInKinds.Events).ListAsync(new ResourceScope { Namespace = space }))
                if (one.Regarding?.Kind == "L2Network") all.Add(one);
            return all;
        }
    }
}
