using System.Text.Json;
using Grpc.Core;
using L2sm.OpenFlow;
using L2sm.Sdn;
using L2sm.Sdn.Topology;
using L2smOsm.Testing;
using Osm.L2sm.Connector.Services;
using Osm.L2sm.Connector.Tests.Testing;
using Osm.L2sm.V1;

namespace Osm.L2sm.Connector.Tests.Grpc;

public sealed class MirrorTests : IAsyncLifetime
{
    private const string A1 = "00000000000000a1";
    private TestConnector connector = null!;
    private string network = "";

    [Fact]
    public async Task A_mirror_is_added_listed_and_removed_and_each_call_may_come_twice()
    {
        for (var i = 0; i < 2; i++)
        {
            var mirror = await AddAsync(2);
            (mirror.NetworkId, mirror.DatapathId, mirror.PortNo, mirror.PortName).ShouldBe((network, A1, 2u, "veth-b"));
            (mirror.State, mirror.Reason).ShouldBe((PortState.Active, ""));
        }
        (await ListAsync()).ShouldHaveSingleItem().PortNo.ShouldBe(2u);
        (await connector.Ports.ListMirrorsAsync(new ListMirrorsRequest { NetworkId = network })).Mirrors.Count.ShouldBe(1);
        (await connector.Ports.ListPortsAsync(new ListPortsRequest())).Ports.ShouldBeEmpty("a mirror is no port of the network");
        connector.Fabric.Wanted.Networks.Values.ShouldHaveSingleItem().Mirrors.ShouldHaveSingleItem().PortNo.ShouldBe(2u);
        (await connector.Ports.DetachPortAsync(new DetachPortRequest { DatapathId = A1, PortNo = 2 })).Existed.ShouldBeFalse("it is not attached");

        (await RemoveAsync(2)).ShouldBeTrue();
        (await RemoveAsync(2)).ShouldBeFalse();
        (await ListAsync()).ShouldBeEmpty();
        (await connector.AttachAsync(network, A1, 2)).State.ShouldBe(PortState.Active, "the port is free");
        (await RemoveAsync(2)).ShouldBeFalse("attached, which is none of this call's business");
        (await connector.Ports.ListPortsAsync(new ListPortsRequest())).Ports.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_mirror_is_found_by_its_name_and_may_come_later_by_its_number()
    {
        (await connector.Ports.AddMirrorAsync(new AddMirrorRequest { NetworkId = network, DatapathId = A1, PortName = "veth-c" })).PortNo.ShouldBe(3u);
        (await Refusal.OfAsync(() => AddAsync(9))).Reason.ShouldBe("PORT_NOT_FOUND");
        (await Refusal.OfAsync(() => AddAsync(1, "00000000000000ff"))).Reason.ShouldBe("SWITCH_NOT_CONNECTED");
        (await connector.Ports.AddMirrorAsync(new AddMirrorRequest { NetworkId = network, DatapathId = A1, PortNo = 9, AllowPending = true })).State.ShouldBe(PortState.Pending);
        var refusal = await Refusal.OfAsync(() => connector.Ports.AddMirrorAsync(new AddMirrorRequest { NetworkId = network, DatapathId = "x" }).ResponseAsync);
        refusal.Fields.ShouldBe(["datapath_id", "port"]);
    }

    [Fact]
    public async Task A_mirror_port_that_its_switch_has_not_told_of_yet_is_asked_for_before_it_is_refused()
    {
        connector.Fabric.PortsAsked = id =>
        {
            connector.Fabric.Connect(id.Value, "veth-a", "veth-b", "veth-c", "veth-d", "veth-e");
            return Task.FromResult(true);
        };
        (await AddAsync(4)).State.ShouldBe(PortState.Active);
        connector.Fabric.Connect(0xa1, "veth-a");
        (await connector.Ports.AddMirrorAsync(new AddMirrorRequest { NetworkId = network, DatapathId = A1, PortName = "veth-e" })).PortNo.ShouldBe(5u);
    }

    [Fact]
    public async Task What_cannot_be_a_mirror_is_refused_with_the_reason()
    {
        var other = (await connector.CreateAsync("b-1")).Id;
        await connector.AttachAsync(other, A1, 1);
        (await Refusal.OfAsync(() => AddAsync(1))).ShouldSatisfyAllConditions(
            r => r.Code.ShouldBe(StatusCode.FailedPrecondition), r => r.Reason.ShouldBe("PORT_IS_ATTACHED"), r => r.Message.ShouldContain(other));
        await connector.Ports.AddMirrorAsync(new AddMirrorRequest { NetworkId = other, DatapathId = A1, PortNo = 2 });
        (await Refusal.OfAsync(() => AddAsync(2))).Reason.ShouldBe("PORT_IS_MIRROR");
        (await Refusal.OfAsync(() => connector.AttachAsync(other, A1, 2))).Reason.ShouldBe("PORT_IS_MIRROR");
        (await Refusal.OfAsync(() => connector.AttachAsync(network, A1, 2))).Reason.ShouldBe("PORT_IS_MIRROR");
        (await Refusal.OfAsync(() => RemoveAsync(2, network))).Reason.ShouldBe("PORT_IS_MIRROR");

        network = Guid.NewGuid().ToString();
        (await Refusal.OfAsync(() => AddAsync(3))).Reason.ShouldBe("NETWORK_NOT_FOUND");
        (await Refusal.OfAsync(() => connector.Ports.ListMirrorsAsync(new ListMirrorsRequest { NetworkId = network }).ResponseAsync)).Code.ShouldBe(StatusCode.NotFound);
        network = (await connector.CreateAsync("mgmt", type: null)).Id;
        (await Refusal.OfAsync(() => AddAsync(3))).Reason.ShouldBe("NETWORK_IS_MANAGEMENT");
    }

    [Fact]
    public async Task A_network_has_a_limit_of_mirrors()
    {
        for (uint n = 1; n <= MirrorPorts.MostOfNetwork; n++)
            await connector.Ports.AddMirrorAsync(new AddMirrorRequest { NetworkId = network, DatapathId = "00000000000000ff", PortNo = n, AllowPending = true });
        var refusal = await Refusal.OfAsync(() => AddAsync(1));
        (refusal.Code, refusal.Reason).ShouldBe((StatusCode.ResourceExhausted, "TOO_MANY_MIRRORS"));
    }

    [Theory]
    [InlineData(ShortfallKind.PortDown, NetworkStatus.Build, "PORT_DOWN")]
    [InlineData(ShortfallKind.PortNotFound, NetworkStatus.Build, "PORT_NOT_FOUND")]
    [InlineData(ShortfallKind.NoPath, NetworkStatus.Build, "NO_PATH")]
    [InlineData(ShortfallKind.Refused, NetworkStatus.Error, "RULES_REFUSED")]
    public async Task A_network_that_is_not_watched_does_not_look_like_one_that_is(ShortfallKind kind, NetworkStatus expected, string reason)
    {
        await connector.AttachAsync(network, A1, 1);
        await AddAsync(2);
        (await StatusAsync()).Status.ShouldBe(NetworkStatus.Active);
        connector.Fabric.Fail(new PortKey(new DatapathId(0xa1), 2), kind, "because");
        var status = await StatusAsync();
        (status.Status, status.StatusReason, status.Ports, status.PortsConfirmed).ShouldBe((expected, reason, 1u, 1u));
        status.ErrorMsg.ShouldBe($"mirror port of:{A1}/2: because");
        var mirror = (await ListAsync()).ShouldHaveSingleItem();
        (mirror.State, mirror.Reason, mirror.Message).ShouldBe((PortState.Pending, reason, "because"));
        JsonDocument.Parse(status.VimInfo).RootElement.GetProperty("mirrors")[0].GetProperty("state").GetString().ShouldBe(reason);

        Task<Network> StatusAsync() => connector.Networks.GetNetworkAsync(new GetNetworkRequest { Id = network }).ResponseAsync;
    }

    [Fact]
    public async Task A_watcher_is_told_of_mirrors_that_come_and_go()
    {
        using var watch = connector.Networks.WatchNetworks(new WatchNetworksRequest());
        var seen = new List<string>();
        var reading = Task.Run(async () =>
        {
            await foreach (var change in watch.ResponseStream.ReadAllAsync())
                if (change.Changed is { } changed) lock (seen) seen.Add(Mirrors(changed));
        });
        await Condition.HoldsAsync(() => Last() == "", "the network as it is");
        await AddAsync(2);
        await Condition.HoldsAsync(() => Last() == "2", "the mirror");
        await RemoveAsync(2);
        await Condition.HoldsAsync(() => Last() == "", "and its end");
        watch.Dispose();
        await Should.ThrowAsync<RpcException>(() => reading);

        string? Last()
        {
            lock (seen) return seen.LastOrDefault();
        }

        static string Mirrors(Network of) =>
            string.Join(' ', JsonDocument.Parse(of.VimInfo).RootElement.GetProperty("mirrors").EnumerateArray().Select(m => m.GetProperty("port").GetInt32()));
    }

    [Fact]
    public async Task Deleting_a_network_frees_its_mirrors()
    {
        await AddAsync(2);
        await connector.Networks.DeleteNetworkAsync(new DeleteNetworkRequest { Id = network });
        (await ListAsync()).ShouldBeEmpty();
        var next = (await connector.CreateAsync("a-1")).Id;
        (await connector.AttachAsync(next, A1, 2)).State.ShouldBe(PortState.Active);
    }

    public async Task InitializeAsync()
    {
        connector = await TestConnector.StartAsync();
        connector.Fabric.Connect(0xa1, "veth-a", "veth-b", "veth-c");
        network = (await connector.CreateAsync("a-1")).Id;
    }

    public async Task DisposeAsync() => await connector.DisposeAsync();

    private Task<Mirror> AddAsync(uint port, string datapath = A1) =>
        connector.Ports.AddMirrorAsync(new AddMirrorRequest { NetworkId = network, DatapathId = datapath, PortNo = port }).ResponseAsync;

    private async Task<bool> RemoveAsync(uint port, string? of = null) =>
        (await connector.Ports.RemoveMirrorAsync(new RemoveMirrorRequest { NetworkId = of ?? "", DatapathId = A1, PortNo = port })).Existed;

    private async Task<IReadOnlyList<Mirror>> ListAsync() => (await connector.Ports.ListMirrorsAsync(new ListMirrorsRequest())).Mirrors;
}
