using L2smOsm.EndToEnd.Tests.Running;
using L2smOsm.Testing;
using L2smOsm.Testing.Switching;
using Osm.L2sm.V1;

namespace L2smOsm.EndToEnd.Tests;

/// <summary>SIGKILL of the service: the switches do not feel it, and nothing is lost.</summary>
public sealed class RestartTests
{
    [OpenVSwitchFact]
    public async Task A_killed_service_comes_back_with_the_same_networks_and_writes_nothing()
    {
        await using var lab = await Lab.StartAsync(withFar: true);
        await Condition.HoldsAsync(() => lab.Folder.StoreHas("00000000000000b1"u8), "the link is written down");
        var (blue, green) = (await lab.CreateAsync("blue"), await lab.CreateAsync("green"));
        foreach (var port in (uint[])[1, 2]) await lab.AttachAsync(blue, port, Lab.Host(port));
        await lab.AttachAsync(green, 3);
        await lab.AttachAsync(Lab.SwitchB, green, 3, []);
        var (blueBefore, greenBefore) = (await lab.ActiveAsync(blue, 2), await lab.ActiveAsync(green, 2));
        await lab.InSyncAsync(2);
        var before = await lab.TablesAsync();

        await lab.Service.KillAsync();
        (await lab.BroadcastAsync(1)).ShouldBe([2], "no controller is needed");
        (await lab.BroadcastAsync(3)).ShouldBe([100], "over the tunnel neither");

        // First where no switch looks for it: what it knows now, it knows from its store.
        await lab.RestartServiceAsync(elsewhere: true);
        (await lab.LinksAsync()).ShouldHaveSingleItem().Remembered.ShouldBeTrue();
        (await lab.StatusAsync(blue)).ShouldSatisfyAllConditions(
            n => n.Status.ShouldBe(NetworkStatus.Build), n => n.StatusReason.ShouldNotBeEmpty(), n => n.SegmentationId.ShouldBe(blueBefore.SegmentationId));

        await lab.RestartServiceAsync();
        (await lab.ActiveAsync(blue, 2)).ShouldBe(blueBefore);
        (await lab.ActiveAsync(green, 2)).ShouldBe(greenBefore);
        await lab.InSyncAsync(2);
        await Condition.ReachesAsync(lab.LinksAsync, links => links is [{ Remembered: false }], "the link is seen again");
        await NothingWasWrittenAsync(lab, switches: 2);
        (await lab.TablesAsync()).ShouldBe(before);
        lab.Service.HasNoFaults();
    }

    [OpenVSwitchFact]
    public async Task A_network_deleted_while_the_switch_was_away_is_gone_when_it_comes_back()
    {
        await using var lab = await Lab.StartAsync();
        var empty = await lab.TablesAsync();
        var blue = await lab.CreateAsync("blue");
        foreach (var port in (uint[])[1, 2]) await lab.AttachAsync(blue, port);
        await lab.ActiveAsync(blue, 2);

        await lab.RestartServiceAsync(elsewhere: true);
        (await lab.DeleteAsync(blue)).ShouldBeTrue();
        (await lab.BroadcastAsync(1)).ShouldBe([2], "the switch does not know yet");
        await lab.RestartServiceAsync();
        await lab.InSyncAsync();

        (await lab.TablesAsync()).ShouldBe(empty);
    }

    [OpenVSwitchFact]
    public async Task SIGKILL_in_the_middle_of_calls_leaves_the_switch_with_exactly_what_the_journal_says()
    {
        const int Callers = 6, Rounds = 3;
        await using var lab = await Lab.StartAsync(ports: Callers * 2);
        var callers = Enumerable.Range(0, Callers).Select(i => new Caller(i)).ToList();
        var random = new Random(20262);
        for (var round = 0; round < Rounds; round++)
        {
            // Killed after a number of answers, not after a time: always in the middle.
            var left = random.Next(20, 60);
            var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var work = callers.Select(c => c.WorkAsync(lab.Service, () =>
            {
                if (Interlocked.Decrement(ref left) == 0) enough.SetResult();
            })).ToList();
            await enough.Task.WaitAsync(TimeSpan.FromSeconds(30));
            await lab.Service.KillAsync();
            await Task.WhenAll(work);
            await lab.RestartServiceAsync();
        }
        foreach (var caller in callers) await caller.FinishAsync(lab.Service);
        await lab.InSyncAsync();

        var networks = (await lab.Service.Networks.ListNetworksAsync(new ListNetworksRequest())).Networks;
        networks.Select(n => n.NetName).ShouldBe(callers.SelectMany(c => c.Living.Keys), ignoreOrder: true);
        foreach (var (name, id) in callers.SelectMany(c => c.Living))
            await lab.ActiveAsync(id, callers.Any(c => c.Home == name) ? 2u : 0u);
        foreach (var caller in callers.Where(c => c.Home is not null))
            (await lab.BroadcastAsync(caller.Ports[0])).ShouldBe([(int)caller.Ports[1]], caller.Home);
        var held = await lab.TablesAsync();

        await lab.RestartServiceAsync();
        await lab.InSyncAsync();
        await NothingWasWrittenAsync(lab, switches: 1);
        (await lab.TablesAsync()).ShouldBe(held);

        // A switch that has lost everything gets what is compiled afresh: the same.
        await lab.Ovs.RestartAsync();
        await Condition.ReachesAsync(
            lab.SwitchesAsync, seen => seen is [{ Connected: true, InSync: true, Counters.FlowMods: > 0 }], "the empty switch is filled again");
        (await lab.TablesAsync()).ShouldBe(held);
        lab.Service.HasNoFaults();
    }

    private static async Task NothingWasWrittenAsync(Lab lab, int switches)
    {
        var seen = await lab.SwitchesAsync();
        seen.Count.ShouldBe(switches);
        foreach (var counters in seen.Select(s => s.Counters))
            counters.ShouldBe(new SwitchCounters { PacketInsDiscovery = counters.PacketInsDiscovery }, lab.Service.Log);
    }
}
