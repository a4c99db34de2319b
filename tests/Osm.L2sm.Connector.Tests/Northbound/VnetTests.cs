using Osm.L2sm.V1;
using static Osm.L2sm.Connector.Tests.Northbound.NorthboundTest;

namespace Osm.L2sm.Connector.Tests.Northbound;

public sealed class VnetTests
{
    private const string A1 = "of:00000000000000a1", B1 = "of:00000000000000b1";

    [Fact]
    public async Task Status_is_200_and_empty()
    {
        await using var connector = await StartAsync();
        var answer = await GoClient.Of(connector).GetAsync($"{Vnets}/status");
        (answer.Status, answer.Body).ShouldBe((200, ""));
    }

    [Fact]
    public async Task A_network_is_made_found_and_deleted_and_each_call_may_come_twice()
    {
        await using var connector = await StartAsync();
        var operatorOf = GoClient.Of(connector);
        (await operatorOf.GetAsync($"{Vnets}/ping-network")).Status.ShouldBe(404);
        for (var i = 0; i < 2; i++)
        {
            var made = await operatorOf.PostAsync(Vnets, Network("ping-network"));
            (made.Status, made.Body).ShouldBe((204, ""));
        }
        var found = await operatorOf.GetAsync($"{Vnets}/ping-network");
        (found.Status, found.Headers["Content-Type"]).ShouldBe((200, "application/yaml"));
        found.Body.ShouldBe("Id: ping-network\nEndpoints: \nTunnel Ids: \n -1\nMirror Port: null\n");
        for (var i = 0; i < 2; i++) (await operatorOf.DeleteAsync($"{Vnets}/ping-network")).Status.ShouldBe(204);
        (await operatorOf.GetAsync($"{Vnets}/ping-network")).Status.ShouldBe(404);
        (await connector.ListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_port_waits_for_its_switch_and_comes_true_with_it()
    {
        await using var connector = await StartAsync();
        var operatorOf = GoClient.Of(connector);
        await operatorOf.PostAsync(Vnets, Network("n"));
        for (var i = 0; i < 2; i++) (await operatorOf.PostAsync(Ports, Endpoints("n", $"{B1}/2", $"{A1}/1"))).Status.ShouldBe(204);
        (await connector.ListPortsAsync()).ShouldAllBe(p => p.State == PortState.Pending && p.Reason == "SWITCH_NOT_CONNECTED");
        connector.Fabric.Connect(0xa1, "ls5e201");
        (await connector.ListPortsAsync()).Select(p => (p.DatapathId, p.State))
            .ShouldBe([("00000000000000a1", PortState.Active), ("00000000000000b1", PortState.Pending)]);
        (await operatorOf.GetAsync($"{Vnets}/n")).Body
            .ShouldBe($"Id: n\nEndpoints: \n -{A1}/1\n -{B1}/2\nTunnel Ids: \n -1\nMirror Port: null\n");

        for (var i = 0; i < 2; i++)
        {
            var gone = await operatorOf.DeleteAsync(Ports, Endpoints("n", $"{A1}/1"));
            (gone.Status, gone.Body).ShouldBe((200, ""));
        }
        (await connector.ListPortsAsync()).Select(p => p.PortNo).ShouldBe([2u]);
    }

    [Fact]
    public async Task Ten_port_posts_at_once_all_succeed()
    {
        await using var connector = await StartAsync();
        var operatorOf = GoClient.Of(connector);
        for (var i = 1; i <= 10; i++) await operatorOf.PostAsync(Vnets, Network($"test-network-{i}"));
        for (var round = 0; round < 2; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(1, 10).Select(i => operatorOf.PostAsync(Ports, Endpoints($"test-network-{i}", $"of:63b9c50cd5f12d25/{i}"))));
            answers.ShouldAllBe(a => a.Status == 204);
        }
        (await connector.ListPortsAsync()).Count.ShouldBe(10);

        var oneNetwork = await Task.WhenAll(Enumerable.Range(11, 10).Select(i => operatorOf.PostAsync(Ports, Endpoints("test-network-1", $"of:63b9c50cd5f12d25/{i}"))));
        oneNetwork.ShouldAllBe(a => a.Status == 204);
        (await connector.ListPortsAsync()).Count.ShouldBe(20);
    }

    [Fact]
    public async Task A_port_of_another_network_is_refused_and_takes_none_of_its_call_along()
    {
        await using var connector = await StartAsync();
        var operatorOf = GoClient.Of(connector);
        await operatorOf.PostAsync(Vnets, Network("blue"));
        await operatorOf.PostAsync(Vnets, Network("red"));
        await operatorOf.PostAsync(Ports, Endpoints("blue", $"{A1}/1"));

        var refused = await operatorOf.PostAsync(Ports, Endpoints("red", $"{A1}/2", $"{A1}/1"));
        refused.Status.ShouldBe(409);
        refused.Body.ShouldContain($"port {A1}/1 is in network");
        refused.Body.ShouldContain("'blue'");
        (await connector.ListPortsAsync()).Select(p => p.PortNo).ShouldBe([1u]);

        (await operatorOf.DeleteAsync(Ports, Endpoints("red", $"{A1}/1"))).Status.ShouldBe(409);
        (await connector.ListPortsAsync()).Select(p => p.PortNo).ShouldBe([1u], "a wrong-network delete changes nothing");
    }

    [Fact]
    public async Task The_end_of_a_link_between_switches_is_refused()
    {
        await using var connector = await StartAsync();
        connector.Fabric.See(new global::L2sm.Sdn.Topology.Link(new(new(0xa1), 11), new(new(0xb1), 11), global::L2sm.Sdn.Topology.LinkCarrier.TunnelId));
        var operatorOf = GoClient.Of(connector);
        await operatorOf.PostAsync(Vnets, Network("n"));
        (await operatorOf.PostAsync(Ports, Endpoints("n", $"{A1}/11"))).Status.ShouldBe(409);
    }

    [Fact]
    public async Task Ports_of_an_unknown_network_are_409()
    {
        await using var connector = await StartAsync();
        var operatorOf = GoClient.Of(connector);
        (await operatorOf.PostAsync(Ports, Endpoints("nowhere", $"{A1}/1"))).Status.ShouldBe(409);
        (await operatorOf.DeleteAsync(Ports, Endpoints("nowhere", $"{A1}/1"))).Status.ShouldBe(409);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("port")]
    [InlineData("mirror-port")]
    public async Task A_word_of_the_API_is_no_name(string name)
    {
        await using var connector = await StartAsync();
        (await GoClient.Of(connector).PostAsync(Vnets, Network(name))).Status.ShouldBe(409);
    }
}
