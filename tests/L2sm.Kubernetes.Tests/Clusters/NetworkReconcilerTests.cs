using System.Text.Json.Nodes;
using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Operator;
using L2sm.Kubernetes.Resources;
using L2smOsm.Testing;
using L2smOsm.Testing.Kubernetes;
using L2smOsm.Testing.Kubernetes.Operator;
using Microsoft.Extensions.Time.Testing;

namespace L2sm.Kubernetes.Tests.Clusters;

public sealed class NetworkReconcilerTests
{
    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task A_wished_network_is_made_becomes_available_and_goes_with_its_wish(string on)
    {
        await using var cluster = await TestCluster.StartAsync(on);

        cluster.Wish("red", new AddressPlan("10.0.1.0/24", "10.0.1.0/25", 127));
        await cluster.AvailableAsync("red");
        var made = (await cluster.NetworkAsync("red"))!;
        made.Spec.ShouldBe(new L2NetworkSpec { Type = "vnet", NetworkCidr = "10.0.1.0/24", PodAddressRange = "10.0.1.0/25" });
        made.Metadata.HasFinalizer(NetworkPlan.OperatorFinalizer).ShouldBeTrue();

        cluster.Host.NoLongerWish("red");
        await Condition.ReachesAsync(() => cluster.NetworkAsync("red"), there => there is null, "red is gone");
        await Condition.HoldsAsync(() => cluster.Networks.ProgressOf("red") is null, "nothing is told of it any more");
        cluster.Log.HasNoErrors();
    }

    [Theory]
    [MemberData(nameof(ApiServers.Best), MemberType = typeof(ApiServers))]
    public async Task What_others_change_of_ours_is_put_right_and_what_they_delete_is_made_anew(string on)
    {
        await using var cluster = await TestCluster.StartAsync(on);
        cluster.Wish("red", new AddressPlan("10.0.1.0/24", "10.0.1.0/25", 127));
        await cluster.AvailableAsync("red");
        var networks = cluster.Server.Api.Resources(L2smKinds.L2Networks);
        var key = new ResourceKey(cluster.Place, "red");
        var uid = (await networks.GetAsync(key))!.Metadata.Uid;

        await networks.PatchAsync(key, ResourcePatch.Merge(new JsonObject { ["spec"] = new JsonObject { ["networkCIDR"] = "10.9.0.0/24" } }));
        await Condition.ReachesAsync(() => networks.GetAsync(key), there => there!.Spec.NetworkCidr == "10.0.1.0/24", "its subnet is put right");

        await networks.DeleteAsync(key);
        await Condition.ReachesAsync(() => networks.GetAsync(key), there => there is { Metadata.IsBeingDeleted: false } && there.Metadata.Uid != uid, "it is made anew");
        await cluster.AvailableAsync("red");
    }

    [Theory]
    [MemberData(nameof(ApiServers.Best), MemberType = typeof(ApiServers))]
    public async Task What_is_ours_and_no_longer_wished_is_collected_and_what_is_of_others_stays(string on)
    {
        await using var cluster = await TestCluster.MakeAsync(on);
        var networks = cluster.Server.Api.Resources(L2smKinds.L2Networks);
        L2Network Named(string name, Ownership? owner) => new()
        {
            Metadata = new ObjectMeta { Name = name, Namespace = cluster.Place, Labels = owner?.LabelsOf("forgotten") },
            Spec = new L2NetworkSpec { Type = "vnet" },
        };
        await networks.CreateAsync(Named("orphan", cluster.Owner));
        await networks.CreateAsync(Named("neighbour", cluster.Owner with { Instance = "another" }));
        await networks.CreateAsync(Named("theirs", null));

        cluster.Host.Know(false);
        cluster.Start();
        await cluster.Caches.Networks.WhenSyncedAsync();
        cluster.Wish("red");
        (await networks.GetAsync(new ResourceKey(cluster.Place, "orphan"))).ShouldNotBeNull("nothing is deleted before the wishes are known");

        cluster.Host.Know(true);
        await cluster.AvailableAsync("red");
        await Condition.ReachesAsync(() => cluster.NetworkAsync("orphan"), there => there is null, "the orphan is collected");
        (await cluster.AllNetworksAsync()).Select(n => n.Metadata.Name).ShouldBe(["neighbour", "red", "theirs"], ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(ApiServers.Best), MemberType = typeof(ApiServers))]
    public async Task A_name_that_others_have_is_told_and_taken_when_it_is_free(string on)
    {
        await using var cluster = await TestCluster.StartAsync(on);
        await cluster.Server.Api.Resources(L2smKinds.L2Networks).CreateAsync(
            new L2Network { Metadata = new ObjectMeta { Name = "red", Namespace = cluster.Place }, Spec = new L2NetworkSpec { Type = "vnet" } });
        await Condition.HoldsAsync(() => cluster.Host.OfRest.Contains("red"), "the network of others is in the fabric");

        cluster.Wish("red");
        await Condition.HoldsAsync(() => cluster.Networks.ProgressOf("red")?.State == NetworkProgressState.Blocked, "it is told to be taken");

        await cluster.Server.Api.Resources(L2smKinds.L2Networks).DeleteAsync(new ResourceKey(cluster.Place, "red"));
        await cluster.AvailableAsync("red");
        cluster.Owner.WishOf((await cluster.NetworkAsync("red"))!.Metadata).ShouldNotBeNull();
    }

