using Osm.L2sm.Connector.Tests.Testing;
using Osm.L2sm.V1;
using static Osm.L2sm.Connector.Tests.Northbound.NorthboundTest;

namespace Osm.L2sm.Connector.Tests.Northbound;

/// <summary>The operator gives a network one mirror port, for its intrusion detection.</summary>
public sealed class MirrorTests
{
    private const string A1 = "of:00000000000000a1", B1 = "of:00000000000000b1";
    private const string MirrorPort = $"{Vnets}/mirror-port";

    private static string Mirror(string name, string? port) => $"{{\"networkId\":\"{name}\",\"mirrorPort\":{(port is null ? "null" : $"\"{port}\"")}}}";

    [Fact]
    public async Task A_network_gets_a_mirror_port_and_another_one_takes_its_place()
    {
        await using var connector = await StartAsync();
        var operatorOf = GoClient.Of(connector);
        await operatorOf.PostAsync(Vnets, Network("n"));
        for (var i = 0; i < 2; i++)
        {
            var answer = await operatorOf.PostAsync(MirrorPort, Mirror("n", $"{A1}/3"));
            (answer.Status, answer.Body).ShouldBe((204, ""));
        }
        (await operatorOf.GetAsync($"{Vnets}/n")).Body.ShouldBe($"Id: n\nEndpoints: \nTunnel Ids: \n -1\nMirror Port: {A1}/3\n");
        (await operatorOf.PostAsync(MirrorPort, Mirror("n", $"{B1}/4"))).Status.ShouldBe(204);
        (await operatorOf.GetAsync($"{Vnets}/n")).Body.ShouldEndWith($"\nMirror Port: {B1}/4\n");
        (await operatorOf.PostAsync(Ports, Endpoints("n", $"{A1}/3"))).Status.ShouldBe(204, "the port of before is free");
        (await operatorOf.DeleteAsync($"{Vnets}/n")).Status.ShouldBe(204);
        connector.Fabric.Wanted.Owners.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_mirror_port_at_create_counts_only_if_the_network_is_made()
    {
        using var folder = new TestFolder();
        await using (var connector = await StartAsync(folder))
        {
            var operatorOf = GoClient.Of(connector);
            (await operatorOf.PostAsync(Vnets, Mirror("n", $"{A1}/3"))).Status.ShouldBe(204);
            (await operatorOf.PostAsync(Vnets, Mirror("n", $"{A1}/4"))).Status.ShouldBe(204, "existing, and left as it is");
            (await operatorOf.PostAsync(Vnets, Network("n"))).Status.ShouldBe(204);
            (await operatorOf.PostAsync(Vnets, Mirror("m", ""))).Status.ShouldBe(204);
            (await operatorOf.PostAsync(Vnets, Mirror("o", null))).Status.ShouldBe(204);
        }
        await using var after = await StartAsync(folder);
        (await GoClient.Of(after).GetAsync($"{Vnets}/n")).Body.ShouldEndWith($"\nMirror Port: {A1}/3\n");
        (await GoClient.Of(after).GetAsync($"{Vnets}/m")).Body.ShouldEndWith("\nMirror Port: null\n");
        after.Fabric.Wanted.Networks.Values.SelectMany(n => n.Mirrors).ShouldHaveSingleItem().ToString().ShouldBe($"{A1}/3");
    }

    [Fact]
    public async Task What_is_blank_is_400_what_is_no_port_500_and_nothing_is_made_by_halves()
    {
        await using var connector = await StartAsync();
        var operatorOf = GoClient.Of(connector);
        var blank = await operatorOf.PostAsync(MirrorPort, Mirror("n", " "));
        (blank.Status, blank.Body).ShouldBe((400, "mirrorPort is required"));
        (await operatorOf.PostAsync(MirrorPort, Network("n"))).Status.ShouldBe(400);
        (await operatorOf.PostAsync(MirrorPort, Mirror("n", "of:1/x"))).Status.ShouldBe(500);
        (await operatorOf.PostAsync(MirrorPort, Mirror("n", $"{A1}/3"))).Status.ShouldBe(409, "there is no such network");
        (await operatorOf.PostAsync(Vnets, Mirror("n", "of:1/x"))).Status.ShouldBe(500);
        (await operatorOf.PostAsync(Vnets, Mirror("status", $"{A1}/3"))).Status.ShouldBe(409);
        (await connector.ListAsync()).ShouldBeEmpty();

        await operatorOf.PostAsync(Vnets, Network("red"));
        await operatorOf.PostAsync(Ports, Endpoints("red", $"{A1}/5"));
        (await operatorOf.PostAsync(Vnets, Mirror("blue", $"{A1}/5"))).Status.ShouldBe(409);
        (await operatorOf.GetAsync($"{Vnets}/blue")).Status.ShouldBe(404, "all of the call or nothing");
    }

    [Fact]
    public async Task A_port_is_attached_or_a_mirror_and_of_one_network()
    {
        await using var connector = await StartAsync();
        var operatorOf = GoClient.Of(connector);
        await operatorOf.PostAsync(Vnets, Network("red"));
        await operatorOf.PostAsync(Vnets, Network("blue"));
        await operatorOf.PostAsync(Ports, Endpoints("red", $"{A1}/1"));
        await operatorOf.PostAsync(MirrorPort, Mirror("red", $"{A1}/3"));

        (await operatorOf.PostAsync(MirrorPort, Mirror("red", $"{A1}/1"))).Status.ShouldBe(409, "an end of the network");
        (await operatorOf.PostAsync(MirrorPort, Mirror("blue", $"{A1}/1"))).Status.ShouldBe(409, "an end of another");
        (await operatorOf.PostAsync(MirrorPort, Mirror("blue", $"{A1}/3"))).Status.ShouldBe(409, "the mirror of another");
        (await operatorOf.PostAsync(Ports, Endpoints("red", $"{A1}/2", $"{A1}/3"))).Status.ShouldBe(409, "the network's own mirror");
        (await operatorOf.PostAsync(Ports, Endpoints("blue", $"{A1}/3"))).Status.ShouldBe(409);
        (await operatorOf.GetAsync($"{Vnets}/red")).Body.ShouldBe($"Id: red\nEndpoints: \n -{A1}/1\nTunnel Ids: \n -1\nMirror Port: {A1}/3\n");
        (await operatorOf.DeleteAsync(Ports, Endpoints("red", $"{A1}/3"))).Status.ShouldBe(200, "a mirror is not attached");
        (await connector.Ports.ListMirrorsAsync(new ListMirrorsRequest())).Mirrors.Count.ShouldBe(1);

        connector.Fabric.See(new global::L2sm.Sdn.Topology.Link(new(new(0xa1), 11), new(new(0xb1), 11), global::L2sm.Sdn.Topology.LinkCarrier.TunnelId));
        (await operatorOf.PostAsync(MirrorPort, Mirror("red", $"{B1}/11"))).Status.ShouldBe(409, "the end of a link");
    }

    [Fact]
    public async Task Of_several_mirrors_that_gRPC_made_none_is_replaced_unasked()
    {
        await using var connector = await StartAsync();
        var operatorOf = GoClient.Of(connector);
        await operatorOf.PostAsync(Vnets, Network("n"));
        var id = (await connector.ListAsync()).ShouldHaveSingleItem().Id;
        foreach (var port in (uint[])[3, 4])
            await connector.Ports.AddMirrorAsync(new AddMirrorRequest { NetworkId = id, DatapathId = A1, PortNo = port, AllowPending = true });
        (await operatorOf.PostAsync(MirrorPort, Mirror("n", $"{A1}/5"))).Status.ShouldBe(409);
        (await operatorOf.PostAsync(MirrorPort, Mirror("n", $"{A1}/4"))).Status.ShouldBe(204, "it is there");
        (await operatorOf.GetAsync($"{Vnets}/n")).Body.ShouldEndWith($"\nMirror Port: {A1}/3, {A1}/4\n");
    }
}
