using Osm.L2sm.Connector.Tests.Testing;
using static Osm.L2sm.Connector.Tests.Northbound.NorthboundTest;

namespace Osm.L2sm.Connector.Tests.Northbound;

public sealed class VlinkTests
{
    private const string A = "of:00000000000000a1", B = "of:00000000000000b1", C = "of:00000000000000c1";

    private static string Link(string from, string to, string? path = null, string name = "l") =>
        $"{{\"linkNetworkId\":\"{name}\",\"fromEndP\":\"{from}\",\"toEndP\":\"{to}\"{(path is null ? "" : $",\"path\":{path}")}}}";

    [Fact]
    public async Task A_link_is_made_found_and_deleted_and_each_call_may_come_twice()
    {
        await using var connector = await StartAsync();
        var client = GoClient.Of(connector);
        (await client.GetAsync($"{Vlinks}/status")).Status.ShouldBe(200);
        (await client.GetAsync($"{Vlinks}/l")).Status.ShouldBe(404);
        for (var i = 0; i < 2; i++) (await client.PostAsync(Vlinks, Link($"{A}/1", $"{B}/2", "[]"))).Status.ShouldBe(204);
        (await client.GetAsync($"{Vlinks}/l")).Body.ShouldBe($"Id: l\nEndpoints: \n -{A}/1\n -{B}/2\nTunnel Ids: \n -1\n");
        var network = (await connector.ListAsync()).ShouldHaveSingleItem();
        (network.Owned, network.NetType, network.Ports).ShouldBe((false, "ptp", 2u));
        for (var i = 0; i < 2; i++) (await client.DeleteAsync($"{Vlinks}/l")).Status.ShouldBe(204);
        (await connector.ListPortsAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(null, 204)]
    [InlineData("[]", 204)]
    [InlineData("null", 204)]
    [InlineData($"[\"{A}\",\"{B}\"]", 204)]
    [InlineData($"[\"{A}\",\"{C}\",\"{B}\"]", 204)]
    [InlineData($"[\"{A}\",\"{C}\"]", 500)]
    [InlineData($"[\"{C}\",\"{B}\"]", 500)]
    [InlineData($"[\"{A}\"]", 500)]
    [InlineData($"[\"{B}\",\"{A}\"]", 500)]
    [InlineData($"[\"{A}\",\"{A}\",\"{B}\"]", 500)]
    [InlineData("[\"s1\",\"s2\"]", 500)]
    [InlineData("[1]", 500)]
    [InlineData("\"short\"", 500)]
    public async Task A_path_leads_from_the_switch_of_one_end_to_that_of_the_other(string? path, int status)
    {
        await using var connector = await StartAsync();
        var answer = await GoClient.Of(connector).PostAsync(Vlinks, Link($"{A}/1", $"{B}/2", path));
        answer.Status.ShouldBe(status, answer.Body);
        if (status == 500) answer.Body.ShouldContain("path");
        (await connector.ListAsync()).Count.ShouldBe(status == 204 ? 1 : 0);
        (await connector.ListPortsAsync()).Count.ShouldBe(status == 204 ? 2 : 0);
    }

    [Fact]
    public async Task A_link_is_held_to_its_path_which_a_restart_keeps_and_another_call_does_not_change()
    {
        using var folder = new TestFolder();
        await using (var connector = await StartAsync(folder))
        {
            var client = GoClient.Of(connector);
            for (var i = 0; i < 2; i++) (await client.PostAsync(Vlinks, Link($"{A}/1", $"{B}/2", $"[\"{A}\",\"{C}\",\"{B}\"]"))).Status.ShouldBe(204);
            (await client.PostAsync(Vlinks, Link($"{A}/1", $"{B}/2", $"[\"{A}\",\"{B}\"]"))).Status.ShouldBe(409, "another path is another link");
            (await connector.ListAsync()).ShouldHaveSingleItem().Path.ShouldBe([A[3..], C[3..], B[3..]]);
            connector.Fabric.Wanted.Networks.Values.ShouldHaveSingleItem().Path.Count.ShouldBe(3);
        }
        await using var after = await StartAsync(folder);
        after.Fabric.Wanted.Networks.Values.ShouldHaveSingleItem().Path.Select(id => $"of:{id}").ShouldBe([A, C, B]);
    }

    [Fact]
    public async Task A_path_within_the_one_switch_of_both_ends_is_held()
    {
        await using var connector = await StartAsync();
        (await GoClient.Of(connector).PostAsync(Vlinks, Link($"{A}/1", $"{A}/2", $"[\"{A}\"]"))).Status.ShouldBe(204);
    }

    [Theory]
    [InlineData("of:00000000000000a1/1", "of:00000000000000a1/1")]
    [InlineData("of:a1/1", "of:00000000000000a1/2")]
    [InlineData("of:00000000000000a1/1", "of:00000000000000a1")]
    public async Task Ends_that_are_none_are_500(string from, string to)
    {
        await using var connector = await StartAsync();
        (await GoClient.Of(connector).PostAsync(Vlinks, Link(from, to))).Status.ShouldBe(500);
    }

    [Fact]
    public async Task The_ends_of_a_link_are_fixed_and_its_name_is_not_a_networks()
    {
        await using var connector = await StartAsync();
        var client = GoClient.Of(connector);
        await client.PostAsync(Vlinks, Link($"{A}/1", $"{B}/2"));
        (await client.PostAsync(Vlinks, Link($"{A}/1", $"{B}/3"))).Status.ShouldBe(409, "another link under the same name");
        (await client.PostAsync(Ports, Endpoints("l", $"{A}/5"))).Status.ShouldBe(409);
        (await client.DeleteAsync(Ports, Endpoints("l", $"{A}/1"))).Status.ShouldBe(409);
        (await client.PostAsync(Vnets, Network("l"))).Status.ShouldBe(409);
        (await client.DeleteAsync($"{Vnets}/l")).Status.ShouldBe(409);
        (await client.GetAsync($"{Vnets}/l")).Status.ShouldBe(404);
        var id = (await connector.ListAsync()).ShouldHaveSingleItem().Id;
        connector.Fabric.Connect(0xa1, "1", "2", "3");
        (await Refusal.OfAsync(() => connector.AttachAsync(id, A, 3))).Reason.ShouldBe("NETWORK_IS_VIRTUAL_LINK");
        (await Refusal.OfAsync(() => connector.Ports.DetachPortAsync(new() { DatapathId = A, PortNo = 1 }).ResponseAsync)).Reason.ShouldBe("NETWORK_IS_VIRTUAL_LINK");

        await client.PostAsync(Vnets, Network("n"));
        (await client.DeleteAsync($"{Vlinks}/n")).Status.ShouldBe(409);
        (await client.PostAsync(Vlinks, Link($"{A}/7", $"{B}/8", name: "n"))).Status.ShouldBe(409);
        (await client.PostAsync(Vlinks, Link($"{A}/1", $"{B}/8", name: "m"))).Status.ShouldBe(409, "its end is another link's");
        (await client.GetAsync($"{Vlinks}/m")).Status.ShouldBe(404);
    }
}