    [Theory]
    [MemberData(nameof(ApiServers.Best), MemberType = typeof(ApiServers))]
    public async Task A_deletion_that_the_operator_does_not_finish_is_told_and_can_be_forced(string on)
    {
        await using var cluster = await TestCluster.StartAsync(on);
        await cluster.WishedAsync("red");
        cluster.Operator.Faults = OperatorFaults.IsAway;

        cluster.Host.NoLongerWish("red");
        await Condition.HoldsAsync(
            () => cluster.Networks.ProgressOf("red") is { State: NetworkProgressState.Deleting } told && told.Message.Contains("the L2S-M operator", StringComparison.Ordinal),
            "what holds it is told");
        (await cluster.NetworkAsync("red")).ShouldNotBeNull();

        var held = cluster.Networks.Deletions.All().ShouldHaveSingleItem().Deletion;
        (held.Key, held.IsStuck).ShouldBe((new ResourceKey(cluster.Place, "red"), false));
        held.Holders.ShouldBe([NetworkPlan.OperatorFinalizer]);

        var left = await Condition.ReachesAsync(() => cluster.Networks.Deletions.ForceAsync(held.Key, default), left => left is not null, "it is forced");
        left!.ShouldHaveSingleItem().ShouldContain("the network stays there");
        await Condition.ReachesAsync(() => cluster.NetworkAsync("red"), there => there is null, "red is gone");
        (await cluster.Networks.Deletions.ForceAsync(held.Key, default)).ShouldBeNull();
        await Condition.HoldsAsync(() => cluster.Networks.Deletions.All().Count == 0, "nothing waits any more");
    }

