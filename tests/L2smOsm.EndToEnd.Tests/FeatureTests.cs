using L2smOsm.EndToEnd.Tests.Running;
using L2smOsm.Testing;
using L2smOsm.Testing.Switching;
using Osm.L2sm.V1;

namespace L2smOsm.EndToEnd.Tests;

/// <summary>What networks can do besides joining ports: mirrors, guards, rates, given paths; on real switches, by real frames.</summary>
public sealed class FeatureTests
{
    private const string Vnets = "/onos/vnets/api", Vlinks = "/onos/vlinks/api";

    [OpenVSwitchFact]
    public async Task A_mirror_on_another_switch_sees_unicast_between_two_ports_and_nothing_of_another_network()
    {
        await using var lab = await Lab.StartAsync(ports: 5, withFar: true, Service.NorthboundOn);
        var (blue, green) = (await lab.CreateAsync("blue"), await lab.CreateAsync("green"));
        foreach (var (network, port) in ((string, uint)[])[(blue, 1), (blue, 2), (green, 3), (green, 4)]) await lab.AttachAsync(network, port, Lab.Host(port));
        using (var rest = new Rest(lab.Service))
        {
            await rest.PostAsync($"{Vnets}/mirror-port", $$"""{"networkId":"blue","mirrorPort":"of:{{Lab.SwitchB}}/5"}""");
            (await rest.GetAsync($"{Vnets}/blue")).ShouldEndWith($"Mirror Port: of:{Lab.SwitchB}/5\n");
        }
        await lab.Service.Fabric.AddMirrorAsync(new AddMirrorRequest { NetworkId = blue, DatapathId = Lab.SwitchA, PortName = "p5" });
        await lab.ActiveAsync(blue, 2);
        await lab.ActiveAsync(green, 2);
        (await lab.Service.Fabric.ListMirrorsAsync(new ListMirrorsRequest())).Mirrors.ShouldAllBe(m => m.State == PortState.Active);

        // Between the two of blue: one frame each; the one of green lies between, and would be seen before the second.
        (long Near, long Far, long Green) before = (await lab.Ovs.SentAsync(5), await lab.Far!.SentAsync(5), await lab.Ovs.SentAsync(4));
        await lab.Ovs.InjectAsync(1, Lab.Host(1), Lab.Host(2));
        await lab.Ovs.InjectAsync(3, Lab.Host(3), Lab.Host(4));
        await Condition.ReachesAsync(() => lab.Ovs.SentAsync(4), sent => sent == before.Green + 1, "green's frame arrives");
        await lab.Ovs.InjectAsync(2, Lab.Host(2), Lab.Host(1));
        await Condition.ReachesAsync(() => lab.Far.SentAsync(5), sent => sent == before.Far + 2, "the far mirror sees both of blue, and no more");
        await Condition.ReachesAsync(() => lab.Ovs.SentAsync(5), sent => sent == before.Near + 2, "so does the near one");

        // What a mirror port says, nobody hears.
        (await lab.BroadcastAsync(5)).ShouldBeEmpty();
        var tables = await lab.TablesAsync();
        await lab.RestartServiceAsync();
        await lab.ActiveAsync(blue, 2);
        await lab.InSyncAsync(2);
        (await lab.SwitchesAsync()).ShouldAllBe(s => s.Counters.FlowMods == 0 && s.Counters.GroupMods == 0);
        (await lab.TablesAsync()).ShouldBe(tables);

        // One that cannot be there leaves the network unwatched, which it says.
        await lab.Service.Fabric.AddMirrorAsync(new AddMirrorRequest { NetworkId = blue, DatapathId = Lab.SwitchC, PortNo = 1, AllowPending = true });
        await Condition.ReachesAsync(() => lab.StatusAsync(blue), n => n is { Status: NetworkStatus.Build, StatusReason: "SWITCH_NOT_CONNECTED" }, "it says so");
        (await lab.Service.Fabric.RemoveMirrorAsync(new RemoveMirrorRequest { DatapathId = Lab.SwitchC, PortNo = 1 })).Existed.ShouldBeTrue();
        await lab.ActiveAsync(blue, 2);
        lab.Service.HasNoFaults();
    }

