using Grpc.Core;
using L2sm.OpenFlow;
using L2sm.Sdn;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Topology;
using L2smOsm.Testing;
using Microsoft.Extensions.DependencyInjection;
using Osm.L2sm.Connector.Services;
using Osm.L2sm.Connector.Tests.Testing;
using Osm.L2sm.V1;
using Link = L2sm.Sdn.Topology.Link;
using LinkCarrier = L2sm.Sdn.Topology.LinkCarrier;

namespace Osm.L2sm.Connector.Tests.Grpc;

public sealed class FabricTests : IAsyncLifetime
{
    private const string A1 = "00000000000000a1";
    private TestConnector connector = null!;
    private string network = "";

    [Fact]
    public async Task A_port_is_attached_confirmed_and_detached()
    {
        var port = await connector.AttachAsync(network, $"of:{A1}", 1, "02:00:00:00:00:0B", "02:00:00:00:00:0a");
        port.DatapathId.ShouldBe(A1);
        port.PortName.ShouldBe("veth-a");
        port.MacAddresses.ShouldBe(["02:00:00:00:00:0a", "02:00:00:00:00:0b"]);
        port.State.ShouldBe(PortState.Active);
        (await connector.Networks.GetNetworkAsync(new GetNetworkRequest { Id = network })).PortsConfirmed.ShouldBe(1u);
        (await connector.Ports.ListPortsAsync(new ListPortsRequest { NetworkId = network })).Ports.ShouldHaveSingleItem().ShouldBe(port);

        (await DetachAsync(1)).Existed.ShouldBeTrue();
        (await DetachAsync(1)).Existed.ShouldBeFalse();
        (await connector.Ports.ListPortsAsync(new ListPortsRequest())).Ports.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_same_attachment_twice_is_one_even_when_its_switch_has_gone()
    {
        await connector.AttachAsync(network, A1, 1, "02:00:00:00:00:0a");
        connector.Fabric.Disconnect(0xa1);
        var again = await connector.AttachAsync(network, A1, 1, "02:00:00:00:00:0a");
        (again.State, again.Reason).ShouldBe((PortState.Pending, "SWITCH_NOT_CONNECTED"));
        connector.Fabric.Wanted.Owners.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Other_addresses_replace_the_old_ones()
    {
        await connector.AttachAsync(network, A1, 1, "02:00:00:00:00:0a");
        (await connector.AttachAsync(network, A1, 1, "02:00:00:00:00:0b")).MacAddresses.ShouldBe(["02:00:00:00:00:0b"]);
        // The old address is free again.
        (await connector.AttachAsync(network, A1, 2, "02:00:00:00:00:0a")).PortNo.ShouldBe(2u);
    }

    [Fact]
    public async Task An_address_cannot_live_behind_two_ports_of_a_network()
    {
        await connector.AttachAsync(network, A1, 1, "02:00:00:00:00:0a");
        var refusal = await Refusal.OfAsync(() => connector.AttachAsync(network, A1, 2, "02:00:00:00:00:0a"));
        (refusal.Code, refusal.Reason).ShouldBe((StatusCode.FailedPrecondition, "MAC_ON_OTHER_PORT"));
        refusal.Message.ShouldContain($"of:{A1}/1");
        var other = (await connector.CreateAsync("b-1")).Id;
        (await connector.AttachAsync(other, A1, 2, "02:00:00:00:00:0a")).State.ShouldBe(PortState.Active);
    }

    [Fact]
    public async Task A_port_is_found_by_its_name()
    {
        (await connector.Ports.AttachPortAsync(new AttachPortRequest { NetworkId = network, DatapathId = A1, PortName = "veth-b" })).PortNo.ShouldBe(2u);
        var refusal = await Refusal.OfAsync(() => connector.Ports.AttachPortAsync(
            new AttachPortRequest { NetworkId = network, DatapathId = A1, PortName = "veth-x", AllowPending = true }).ResponseAsync);
        (refusal.Code, refusal.Reason).ShouldBe((StatusCode.NotFound, "PORT_NOT_FOUND"));
        refusal.Message.ShouldContain("2 (veth-b)");
    }

    [Fact]
    public async Task What_is_not_there_is_refused_unless_it_may_come_later()
    {
        var noSwitch = new AttachPortRequest { NetworkId = network, DatapathId = "00000000000000ff", PortNo = 7 };
        var refusal = await Refusal.OfAsync(() => connector.Ports.AttachPortAsync(noSwitch).ResponseAsync);
        (refusal.Code, refusal.Reason).ShouldBe((StatusCode.FailedPrecondition, "SWITCH_NOT_CONNECTED"));
        var noPort = new AttachPortRequest { NetworkId = network, DatapathId = A1, PortNo = 7 };
        refusal = await Refusal.OfAsync(() => connector.Ports.AttachPortAsync(noPort).ResponseAsync);
        (refusal.Code, refusal.Reason).ShouldBe((StatusCode.NotFound, "PORT_NOT_FOUND"));

        noSwitch.AllowPending = noPort.AllowPending = true;
        (await connector.Ports.AttachPortAsync(noSwitch)).State.ShouldBe(PortState.Pending);
        (await connector.Ports.AttachPortAsync(noPort)).Reason.ShouldBe("PORT_NOT_FOUND");
        var status = await connector.Networks.GetNetworkAsync(new GetNetworkRequest { Id = network });
        (status.Status, status.Ports, status.PortsConfirmed).ShouldBe((NetworkStatus.Build, 2u, 0u));
        status.ErrorMsg.ShouldContain($"of:{A1}/7");
        status.ErrorMsg.ShouldContain("1 more");
    }

    [Fact]
    public async Task A_port_that_its_switch_has_not_told_of_yet_is_asked_for_before_it_is_refused()
    {
        var asked = 0;
        connector.Fabric.PortsAsked = id =>
        {
            asked++;
            connector.Fabric.Connect(id.Value, "veth-a", "veth-b", "veth-c", "veth-d");
            return Task.FromResult(true);
        };
        (await connector.AttachAsync(network, A1, 1)).State.ShouldBe(PortState.Active);
        asked.ShouldBe(0, "its switch has told of it");
        var byNumber = await connector.AttachAsync(network, A1, 4);
        (byNumber.State, byNumber.PortName, asked).ShouldBe((PortState.Active, "veth-d", 1));

        connector.Fabric.Connect(0xa1, "veth-a");
        var byName = await connector.Ports.AttachPortAsync(new AttachPortRequest { NetworkId = network, DatapathId = A1, PortName = "veth-c" });
        (byName.State, byName.PortNo, asked).ShouldBe((PortState.Active, 3u, 2));

        (await Refusal.OfAsync(() => connector.AttachAsync(network, A1, 9))).Reason.ShouldBe("PORT_NOT_FOUND", "the switch has said so");
        asked.ShouldBe(3);
        (await Refusal.OfAsync(() => connector.AttachAsync(Guid.NewGuid().ToString(), A1, 9))).Reason.ShouldBe("NETWORK_NOT_FOUND");
        var pending = await connector.Ports.AttachPortAsync(new AttachPortRequest { NetworkId = network, DatapathId = A1, PortNo = 9, AllowPending = true });
        (pending.State, asked).ShouldBe((PortState.Pending, 3), "it may come later, so nobody is asked");
    }

    [Fact]
    public async Task A_switch_that_does_not_say_which_ports_it_has_keeps_nobody_waiting_for_long()
    {
        var silence = new TaskCompletionSource<bool>();
        connector.Fabric.PortsAsked = _ => silence.Task;
        var waiting = Refusal.OfAsync(() => connector.AttachAsync(network, A1, 9));
        (await connector.AttachAsync(network, A1, 1)).State.ShouldBe(PortState.Active, "others are served meanwhile");
        await Condition.HoldsAsync(
            () =>
            {
                if (!waiting.IsCompleted) connector.Clock.Advance(FabricPorts.Patience);
                return waiting.IsCompleted;
            },
            "the call has its answer");

        var refusal = await waiting;
        (refusal.Code, refusal.Reason).ShouldBe((StatusCode.Unavailable, "SWITCH_NOT_ANSWERING"));
        refusal.Message.ShouldContain($"switch of:{A1} has no port 9; it has 1 (veth-a)");
        refusal.Message.ShouldContain("within 5 s");
        silence.SetResult(false);
        (await Refusal.OfAsync(() => connector.AttachAsync(network, A1, 9))).Reason.ShouldBe("SWITCH_NOT_ANSWERING");
        connector.Fabric.PortsAsked = id =>
        {
            connector.Fabric.Disconnect(id.Value);
            return Task.FromResult(false);
        };
        (await Refusal.OfAsync(() => connector.AttachAsync(network, A1, 9))).Reason.ShouldBe("SWITCH_NOT_CONNECTED");
    }

    [Fact]
    public async Task The_end_of_a_link_is_never_attached()
    {
        connector.Fabric.See(new Link(new PortKey(new DatapathId(0xa1), 2), new PortKey(new DatapathId(0xa2), 9), LinkCarrier.TunnelId));
        var refusal = await Refusal.OfAsync(() => connector.Ports.AttachPortAsync(
            new AttachPortRequest { NetworkId = network, DatapathId = A1, PortNo = 2, AllowPending = true }).ResponseAsync);
        (refusal.Code, refusal.Reason).ShouldBe((StatusCode.FailedPrecondition, "PORT_IS_LINK"));
        var link = (await connector.Ports.ListLinksAsync(new ListLinksRequest())).Links.ShouldHaveSingleItem();
        (link.DatapathIdA, link.PortNoA, link.PortNoB, link.Carrier).ShouldBe((A1, 2u, 9u, global::Osm.L2sm.V1.LinkCarrier.TunnelId));
    }

    [Fact]
    public async Task A_port_of_another_network_is_refused_naming_it()
    {
        var other = (await connector.CreateAsync("b-1")).Id;
        await connector.AttachAsync(network, A1, 1);
        var refusal = await Refusal.OfAsync(() => connector.AttachAsync(other, A1, 1));
        (refusal.Code, refusal.Reason).ShouldBe((StatusCode.FailedPrecondition, "PORT_IN_OTHER_NETWORK"));
        refusal.Message.ShouldContain(network);
        refusal = await Refusal.OfAsync(() => connector.Ports.DetachPortAsync(new DetachPortRequest { NetworkId = other, DatapathId = A1, PortNo = 1 }).ResponseAsync);
        refusal.Reason.ShouldBe("PORT_IN_OTHER_NETWORK");
    }

    [Fact]
    public async Task Nothing_is_attached_to_a_management_network_or_to_none()
    {
        var management = (await connector.CreateAsync("mgmt", type: null)).Id;
        var refusal = await Refusal.OfAsync(() => connector.AttachAsync(management, A1, 1));
        (refusal.Code, refusal.Reason).ShouldBe((StatusCode.FailedPrecondition, "NETWORK_IS_MANAGEMENT"));
        (await Refusal.OfAsync(() => connector.AttachAsync("none", A1, 1))).Reason.ShouldBe("NETWORK_NOT_FOUND");
        (await Refusal.OfAsync(() => connector.AttachAsync(Guid.NewGuid().ToString(), A1, 1))).Code.ShouldBe(StatusCode.NotFound);
    }

    [Theory]
    [InlineData("a1", 1u, "02:00:00:00:00:0a", "datapath_id")]
    [InlineData("", 1u, "02:00:00:00:00:0a", "datapath_id")]
    [InlineData(A1, 0u, "02:00:00:00:00:0a", "port_no")]
    [InlineData(A1, 0xffffff00u, "02:00:00:00:00:0a", "port_no")]
    [InlineData(A1, 0xfffffffeu, "02:00:00:00:00:0a", "port_no")]
    [InlineData(A1, 1u, "02:00:00:00:00", "mac_addresses[0]")]
    [InlineData(A1, 1u, "01:00:5e:00:00:01", "mac_addresses[0]")]
    [InlineData(A1, 1u, "ff:ff:ff:ff:ff:ff", "mac_addresses[0]")]
    [InlineData(A1, 1u, "00:00:00:00:00:00", "mac_addresses[0]")]
    public async Task A_malformed_request_names_its_field(string datapath, uint port, string address, string field)
    {
        var refusal = await Refusal.OfAsync(() => connector.AttachAsync(network, datapath, port, address));
        refusal.Code.ShouldBe(StatusCode.InvalidArgument);
        refusal.Fields.ShouldBe([field]);
    }

    [Fact]
    public async Task Two_spellings_of_one_address_are_a_duplicate()
    {
        var refusal = await Refusal.OfAsync(() => connector.AttachAsync(network, A1, 1, "02:00:00:00:00:0a", "02-00-00-00-00-0A"));
        refusal.Fields.ShouldBe(["mac_addresses[1]"]);
    }

    [Fact]
    public async Task A_request_without_a_port_names_the_choice()
    {
        var refusal = await Refusal.OfAsync(() => connector.Ports.AttachPortAsync(new AttachPortRequest { NetworkId = network, DatapathId = A1 }).ResponseAsync);
        refusal.Fields.ShouldBe(["port"]);
    }

    [Fact]
    public async Task A_network_has_a_limit_of_ports_on_one_switch()
    {
        var full = Guid.NewGuid();
        var contents = new JournalContents(
            [
                new NetworkIntent(1, full, new NetworkId(1), "full", new NetworkRequest("full", "bridge", null, false, null, "", ""), Guid.NewGuid(),
                    DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, Polled: true),
            ],
            [.. Enumerable.Range(1, 30_000).Select(n => (full, new PortIntent(new PortKey(new DatapathId(0xa1), (uint)n))))],
            1,
            []);
        using var folder = new TestFolder();
        await using var large = await TestConnector.StartAsync(folder, false, s => s.AddSingleton<IIntentJournal>(new RememberedJournal(contents)));
        large.Fabric.Connect(0xa2, "veth-a");
        var refusal = await Refusal.OfAsync(() => AttachPendingAsync(A1, 30_001));
        (refusal.Code, refusal.Reason).ShouldBe((StatusCode.ResourceExhausted, "TOO_MANY_PORTS"));
        (await AttachPendingAsync("00000000000000a2", 1)).State.ShouldBe(PortState.Active, "another switch has room");
        (await AttachPendingAsync(A1, 30_000, "02:00:00:00:00:0a")).MacAddresses.ShouldBe(["02:00:00:00:00:0a"], "it is in already");
        await large.Ports.DetachPortAsync(new DetachPortRequest { DatapathId = A1, PortNo = 1 });
        (await AttachPendingAsync(A1, 30_001)).PortNo.ShouldBe(30_001u);

        Task<Port> AttachPendingAsync(string datapath, uint port, params string[] addresses) => large.Ports.AttachPortAsync(
            new AttachPortRequest { NetworkId = full.ToString(), DatapathId = datapath, PortNo = port, AllowPending = true, MacAddresses = { addresses } }).ResponseAsync;
    }

    [Fact]
    public async Task Deleting_a_network_frees_its_ports_and_addresses()
    {
        await connector.AttachAsync(network, A1, 1, "02:00:00:00:00:0a");
        await connector.Networks.DeleteNetworkAsync(new DeleteNetworkRequest { Id = network });
        connector.Fabric.Wanted.Owners.ShouldBeEmpty();
        var next = (await connector.CreateAsync("a-1")).Id;
        (await connector.AttachAsync(next, A1, 1, "02:00:00:00:00:0a")).State.ShouldBe(PortState.Active);
    }

    [Fact]
    public async Task Switches_are_listed_with_their_ports()
    {
        var status = (await connector.Ports.ListSwitchesAsync(new ListSwitchesRequest())).Switches.ShouldHaveSingleItem();
        (status.DatapathId, status.Connected, status.InSync).ShouldBe((A1, true, true));
        status.Ports.Select(p => p.Name).ShouldBe(["veth-a", "veth-b"]);
        status.ConnectedSince.ToDateTimeOffset().ShouldBe(DateTimeOffset.UnixEpoch);
    }

    [Fact]
    public async Task A_port_on_a_shared_medium_says_so()
    {
        connector.Fabric.Share(new PortKey(new DatapathId(0xa1), 2));
        var ports = (await connector.Ports.ListSwitchesAsync(new ListSwitchesRequest())).Switches.ShouldHaveSingleItem().Ports;
        ports.Select(p => (p.Name, p.Shared)).ShouldBe([("veth-a", false), ("veth-b", true)]);
    }

    [Theory]
    [InlineData(ShortfallKind.SwitchNotConnected, NetworkStatus.Build, "SWITCH_NOT_CONNECTED")]
    [InlineData(ShortfallKind.PortNotFound, NetworkStatus.Build, "PORT_NOT_FOUND")]
    [InlineData(ShortfallKind.NoMeter, NetworkStatus.Build, "NO_METER")]
    [InlineData(ShortfallKind.PortDown, NetworkStatus.Build, "PORT_DOWN")]
    [InlineData(ShortfallKind.PortIsLink, NetworkStatus.Build, "PORT_IS_LINK")]
    [InlineData(ShortfallKind.PortReplaced, NetworkStatus.Build, "PORT_REPLACED")]
    [InlineData(ShortfallKind.NotConfirmed, NetworkStatus.Build, "NOT_CONFIRMED")]
    [InlineData(ShortfallKind.NoPath, NetworkStatus.Build, "NO_PATH")]
    [InlineData(ShortfallKind.Refused, NetworkStatus.Error, "RULES_REFUSED")]
    public async Task A_shortfall_of_one_port_is_the_status_of_its_network(ShortfallKind kind, NetworkStatus expected, string reason)
    {
        await connector.AttachAsync(network, A1, 1);
        await connector.AttachAsync(network, A1, 2);
        connector.Fabric.Fail(new PortKey(new DatapathId(0xa1), 2), kind, "because");
        var status = await connector.Networks.GetNetworkAsync(new GetNetworkRequest { Id = network });
        (status.Status, status.StatusReason, status.Ports, status.PortsConfirmed).ShouldBe((expected, reason, 2u, 1u));
        status.ErrorMsg.ShouldBe($"port of:{A1}/2: because");
    }

    [Theory]
    [MemberData(nameof(Shortfalls))]
    public void Every_shortfall_has_a_reason_that_is_explained(ShortfallKind kind) => NetworkState.ReasonOf(kind).ShouldNotBeEmpty();

    public static TheoryData<ShortfallKind> Shortfalls => [.. Enum.GetValues<ShortfallKind>()];

    [Fact]
    public async Task The_MTU_is_shown_where_it_is_known()
    {
        (await connector.Networks.GetNetworkAsync(new GetNetworkRequest { Id = network })).HasMtu.ShouldBeFalse();
        connector.Fabric.Mtu = 1446;
        connector.Fabric.Connect(0xa2, "veth-a");
        var shown = await connector.Networks.GetNetworkAsync(new GetNetworkRequest { Id = network });
        shown.Mtu.ShouldBe(1446u);
        System.Text.Json.JsonDocument.Parse(shown.VimInfo).RootElement.GetProperty("mtu").GetInt32().ShouldBe(1446);
    }

    [Fact]
    public async Task Nothing_is_active_before_the_fabric_says_so()
    {
        connector.Fabric.Compiles = false;
        (await connector.CreateAsync("b-1")).Network.StatusReason.ShouldBe("NOT_CONFIRMED");
        (await connector.AttachAsync(network, A1, 1)).State.ShouldBe(PortState.Pending);
        var status = await connector.Networks.GetNetworkAsync(new GetNetworkRequest { Id = network });
        (status.Status, status.StatusReason).ShouldBe((NetworkStatus.Build, "NOT_CONFIRMED"));
    }

    [Fact]
    public async Task The_details_are_YAML_whatever_the_names_hold()
    {
        var made = await connector.CreateAsync("q\"uo'te: {x}\n- y");
        await connector.AttachAsync(made.Id, A1, 1);
        var details = (await connector.Networks.GetNetworkAsync(new GetNetworkRequest { Id = made.Id })).VimInfo;
        // JSON is the part of YAML in which no name can break out.
        var json = System.Text.Json.JsonDocument.Parse(details).RootElement;
        json.GetProperty("name").GetString().ShouldBe("q\"uo'te: {x}\n- y");
        json.GetProperty("cluster_name").GetString().ShouldBe("q-uo-te-x-y");
        json.GetProperty("ports")[0].GetProperty("name").GetString().ShouldBe("veth-a");
        json.GetProperty("switches")[0].GetProperty("connected").GetBoolean().ShouldBeTrue();
    }

    public async Task InitializeAsync()
    {
        connector = await TestConnector.StartAsync();
        connector.Fabric.Connect(0xa1, "veth-a", "veth-b");
        network = (await connector.CreateAsync("a-1")).Id;
    }

    public async Task DisposeAsync() => await connector.DisposeAsync();

    private sealed class RememberedJournal(JournalContents contents) : IIntentJournal
    {
        public Task<JournalContents> LoadAsync(CancellationToken cancellation) => Task.FromResult(contents);

        // Nothing is read back.
        public Task CommitAsync(IReadOnlyList<IntentChange> changes, CancellationToken cancellation) => Task.CompletedTask;
    }

    private Task<DetachPortResponse> DetachAsync(uint port) => connector.Ports.DetachPortAsync(new DetachPortRequest { DatapathId = A1, PortNo = port }).ResponseAsync;
}
