using System.Collections.Concurrent;
using System.Text;
using L2sm.OpenFlow.Messages;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Osm.L2sm.Connector.Hosting;
using Osm.L2sm.Connector.Tests.Testing;
using static Osm.L2sm.Connector.Tests.Northbound.NorthboundTest;

namespace Osm.L2sm.Connector.Tests.Northbound;

public sealed class AccessTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Basic")]
    [InlineData("Basic !!!")]
    [InlineData("Bearer a2FyYWY6a2FyYWY=")]
    [InlineData("Basic a2FyYWY6")] // karaf:
    [InlineData("Basic a2FyYWY=")] // karaf
    [InlineData("Basic a2FyYWY6a2FyYWYx")] // karaf:karaf1
    [InlineData("Basic S2FyYWY6a2FyYWY=")] // Karaf:karaf
    [InlineData("Basic b25vczpyb2Nrcw==")] // onos:rocks
    public async Task Wrong_credentials_are_401_everywhere_and_change_nothing(string? authorization)
    {
        await using var connector = await StartAsync();
        var client = GoClient.Of(connector);
        foreach (var (method, path, body) in ((string, string, string)[])
            [("GET", $"{Vnets}/status", ""), ("POST", Vnets, Network("n")), ("DELETE", Ports, Endpoints("n")), ("GET", "/onos/v1/devices", ""), ("GET", "/nowhere", "")])
        {
            var answer = await client.SendAsync(method, path, body, authorization: authorization);
            answer.Status.ShouldBe(401, path);
            answer.Headers["WWW-Authenticate"].ShouldBe("Basic realm=\"karaf\"");
        }
        (await connector.ListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_credentials_configured_are_the_only_ones_and_stay_out_of_the_log()
    {
        using var folder = new TestFolder();
        var log = new LogLines();
        await using var connector = await TestConnector.StartAsync(
            folder, false, s => s.AddSingleton<ILoggerProvider>(log),
            [.. Settings, "--Northbound:User=l2sm", "--Northbound:Password=süß:geheim", "--Logging:LogLevel:Default=Trace", "--Logging:LogLevel:Microsoft=Trace"]);
        var client = GoClient.Of(connector);
        var token = Convert.ToBase64String(Encoding.UTF8.GetBytes("l2sm:süß:geheim"));
        (await client.SendAsync("GET", $"{Vnets}/status", "", authorization: $"Basic {token}")).Status.ShouldBe(200);
        (await client.SendAsync("GET", $"{Vnets}/status", "", authorization: $"basic {token}")).Status.ShouldBe(200, "the scheme's case does not matter");
        (await client.SendAsync("GET", $"{Vnets}/status", "")).Status.ShouldBe(401, "karaf is nobody here");
        log.Lines.ShouldNotBeEmpty();
        log.Lines.ShouldAllBe(l => !l.Contains("geheim", StringComparison.Ordinal) && !l.Contains(token, StringComparison.Ordinal) && !l.Contains("a2FyYWY6", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[::1]:8181")]
    [InlineData("[192.168.122.60]:30808")]
    [InlineData("l2sm-controller-service.l2sm-system.svc.cluster.local:8181")]
    [InlineData("l2sm-controller-service")]
    public async Task Any_host_that_the_operator_writes_is_served(string host)
    {
        await using var connector = await StartAsync();
        (await GoClient.Of(connector).SendAsync("GET", $"{Vnets}/status", "", host)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task One_connection_serves_many_requests()
    {
        await using var connector = await StartAsync();
        var client = GoClient.Of(connector);
        byte[] With(string method, string path, string body) => [.. client.Head(method, path, body.Length), .. Encoding.ASCII.GetBytes(body)];
        var answer = await client.SendRawAsync(
            With("POST", Vnets, Network("n")), With("POST", Ports, Endpoints("n", "of:00000000000000a1/1")), With("DELETE", Ports, Endpoints("n", "of:00000000000000a1/1")),
            With("DELETE", $"{Vnets}/n", ""), With("GET", $"{Vnets}/n", ""));
        answer.Status.ShouldBe(404);
    }

    [Fact]
    public async Task The_probe_of_Kubernetes_needs_no_credentials()
    {
        await using var connector = await StartAsync();
        (await GoClient.Of(connector).SendAsync("GET", "/onos/ui", "", authorization: null)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task The_switches_are_listed_as_ONOS_lists_them()
    {
        await using var connector = await StartAsync();
        var client = GoClient.Of(connector);
        (await client.GetAsync("/onos/v1/devices")).Body.ShouldBe("{\"devices\":[]}");
        connector.Fabric.Connect(0xa1, "veth-1");
        connector.Fabric.Connect(0xb1, "veth-1");
        connector.Fabric.Disconnect(0xb1);
        var answer = await client.GetAsync("/onos/v1/devices");
        answer.Headers["Content-Type"].ShouldBe("application/json; charset=utf-8");
        answer.Body.ShouldBe(
            "{\"devices\":["
            + "{\"id\":\"of:00000000000000a1\",\"type\":\"SWITCH\",\"available\":true,\"role\":\"MASTER\","
            + "\"annotations\":{\"channelId\":\"192.0.2.1:6653\",\"managementAddress\":\"192.0.2.1\",\"protocol\":\"OF_13\"}},"
            + "{\"id\":\"of:00000000000000b1\",\"type\":\"SWITCH\",\"available\":false,\"role\":\"NONE\","
            + "\"annotations\":{\"channelId\":\"192.0.2.1:6653\",\"managementAddress\":\"192.0.2.1\",\"protocol\":\"OF_13\"}}]}");

        connector.Fabric.Grant(0xa1, ControllerRole.Slave);
        (await client.GetAsync("/onos/v1/devices")).Body.ShouldContain("\"id\":\"of:00000000000000a1\",\"type\":\"SWITCH\",\"available\":true,\"role\":\"STANDBY\"");
    }

    [Fact]
    public async Task Each_socket_serves_its_own_paths_only()
    {
        await using var connector = await StartAsync();
        var client = GoClient.Of(connector);
        (await client.GetAsync("/healthz")).Status.ShouldBe(404);
        (await client.PostAsync("/osm.l2sm.v1.VimNetwork/ListNetworks", "")).Status.ShouldBe(404);
        (await client.GetAsync("/onos/idco/mscs/status")).Status.ShouldBe(404);
        (await client.SendAsync("PUT", Vnets, "{}")).Status.ShouldBe(405);
        var http = new GoClient(connector.Port("http"));
        (await http.GetAsync($"{Vnets}/status")).Status.ShouldBe(404);
        (await http.GetAsync("/healthz")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task It_is_off_unless_asked_for_or_needed()
    {
        await using var connector = await TestConnector.StartAsync();
        Should.Throw<InvalidOperationException>(() => connector.Port("northbound"));
        new NorthboundOptions().IsOnWith("standalone").ShouldBeFalse();
        new NorthboundOptions().IsOnWith("operator").ShouldBeTrue();
        new NorthboundOptions { Enabled = false }.IsOnWith("operator").ShouldBeFalse();
    }

    private sealed class LogLines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}