    [OpenVSwitchFact]
    public async Task A_guarded_port_sends_from_its_own_addresses_only()
    {
        await using var lab = await Lab.StartAsync(ports: 4, withFar: false, "--Networks:AntiSpoofing=mac");
        var blue = await lab.CreateAsync("blue");
        await lab.AttachAsync(blue, 1, Lab.Host(1));
        await lab.AttachAsync(blue, 2, Lab.Host(2));
        await lab.Service.Fabric.AttachPortAsync(new AttachPortRequest
        {
            NetworkId = blue, DatapathId = Lab.SwitchA, PortNo = 3, MacAddresses = { Lab.Host(3) }, Guard = new SourceGuard { IpAddresses = { "10.0.0.3" } },
        });
        await lab.AttachAsync(blue, 4);
        (await lab.Service.Fabric.ListPortsAsync(new ListPortsRequest())).Ports.Select(p => p.Guard?.MacAddresses.Single()).ShouldBe([Lab.Host(1), Lab.Host(2), Lab.Host(3), null]);
        await lab.ActiveAsync(blue, 4);

        var before = await lab.Ovs.SentAsync(2);
        await lab.Ovs.InjectAsync(1, Lab.Host(9), Lab.Host(2));
        await lab.Ovs.InjectAsync(1, Lab.Host(2), Lab.Host(2));
        await lab.Ovs.InjectAsync(1, Lab.Host(1), Lab.Host(2));
        await Condition.ReachesAsync(() => lab.Ovs.SentAsync(2), sent => sent == before + 1, "of three frames the true one arrives");
        (await IpAsync(3, "10.0.0.3")).ShouldBe([2]);
        (await IpAsync(3, "10.0.0.1")).ShouldBeEmpty("another's IP address");
        (await lab.SendAsync(4, Lab.Host(2))).ShouldBe([2], "a port without a known address stays open");

        Task<int[]> IpAsync(uint port, string source) =>
            lab.Ovs.OutputsAsync($"in_port=p{port},dl_src={Lab.Host(port)},dl_dst={Lab.Host(2)},dl_type=0x0800,nw_src={source},nw_dst=10.0.0.2");
    }

    [OpenVSwitchFact]
    public async Task A_limited_port_and_a_limited_network_pass_what_they_may_and_an_unlimited_one_everything()
    {
        const int Frames = 80, Bytes = 1000;
        // Ten frames at once, and ten a second: whatever the machine does meanwhile, far fewer than eighty.
        var limit = new RateLimit { KilobitsPerSecond = 80, BurstKilobits = 80 };
        await using var lab = await Lab.StartAsync(ports: 4);
        var (blue, green) = (await lab.CreateAsync("blue"), await lab.CreateAsync("green"));
        var request = new AttachPortRequest { NetworkId = blue, DatapathId = Lab.SwitchA, PortNo = 1, MacAddresses = { Lab.Host(1) }, Rate = limit };
        await lab.Service.Fabric.AttachPortAsync(request);
        await lab.AttachAsync(blue, 2, Lab.Host(2));
        foreach (var port in (uint[])[3, 4]) await lab.AttachAsync(green, port, Lab.Host(port));
        await lab.ActiveAsync(blue, 2);
        await lab.ActiveAsync(green, 2);
        (await PassedAsync(1, 2)).ShouldBeInRange(1, Frames / 2);
        (await PassedAsync(2, 1)).ShouldBe(Frames, "the other port has no limit");
        (await PassedAsync(3, 4)).ShouldBe(Frames);

        await lab.Service.Networks.UpdateNetworkAsync(new UpdateNetworkRequest { Id = green, Rate = limit });
        await lab.ActiveAsync(green, 2);
        (await PassedAsync(3, 4)).ShouldBeInRange(1, Frames / 2);
        request.Rate = null;
        await lab.Service.Fabric.AttachPortAsync(request);
        await lab.Service.Networks.UpdateNetworkAsync(new UpdateNetworkRequest { Id = green, Rate = new RateLimit() });
        await lab.ActiveAsync(blue, 2);
        await lab.ActiveAsync(green, 2);
        (await PassedAsync(1, 2)).ShouldBe(Frames, "the limits are gone");
        (await PassedAsync(3, 4)).ShouldBe(Frames);
        (await lab.Ovs.OfctlAsync("dump-meters")).ShouldNotContain("meter=");

        async Task<long> PassedAsync(uint from, uint to)
        {
            var before = await lab.Ovs.SentAsync(to);
            await lab.Ovs.InjectAsync(from, Lab.Host(from), Lab.Host(to), Frames, Bytes);
            // The switch takes them in order: a frame the other way comes behind them all.
            var back = await lab.Ovs.SentAsync(from);
            await lab.Ovs.InjectAsync(to, Lab.Host(to), Lab.Host(from));
            await Condition.ReachesAsync(() => lab.Ovs.SentAsync(from), sent => sent > back, "the frame behind them");
            return await lab.Ovs.SentAsync(to) - before;
        }
    }

