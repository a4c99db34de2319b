using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Osm.L2sm.Connector.Tests.Testing;
using Osm.L2sm.V1;

namespace Osm.L2sm.Connector.Tests.Grpc;

/// <summary>What ports and networks are held to: guards, rates, paths.</summary>
public sealed class LimitTests : IAsyncLifetime
{
    private const string A1 = "00000000000000a1", B1 = "00000000000000b1", C1 = "00000000000000c1";
    private const string Mac = "02:00:00:00:00:0a", OtherMac = "02:00:00:00:00:0b";
    private TestConnector connector = null!;
    private string network = "";

    [Fact]
    public async Task A_guard_allows_the_addresses_of_the_port_unless_it_names_others()
    {
        var port = await AttachAsync(r =>
        {
            r.MacAddresses.Add(Mac);
            r.IpAddresses.Add(["10.0.0.9", "10.0.0.7"]);
            r.Guard = new SourceGuard();
        });
        (port.Guard.MacAddresses.Single(), string.Join(' ', port.Guard.IpAddresses)).ShouldBe((Mac, "10.0.0.7 10.0.0.9"));
        port = await AttachAsync(r =>
        {
            r.MacAddresses.Add(Mac);
            r.Guard = new SourceGuard { MacAddresses = { OtherMac, Mac }, IpAddresses = { "FD00:0::7" } };
        });
        (string.Join(' ', port.Guard.MacAddresses), port.Guard.IpAddresses.Single()).ShouldBe(($"{Mac} {OtherMac}", "fd00::7"));
        WantedPort().Guard!.MacAddresses.Count.ShouldBe(2);
        (await AttachAsync(r => r.MacAddresses.Add(Mac))).Guard.ShouldBeNull("what a request leaves out is wanted no more");
        WantedPort().Guard.ShouldBeNull();
    }

    [Fact]
    public async Task A_port_has_a_rate_until_a_request_leaves_it_out()
    {
        (await AttachAsync(r => r.Rate = new RateLimit { KilobitsPerSecond = 10_000, BurstKilobits = 500 })).Rate.KilobitsPerSecond.ShouldBe(10_000u);
        WantedPort().Rate.ShouldBe(new global::L2sm.Sdn.Networks.RateLimit(10_000, 500));
        (await AttachAsync(_ => { })).Rate.ShouldBeNull();
        WantedPort().Rate.ShouldBeNull();
    }

