using Grpc.Core;
using Osm.L2sm.Connector.Services;
using Osm.L2sm.Connector.Tests.Testing;
using Osm.L2sm.V1;
using static Osm.L2sm.Connector.Tests.Northbound.NorthboundTest;

namespace Osm.L2sm.Connector.Tests.Northbound;

/// <summary>Networks of REST clients and of OSM are of one kind, in one journal, under one set of names.</summary>
public sealed class OneModelTests
{
    private const string A1 = "of:00000000000000a1";

    [Fact]
    public async Task OSM_finds_a_network_made_by_REST_and_never_deletes_it()
    {
        await using var connector = await StartAsync();
        var operatorOf = GoClient.Of(connector);
        await operatorOf.PostAsync(Vnets, Network("lab.internal"));
        connector.Fabric.Connect(0xa1, "veth-1");
        await operatorOf.PostAsync(Ports, Endpoints("lab.internal", $"{A1}/1"));

        var found = (await connector.Networks.ListNetworksAsync(new ListNetworksRequest { Name = "lab.internal" })).Networks.ShouldHaveSingleItem();
        (found.Owned, found.Management, found.Status, found.NetType, found.SegmentationId).ShouldBe((false, false, NetworkStatus.Active, "bridge", 1u));
        (await connector.Networks.DeleteNetworkAsync(new DeleteNetworkRequest { Id = found.Id })).Existed.ShouldBeTrue();
        (await operatorOf.GetAsync($"{Vnets}/lab.internal")).Status.ShouldBe(200);
        connector.Fabric.Wanted.Owners.Count.ShouldBe(1);
    }

    [Fact]
    public async Task OSM_never_takes_over_a_name_that_REST_has_however_old_and_equal_it_is()
    {
        await using var connector = await StartAsync();
        await GoClient.Of(connector).PostAsync(Vnets, Network("a-1"));
        connector.Clock.Advance(NetworkLifecycle.DeadTaskAge * 2);
        var refusal = await Refusal.OfAsync(() => connector.CreateAsync("a-1"));
        (refusal.Code, refusal.Reason).ShouldBe((StatusCode.AlreadyExists, "NETWORK_NAME_TAKEN"));
        refusal.Message.ShouldContain("REST");
        (await Refusal.OfAsync(() => connector.CreateAsync("a-1", type: null))).Reason.ShouldBe("NETWORK_NAME_TAKEN");
    }

    [Fact]
    public async Task The_operator_puts_pods_into_a_network_of_OSM_and_cannot_delete_it()
    {
        await using var connector = await StartAsync();
        var operatorOf = GoClient.Of(connector);
        var made = await connector.CreateAsync("home-1-datanet");
        (await operatorOf.GetAsync($"{Vnets}/home-1-datanet")).Status.ShouldBe(200);
        (await operatorOf.PostAsync(Vnets, Network("home-1-datanet"))).Status.ShouldBe(204, "the operator acknowledges what OSM asked for");
        (await operatorOf.PostAsync(Ports, Endpoints("home-1-datanet", $"{A1}/1"))).Status.ShouldBe(204);
        (await connector.ListAsync()).ShouldHaveSingleItem().Ports.ShouldBe(1u);

        var refused = await operatorOf.DeleteAsync($"{Vnets}/home-1-datanet");
        refused.Status.ShouldBe(409);
        refused.Body.ShouldContain("made by OSM");
        (await connector.Networks.DeleteNetworkAsync(new DeleteNetworkRequest { Id = made.Id })).Existed.ShouldBeTrue();
        (await operatorOf.DeleteAsync($"{Vnets}/home-1-datanet")).Status.ShouldBe(204, "gone with its NS");
    }

    [Fact]
    public async Task A_management_network_is_none_that_REST_can_use()
    {
        await using var connector = await StartAsync();
        var operatorOf = GoClient.Of(connector);
        await connector.CreateAsync("mgmtnet", type: null);
        (await operatorOf.GetAsync($"{Vnets}/mgmtnet")).Status.ShouldBe(404);
        (await operatorOf.PostAsync(Vnets, Network("mgmtnet"))).Status.ShouldBe(409);
        (await operatorOf.PostAsync(Ports, Endpoints("mgmtnet", $"{A1}/1"))).Status.ShouldBe(409);
        (await operatorOf.DeleteAsync($"{Vnets}/mgmtnet")).Status.ShouldBe(409);
    }

    [Fact]
    public async Task A_port_that_has_addresses_keeps_them_when_REST_attaches_it_again()
    {
        await using var connector = await StartAsync();
        connector.Fabric.Connect(0xa1, "veth-1");
        var made = await connector.CreateAsync("a-1");
        await connector.AttachAsync(made.Id, A1, 1, "02:00:00:00:00:0a");
        (await GoClient.Of(connector).PostAsync(Ports, Endpoints("a-1", $"{A1}/1"))).Status.ShouldBe(204);
        (await connector.ListPortsAsync()).ShouldHaveSingleItem().MacAddresses.ShouldBe(["02:00:00:00:00:0a"]);
    }

    [Fact]
    public async Task What_was_answered_survives_a_kill()
    {
        using var folder = new TestFolder();
        await using var before = await StartAsync(folder);
        var operatorOf = GoClient.Of(before);
        await operatorOf.PostAsync(Vnets, Network("n"));
        await operatorOf.PostAsync(Vnets, Network("gone"));
        await operatorOf.PostAsync(Ports, Endpoints("n", $"{A1}/1", $"{A1}/2"));
        await operatorOf.DeleteAsync(Ports, Endpoints("n", $"{A1}/2"));
        await operatorOf.DeleteAsync($"{Vnets}/gone");
        await operatorOf.PostAsync(Vlinks, $$"""{"linkNetworkId":"l","fromEndP":"{{A1}}/3","toEndP":"{{A1}}/4","path":["{{A1}}"]}""");
        var shown = await before.ListAsync();

        using var crashed = folder.Crashed();
        await using var after = await StartAsync(crashed);
        (await after.ListAsync()).ShouldBe(shown);
        after.Fabric.Wanted.Owners.ShouldBe(before.Fabric.Wanted.Owners);
        var again = GoClient.Of(after);
        (await again.GetAsync($"{Vnets}/n")).Body.ShouldBe($"Id: n\nEndpoints: \n -{A1}/1\nTunnel Ids: \n -1\nMirror Port: null\n");
        (await again.GetAsync($"{Vnets}/gone")).Status.ShouldBe(404);
        (await again.PostAsync(Vlinks, $$"""{"linkNetworkId":"l","fromEndP":"{{A1}}/3","toEndP":"{{A1}}/4","path":["{{A1}}"]}""")).Status.ShouldBe(204, "the same link");
        (await again.PostAsync(Vlinks, $$"""{"linkNetworkId":"l","fromEndP":"{{A1}}/3","toEndP":"{{A1}}/4"}""")).Status.ShouldBe(409, "its path is kept");
        (await again.DeleteAsync($"{Vnets}/n")).Status.ShouldBe(204);
        after.Fabric.Wanted.Networks.Count.ShouldBe(1);
    }
}