    [OpenVSwitchFact]
    public async Task A_virtual_link_follows_its_path_past_a_shorter_one_and_a_restart_writes_nothing()
    {
        await using var lab = await Lab.StartRingAsync(ports: 1, Service.NorthboundOn);
        await Condition.HoldsAsync(() => lab.Folder.StoreHas("00000000000000c1"u8), "the links are written down");
        using (var rest = new Rest(lab.Service))
            await rest.PostAsync(Vlinks, $$"""
                {"linkNetworkId":"pinned","fromEndP":"of:{{Lab.SwitchA}}/1","toEndP":"of:{{Lab.SwitchB}}/1","path":["of:{{Lab.SwitchA}}","of:{{Lab.SwitchC}}","of:{{Lab.SwitchB}}"]}
                """);
        var network = (await lab.Service.Networks.ListNetworksAsync(new ListNetworksRequest { Name = "pinned" })).Networks.ShouldHaveSingleItem();
        network.Path.ShouldBe([Lab.SwitchA, Lab.SwitchC, Lab.SwitchB]);
        var before = await lab.ActiveAsync(network.Id, 2);
        (await lab.BroadcastAsync(1)).ShouldBe([101], "to the third switch, though the second is beside us");
        await ArrivesAsync();
        var tables = await lab.TablesAsync();

        await lab.RestartServiceAsync();
        (await lab.ActiveAsync(network.Id, 2)).ShouldBe(before);
        await lab.InSyncAsync(3);
        await Condition.ReachesAsync(lab.LinksAsync, links => links.Count == 3 && links.All(l => !l.Remembered), "the links are seen again");
        (await lab.SwitchesAsync()).ShouldAllBe(s => s.Counters.FlowMods == 0 && s.Counters.GroupMods == 0);
        (await lab.TablesAsync()).ShouldBe(tables);
        await ArrivesAsync();
        lab.Service.HasNoFaults();

        async Task ArrivesAsync()
        {
            var sent = await lab.Far!.SentAsync(1);
            await lab.Ovs.InjectAsync(1, Lab.Host(1), "ff:ff:ff:ff:ff:ff");
            await Condition.ReachesAsync(() => lab.Far.SentAsync(1), now => now == sent + 1, "the frame leaves the other end");
        }
    }

    [OpenVSwitchFact]
    public async Task A_port_of_a_switch_that_nobody_has_seen_waits_for_it_and_comes_true()
    {
        await using var lab = await Lab.StartAsync(ports: 2, withFar: false, Service.NorthboundOn);
        using (var rest = new Rest(lab.Service))
        {
            await rest.PostAsync(Vnets, """{"networkId":"n"}""");
            await rest.PostAsync($"{Vnets}/port", $$"""{"networkId":"n","networkEndpoints":["of:{{Lab.SwitchC}}/1","of:{{Lab.SwitchC}}/2"]}""");
        }
        var network = (await lab.Service.Networks.ListNetworksAsync(new ListNetworksRequest { Name = "n" })).Networks.ShouldHaveSingleItem();
        await Condition.ReachesAsync(
            () => lab.StatusAsync(network.Id), n => n is { Status: NetworkStatus.Build, StatusReason: "SWITCH_NOT_CONNECTED", Ports: 2, PortsConfirmed: 0 }, "it waits");

        await using var late = await OpenVSwitch.StartAsync(Convert.ToUInt64(Lab.SwitchC, 16), 2);
        await late.SetControllerAsync(lab.Service.OpenFlow);
        await lab.ActiveAsync(network.Id, 2);
        var sent = await late.SentAsync(2);
        await late.InjectAsync(1, Lab.Host(1), "ff:ff:ff:ff:ff:ff");
        await Condition.ReachesAsync(() => late.SentAsync(2), now => now == sent + 1, "the frame passes");
        lab.Service.HasNoFaults();
    }
}