    public static TheoryData<string, Action<AttachPortRequest>> Wrong => new()
    {
        { "guard.mac_addresses", r => r.Guard = new SourceGuard() },
        { "guard.mac_addresses[0]", r => r.Guard = new SourceGuard { MacAddresses = { "x" } } },
        { "guard.mac_addresses[0]", r => r.Guard = new SourceGuard { MacAddresses = { "ff:ff:ff:ff:ff:ff" } } },
        { "guard.mac_addresses", r => { r.MacAddresses.Add(Mac); r.Guard = new SourceGuard { MacAddresses = { OtherMac } }; } },
        { "guard.ip_addresses[1]", r => r.Guard = new SourceGuard { MacAddresses = { Mac }, IpAddresses = { "10.0.0.7", "10.0.0.7" } } },
        { "guard.ip_addresses[0]", r => r.Guard = new SourceGuard { MacAddresses = { Mac }, IpAddresses = { "10.0.0.0/24" } } },
        { "guard.ip_addresses[0]", r => r.Guard = new SourceGuard { MacAddresses = { Mac }, IpAddresses = { "0.0.0.0" } } },
        { "guard.ip_addresses[0]", r => r.Guard = new SourceGuard { MacAddresses = { Mac }, IpAddresses = { "224.0.0.1" } } },
        { "guard.ip_addresses[0]", r => r.Guard = new SourceGuard { MacAddresses = { Mac }, IpAddresses = { "::" } } },
        { "guard.ip_addresses[0]", r => r.Guard = new SourceGuard { MacAddresses = { Mac }, IpAddresses = { "::ffff:10.0.0.7" } } },
        { "ip_addresses[0]", r => r.IpAddresses.Add("ten") },
        { "unguarded", r => (r.Guard, r.Unguarded) = (new SourceGuard { MacAddresses = { Mac } }, true) },
        { "rate.kilobits_per_second", r => r.Rate = new RateLimit { BurstKilobits = 1 } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_limit_is_refused_with_its_field(string field, Action<AttachPortRequest> change)
    {
        (await Refusal.OfAsync(() => AttachAsync(change))).Fields.ShouldBe([field]);
        connector.Fabric.Wanted.Owners.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_network_has_the_rate_of_its_profile_until_it_gets_another()
    {
        var made = await connector.CreateAsync("b-1", change: r => r.ProviderNetworkProfile = Profile(("rate_kbps", Value.ForNumber(5000)), ("burst_kbit", Value.ForNumber(100))));
        made.Network.Rate.ShouldBe(new RateLimit { KilobitsPerSecond = 5000, BurstKilobits = 100 });
        for (var i = 0; i < 2; i++)
            (await UpdateAsync(made.Id, new RateLimit { KilobitsPerSecond = 7000 })).Rate.ShouldBe(new RateLimit { KilobitsPerSecond = 7000 });
        WantedRate(made).ShouldBe(new global::L2sm.Sdn.Networks.RateLimit(7000));
        (await UpdateAsync(made.Id, null)).Rate.KilobitsPerSecond.ShouldBe(7000u, "nothing was said about it");
        (await UpdateAsync(made.Id, new RateLimit())).Rate.ShouldBeNull();
        WantedRate(made).ShouldBeNull();

        (await Refusal.OfAsync(() => UpdateAsync("none", new RateLimit()))).Code.ShouldBe(StatusCode.NotFound);
        var management = (await connector.CreateAsync("mgmt", type: null)).Id;
        (await Refusal.OfAsync(() => UpdateAsync(management, new RateLimit { KilobitsPerSecond = 1 }))).Reason.ShouldBe("NETWORK_IS_MANAGEMENT");
    }

    [Fact]
    public async Task A_rate_that_was_changed_leaves_a_repeated_create_the_same_request()
    {
        var request = new CreateNetworkRequest
        {
            NetName = "b-1", NetType = "bridge", RequestId = Guid.NewGuid().ToString(), ProviderNetworkProfile = Profile(("rate_kbps", Value.ForNumber(5000))),
        };
        var made = await connector.Networks.CreateNetworkAsync(request);
        await UpdateAsync(made.Id, new RateLimit { KilobitsPerSecond = 7000 });
        var again = await connector.Networks.CreateNetworkAsync(request);
        (again.Id, again.Network.Rate.KilobitsPerSecond).ShouldBe((made.Id, 7000u));
    }

    [Fact]
    public async Task A_network_with_a_path_has_ports_on_its_switches_only()
    {
        var path = Value.ForList(Value.ForString($"of:{A1}"), Value.ForString(C1), Value.ForString($"of:{B1}"));
        var made = await connector.CreateAsync("b-1", change: r => r.ProviderNetworkProfile = Profile(("path", path)));
        made.Network.Path.ShouldBe([A1, C1, B1]);
        connector.Fabric.Wanted.Networks[new(made.Network.SegmentationId)].Path.Count.ShouldBe(3);
        (await connector.AttachAsync(made.Id, A1, 1)).State.ShouldBe(PortState.Active);
        var refusal = await Refusal.OfAsync(() => connector.AttachAsync(made.Id, "00000000000000d1", 1));
        (refusal.Code, refusal.Reason).ShouldBe((StatusCode.FailedPrecondition, "PORT_OFF_PATH"));
        refusal.Message.ShouldContain($"of:{A1}, of:{C1}, of:{B1}");
        (await Refusal.OfAsync(() => connector.Ports.AddMirrorAsync(
            new AddMirrorRequest { NetworkId = made.Id, DatapathId = "00000000000000d1", PortNo = 1, AllowPending = true }).ResponseAsync)).Reason.ShouldBe("PORT_OFF_PATH");
    }

    [Fact]
    public async Task Networks_get_a_VLAN_each_that_a_deleted_one_frees_and_a_restart_keeps()
    {
        using var folder = new TestFolder();
        uint[] shown;
        await using (var before = await TestConnector.StartAsync(folder))
        {
            var first = await before.CreateAsync("a-1");
            await before.CreateAsync("b-1");
            (await before.CreateAsync("mgmt", type: null)).Network.HasVlan.ShouldBeFalse("nothing is made for it");
            await before.Networks.DeleteNetworkAsync(new DeleteNetworkRequest { Id = first.Id });
            (await before.CreateAsync("c-1")).Network.Vlan.ShouldBe(3u, "the deleted network's may live in a switch still");
            shown = [.. before.Fabric.Wanted.Networks.Values.Select(n => (uint)n.Vlan!.Value).Order()];
            shown.ShouldBe([2u, 3u]);
            Details((await before.Networks.ListNetworksAsync(new ListNetworksRequest { Name = "c-1" })).Networks.Single()).GetProperty("vlan").GetInt32().ShouldBe(3);
        }
        await using var after = await TestConnector.StartAsync(folder);
        after.Fabric.Wanted.Networks.Values.Select(n => (uint)n.Vlan!.Value).Order().ShouldBe(shown);
        (await after.CreateAsync("d-1")).Network.Vlan.ShouldBe(4u);
    }

    [Fact]
    public async Task Where_it_is_configured_ports_with_known_addresses_are_guarded_unless_they_are_let_off()
    {
        await using var guarded = await TestConnector.StartAsync("--Networks:AntiSpoofing=mac+ip");
        guarded.Fabric.Connect(0xa1, "veth-a", "veth-b", "veth-c");
        var id = (await guarded.CreateAsync("a-1")).Id;
        var request = new AttachPortRequest { NetworkId = id, DatapathId = A1, PortNo = 1, MacAddresses = { Mac }, IpAddresses = { "10.0.0.7" } };
        for (var i = 0; i < 2; i++)
            (await guarded.Ports.AttachPortAsync(request)).Guard.ShouldBe(new SourceGuard { MacAddresses = { Mac }, IpAddresses = { "10.0.0.7" } });
        (await guarded.AttachAsync(id, A1, 2)).Guard.ShouldBeNull("nobody could send from it");
        request = new AttachPortRequest { NetworkId = id, DatapathId = A1, PortNo = 3, MacAddresses = { OtherMac }, Unguarded = true };
        (await guarded.Ports.AttachPortAsync(request)).Guard.ShouldBeNull();
    }

    public async Task InitializeAsync()
    {
        connector = await TestConnector.StartAsync();
        connector.Fabric.Connect(0xa1, "veth-a", "veth-b");
        connector.Fabric.Connect(0xd1, "veth-a");
        network = (await connector.CreateAsync("a-1")).Id;
    }

    public async Task DisposeAsync() => await connector.DisposeAsync();

    private static Struct Profile(params (string Key, Value Value)[] settings)
    {
        var ours = new Struct();
        foreach (var (key, value) in settings) ours.Fields[key] = value;
        return new Struct { Fields = { ["l2sm"] = Value.ForStruct(ours) } };
    }

    private static JsonElement Details(Network network) => JsonDocument.Parse(network.VimInfo).RootElement;

    private Task<Port> AttachAsync(Action<AttachPortRequest> change)
    {
        var request = new AttachPortRequest { NetworkId = network, DatapathId = A1, PortNo = 1 };
        change(request);
        return connector.Ports.AttachPortAsync(request).ResponseAsync;
    }

    private Task<Network> UpdateAsync(string id, RateLimit? rate) => connector.Networks.UpdateNetworkAsync(new UpdateNetworkRequest { Id = id, Rate = rate }).ResponseAsync;

    private global::L2sm.Sdn.Networks.Attachment WantedPort() => connector.Fabric.Wanted.Networks.Values.SelectMany(n => n.Attachments.Values).ShouldHaveSingleItem();

    private global::L2sm.Sdn.Networks.RateLimit? WantedRate(CreateNetworkResponse made) => connector.Fabric.Wanted.Networks[new(made.Network.SegmentationId)].Rate;
}