    [Theory]
    [MemberData(nameof(ApiServers.Best), MemberType = typeof(ApiServers))]
    public async Task What_is_wished_or_of_others_cannot_be_forced_away_and_what_is_wished_anew_is_made_anew(string on)
    {
        await using var cluster = await TestCluster.StartAsync(on);
        await cluster.WishedAsync("red");
        var networks = cluster.Server.Api.Resources(L2smKinds.L2Networks);
        var (red, theirs) = (new ResourceKey(cluster.Place, "red"), new ResourceKey(cluster.Place, "theirs"));
        await networks.CreateAsync(new L2Network
        {
            Metadata = new ObjectMeta { Name = "theirs", Namespace = cluster.Place, Finalizers = ["theirs.example/x"] },
            Spec = new L2NetworkSpec { Type = "vnet" },
        });
        await networks.DeleteAsync(theirs);
        (await cluster.Networks.Deletions.ForceAsync(theirs, default)).ShouldBeNull("it is others' to let go");
        (await cluster.Networks.Deletions.ForceAsync(red, default)).ShouldBeNull("nobody asked for its deletion");
        (await cluster.NetworkAsync("red"))!.Metadata.HasFinalizer(NetworkPlan.OperatorFinalizer).ShouldBeTrue();

        // OSM deletes it and wants one of the same name again, and the first one hangs.
        cluster.Operator.Faults = OperatorFaults.IsAway;
        cluster.Host.NoLongerWish("red");
        var wish = cluster.Wish("red");
        await Condition.HoldsAsync(() => cluster.Networks.ProgressOf("red") is { } told && told.Id == wish.Id && told.Message.Contains("the L2S-M operator", StringComparison.Ordinal), "what it waits for is told");
        (await cluster.Networks.Deletions.ForceAsync(red, default)).ShouldNotBeNull();
        cluster.Operator.Faults = OperatorFaults.None;
        await cluster.Operator.ResyncAsync();
        await cluster.AvailableAsync("red");
        cluster.Owner.WishOf((await cluster.NetworkAsync("red"))!.Metadata).ShouldBe(wish.Id);
        await networks.PatchAsync(theirs, ResourcePatch.Merge(new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = null } }));
    }

    [Theory]
    [MemberData(nameof(ApiServers.Best), MemberType = typeof(ApiServers))]
    public async Task A_refused_call_of_the_operator_is_told_and_heals(string on)
    {
        await using var cluster = await TestCluster.StartAsync(on);
        cluster.Host.Refusals = int.MaxValue;

        cluster.Wish("red");
        await Condition.HoldsAsync(() => cluster.Networks.ProgressOf("red")?.State == NetworkProgressState.Unavailable, "it is told that the operator failed");

        cluster.Host.Refusals = 0;
        await cluster.AvailableAsync("red");
    }

    [Theory]
    [MemberData(nameof(ApiServers.Best), MemberType = typeof(ApiServers))]
    public async Task Without_its_operator_a_network_waits_and_says_so(string on)
    {
        await using var cluster = await TestCluster.StartAsync(on, OperatorFaults.IsAway);

        cluster.Wish("red");
        await Condition.HoldsAsync(() => cluster.Networks.ProgressOf("red")?.Message.Contains("is it running?", StringComparison.Ordinal) == true, "it is asked for");

        cluster.Operator.Faults = OperatorFaults.None;
        await cluster.Operator.ResyncAsync();
        await cluster.AvailableAsync("red");
    }

    /// <summary>The operator is told of a network, calls, and the network is gone before it has put its finalizer on: it never takes the call back.</summary>
    [Theory]
    [MemberData(nameof(ApiServers.Best), MemberType = typeof(ApiServers))]
    public async Task A_call_of_the_operator_that_comes_after_its_network_is_gone_leaves_no_orphan(string on)
    {
        await using var cluster = await TestCluster.MakeAsync(on, OperatorFaults.IsAway);
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var timed = new KubernetesApi(cluster.Server.Admin, time: clock);
        cluster.Start(timed);
        cluster.Wish("red");
        await Condition.ReachesAsync(() => cluster.NetworkAsync("red"), there => there is not null, "it is made");
        cluster.Host.NoLongerWish("red");
        await Condition.ReachesAsync(() => cluster.NetworkAsync("red"), there => there is null, "it is gone, as nobody has put a finalizer on it");

        using var http = new HttpClient(cluster.Host, disposeHandler: false);
        (await new Northbound(http).CreateAsync("red")).ShouldBeTrue();
        await Condition.HoldsAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                return cluster.Host.OfRest.Count == 0;
            },
            "what came late is forgotten");
    }

    [Theory]
    [MemberData(nameof(ApiServers.Best), MemberType = typeof(ApiServers))]
    public async Task A_vlink_of_others_is_held_to_the_way_in_its_config_and_what_it_cannot_get_is_told(string on)
    {
        await using var cluster = await TestCluster.StartAsync(on);
        var networks = cluster.Server.Api.Resources(L2smKinds.L2Networks);
        var key = new ResourceKey(cluster.Place, "link");
        static string ConfigOf(string way) => $$"""{"overlay-parameters": {"path": {"FromEndpoint": "n1", "ToEndpoint": "n3", {{way}} } } }""";
        await networks.CreateAsync(new L2Network
        {
            Metadata = new ObjectMeta { Name = key.Name, Namespace = key.Namespace },
            Spec = new L2NetworkSpec { Type = "vlink", Config = ConfigOf("\"path\": [\"n2\"]") },
        });
        await Condition.HoldsAsync(() => cluster.Host.PathOf("link") == "n1 n2 n3", "its way is told");
        cluster.Networks.WarningOf("link").ShouldBeNull();

        await ChangeAsync("\"links\": [\"n1-n4\", \"n4-n3\"]");
        await Condition.HoldsAsync(() => cluster.Host.PathOf("link") == "n1 n4 n3", "a change of it follows");
        await ChangeAsync("\"links\": [\"a\"]");
        await Condition.HoldsAsync(() => cluster.Host.PathOf("link") == "" && cluster.Networks.WarningOf("link") is not null, "that it cannot be followed is told");
        await Condition.HoldsAsync(() => cluster.Log.Lines.Count(line => line.Event.Id == 4107) == 1, "and logged");

        Task ChangeAsync(string way) => networks.PatchAsync(key, ResourcePatch.Merge(new JsonObject { ["spec"] = new JsonObject { ["config"] = ConfigOf(way) } }));
    }

    [Theory]
    [MemberData(nameof(ApiServers.Best), MemberType = typeof(ApiServers))]
    public async Task A_network_of_others_that_the_controller_forgot_is_in_the_fabric_again_and_leaves_it_with_its_object(string on)
    {
        await using var cluster = await TestCluster.StartAsync(on);
        var networks = cluster.Server.Api.Resources(L2smKinds.L2Networks);
        await networks.CreateAsync(new L2Network { Metadata = new ObjectMeta { Name = "theirs", Namespace = cluster.Place }, Spec = new L2NetworkSpec { Type = "vnet" } });
        await Condition.ReachesAsync(() => cluster.NetworkAsync("theirs"), there => there!.Metadata.HasFinalizer(NetworkPlan.OperatorFinalizer), "the operator has made it");

        await cluster.StopAsync();
        cluster.Host.LoseMemory();
        cluster.Start();
        await Condition.HoldsAsync(() => cluster.Host.OfRest.Contains("theirs"), "it is there again, although the operator calls only once");

        await networks.PatchAsync(new ResourceKey(cluster.Place, "theirs"), ResourcePatch.Merge(new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = null } }));
        cluster.Operator.Faults = OperatorFaults.IsAway;
        await networks.DeleteAsync(new ResourceKey(cluster.Place, "theirs"));
        await Condition.ReachesAsync(
            async () =>
            {
                // The operator may have put its finalizer on once more before it went away.
                if (await cluster.NetworkAsync("theirs") is { } left)
                    await networks.PatchAsync(left.Metadata.Key, ResourcePatch.Merge(new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = null } }));
                return cluster.Host.OfRest;
            },
            rest => rest.Count == 0,
            "it left the fabric, although nobody told of its deletion");
    }
}
