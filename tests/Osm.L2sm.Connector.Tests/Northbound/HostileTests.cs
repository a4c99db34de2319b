using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Osm.L2sm.Connector.Services;
using Osm.L2sm.Connector.Tests.Testing;
using static Osm.L2sm.Connector.Tests.Northbound.NorthboundTest;

namespace Osm.L2sm.Connector.Tests.Northbound;

public sealed class HostileTests
{
    private const string A1 = "of:00000000000000a1";

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("networkId: n\n")]
    [InlineData("{\"networkId\":\"n\"} trailing")]
    [InlineData("{\"networkId\":\"n\",\"networkId\":\"m\"}")]
    public async Task What_is_not_JSON_is_400_in_the_form_of_the_original(string body)
    {
        await using var connector = await StartAsync();
        foreach (var (method, path) in ((string, string)[])[("POST", Vnets), ("POST", Ports), ("DELETE", Ports), ("POST", $"{Vnets}/mirror-port"), ("POST", Vlinks)])
        {
            var answer = await GoClient.Of(connector).SendAsync(method, path, body);
            answer.Status.ShouldBe(400, $"{method} {path}");
            answer.Body.ShouldStartWith("{\"errorCode\":\"PARSING_ERROR\",\"errorDescription\":\"");
        }
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"networkId\":5}")]
    [InlineData("{\"networkId\":\"\"}")]
    [InlineData("{\"networkId\":\"a/b\"}")]
    [InlineData("{\"networkId\":\"-n\"}")]
    [InlineData("{\"networkId\":\"a b\"}")]
    [InlineData("{\"networkId\":\"\\ud800\"}")]
    [InlineData("{\"networkId\":\"\\u0000\"}")]
    public async Task A_name_that_is_none_is_500_and_makes_nothing(string body)
    {
        await using var connector = await StartAsync();
        (await GoClient.Of(connector).PostAsync(Vnets, body)).Status.ShouldBe(500);
        (await connector.ListAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"of:00000000000000a1/1\"")]
    [InlineData("[null]")]
    [InlineData("[7]")]
    [InlineData("[\"\"]")]
    [InlineData("[\"of:00000000000000a1\"]")]
    [InlineData("[\"of:00000000000000a1/\"]")]
    [InlineData("[\"of:00000000000000a1/0\"]")]
    [InlineData("[\"of:00000000000000a1/-1\"]")]
    [InlineData("[\"of:00000000000000a1/4294967040\"]")]
    [InlineData("[\"of:00000000000000a1/99999999999999999999\"]")]
    [InlineData("[\"of:00000000000000a1/LOCAL\"]")]
    [InlineData("[\"of:a1/1\"]")]
    [InlineData("[\"00000000000000a1/1\"]")]
    [InlineData("[\"of:00000000000000g1/1\"]")]
    [InlineData("[\"of:00000000000000a1/1/2\"]")]
    [InlineData("[\"of:00000000000000a1/1\",\"x\"]")]
    public async Task Endpoints_that_are_none_are_500_with_a_sentence_and_attach_nothing(string endpoints)
    {
        await using var connector = await StartAsync();
        var client = GoClient.Of(connector);
        await client.PostAsync(Vnets, Network("n"));
        var body = $"{{\"networkId\":\"n\",\"networkEndpoints\":{endpoints}}}";
        var answer = await client.PostAsync(Ports, body);
        (answer.Status, answer.Headers["Content-Type"]).ShouldBe((500, "text/plain; charset=utf-8"));
        answer.Body.ShouldContain("networkEndpoints");
        (await client.DeleteAsync(Ports, body)).Status.ShouldBe(500);
        (await connector.ListPortsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_missing_list_of_endpoints_is_500()
    {
        await using var connector = await StartAsync();
        await GoClient.Of(connector).PostAsync(Vnets, Network("n"));
        (await GoClient.Of(connector).PostAsync(Ports, Network("n"))).Status.ShouldBe(500);
    }

    [Fact]
    public async Task Fields_of_newer_operators_are_passed_over()
    {
        await using var connector = await StartAsync();
        var client = GoClient.Of(connector);
        (await client.PostAsync(Vnets, """{"networkType":"vnet","networkId":"n","tunnelList":[1,{"a":[]}]}""")).Status.ShouldBe(204);
        (await client.PostAsync(Ports, $$"""{"networkId":"n","networkEndpoints":["{{A1}}/1"],"tunnelList":null,"x":[{"y":1}] }""")).Status.ShouldBe(204);
    }

    [Fact]
    public async Task A_huge_body_is_413_whether_announced_or_not_and_the_service_goes_on()
    {
        await using var connector = await StartAsync();
        var client = GoClient.Of(connector);
        (await client.SendRawAsync(client.Head("POST", Vnets, int.MaxValue))).Status.ShouldBe(413);
        var head = Encoding.ASCII.GetString(client.Head("POST", Vnets, 9)).Replace("Content-Length: 9", "Transfer-Encoding: chunked", StringComparison.Ordinal);
        var chunk = new string(' ', 0x110000);
        (await client.SendRawAsync(Encoding.ASCII.GetBytes($"{head}110000\r\n{chunk}\r\n0\r\n\r\n"))).Status.ShouldBe(413);
        (await client.PostAsync(Vnets, Network("n"))).Status.ShouldBe(204);
    }

    [Fact]
    public async Task A_body_nested_without_end_is_400()
    {
        await using var connector = await StartAsync();
        (await GoClient.Of(connector).PostAsync(Vnets, $"{{\"networkId\":\"n\",\"x\":{new string('[', 100_000)}")).Status.ShouldBe(400);
    }

    [Fact]
    public async Task A_call_that_cannot_be_written_down_is_503()
    {
        using var folder = new TestFolder();
        var journal = new BrokenJournal();
        await using var connector = await TestConnector.StartAsync(folder, false, s => s.AddSingleton<IIntentJournal>(journal), Settings);
        var client = GoClient.Of(connector);
        (await client.PostAsync(Vnets, Network("n"))).Status.ShouldBe(503);
        (await client.GetAsync("/onos/ui")).Status.ShouldBe(503);
        (await client.GetAsync($"{Vnets}/status")).Status.ShouldBe(200);
    }

    private sealed class BrokenJournal : IIntentJournal
    {
        public Task<JournalContents> LoadAsync(CancellationToken cancellation) => Task.FromResult(JournalContents.Empty);

        public Task CommitAsync(IReadOnlyList<IntentChange> changes, CancellationToken cancellation) => throw new JournalException("no disk");
    }
}
