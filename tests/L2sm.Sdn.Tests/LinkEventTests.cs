using System.Buffers;
using L2sm.OpenFlow;
using L2sm.OpenFlow.Matching;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Topology;
using L2smOsm.Testing;
using L2smOsm.Testing.Switching;
using Microsoft.Extensions.Time.Testing;

namespace L2sm.Sdn.Tests;

/// <summary>Changes of the links that arrive together are followed together, and none waits for others that may come.</summary>
public sealed class LinkEventTests
{
    private static readonly DatapathId One = new(1);

    [Fact]
    public async Task Links_that_a_switch_loses_in_one_breath_are_one_change()
    {
        const int Links = 20;
        var log = new TestLog();
        Link[] links = [.. Enumerable.Range(2, Links).Select(other => Fabrics.Link(1, other))];
        await using var controller = new L2smController(new L2smControllerOptions(), links, TimeProvider.System, log);
        controller.Apply(links.Aggregate(NetworkSet.Empty, (set, link) => set.With(
            new L2Network(new NetworkId((uint)link.B.Switch.Value), $"n{link.B.Switch}").With(new Attachment(Fabrics.Port(1, (uint)link.B.Switch.Value))).With(new Attachment(new PortKey(link.B.Switch, 1))))));
        await using var fabric = new FakeFabric(controller, links);
        var fake = fabric.Connect(One);
        await Condition.HoldsAsync(() => controller.Snapshot.Switches.TryGetValue(One, out var status) && status.InSync, "the switch is in sync");
        var before = Changes(log);

        await fake.SendRawAsync(Breath(links.Select(link => Down(link.A))));
        await Condition.HoldsAsync(() => controller.Snapshot.Links.IsEmpty, "the links are gone");

        (Changes(log) - before).ShouldBe(1);
        log.HasNoErrors();
    }

    [Fact]
    public async Task A_link_of_the_last_run_that_is_seen_changes_nothing()
    {
        var log = new TestLog();
        var link = Fabrics.Link(1, 2);
        await using var controller = new L2smController(new L2smControllerOptions(), [link], TimeProvider.System, log);
        await using var fabric = new FakeFabric(controller, link);
        fabric.Connect(One);
        fabric.Connect(new DatapathId(2));
        await Condition.HoldsAsync(() => controller.Snapshot.Links is [{ Remembered: false }], "the link is seen");
        await Condition.HoldsAsync(() => controller.Snapshot.Switches.Values.All(status => status.InSync), "both are in sync");

        Changes(log).ShouldBe(0);
        log.HasNoErrors();
    }

    [Fact]
    public async Task A_link_of_a_switch_that_hangs_is_kept_and_one_that_eats_all_frames_is_not()
    {
        var (log, clock, link) = (new TestLog(), new FakeTimeProvider(DateTimeOffset.UnixEpoch), Fabrics.Link(1, 2));
        var options = new L2smControllerOptions();
        await using var controller = new L2smController(options, [], clock, log);
        await using var fabric = new FakeFabric(controller, link);
        var (hung, other) = (fabric.Connect(One), fabric.Connect(new DatapathId(2)));
        async Task PassRoundAsync()
        {
            var before = other.Received.OfType<PacketOut>().Count();
            clock.Advance(options.DiscoveryInterval);
            await Condition.HoldsAsync(() => other.Received.OfType<PacketOut>().Count() > before, "a round is over");
        }

        await Condition.HoldsAsync(() => controller.Snapshot.Switches.Values.Count(status => status.InSync) == 2, "both are in sync");
        for (var round = 0; round < 20 && controller.Snapshot.Links.IsEmpty; round++) await PassRoundAsync();
        await Condition.HoldsAsync(() => controller.Snapshot.Links is [{ Remembered: false }], "the link is seen");

        hung.AnswersAnything = false;
        fabric.Passes = _ => false; // it shows no frame either
        for (var at = clock.GetUtcNow(); clock.GetUtcNow() < at + options.LinkTimeout + 2 * options.DiscoveryInterval;) await PassRoundAsync();
        controller.Snapshot.Links.ShouldHaveSingleItem("it may go on as ever, with its line to the controller broken");
        controller.Snapshot.Switches[One].Connected.ShouldBeTrue("nobody knows yet");

        hung.AnswersAnything = true;
        for (var round = 0; round < 20 && !controller.Snapshot.Links.IsEmpty; round++) await PassRoundAsync();
        await Condition.HoldsAsync(() => controller.Snapshot.Links.IsEmpty, "both are heard, and nothing passes");
        log.HasNoErrors();
    }

    [Fact]
    public async Task Frames_at_ports_that_a_switch_has_not_got_or_that_are_down_are_passed_over()
    {
        var log = new TestLog();
        await using var controller = new L2smController(new L2smControllerOptions { DiscoveryInterval = TimeSpan.FromMilliseconds(100) }, [], TimeProvider.System, log);
        await using var fabric = new FakeFabric(controller);
        var liar = fabric.Connect(One);
        FakeSwitch[] others = [fabric.Connect(new DatapathId(2)), fabric.Connect(new DatapathId(3))];
        await Condition.HoldsAsync(() => others.All(other => other.Received.OfType<PacketOut>().Count() > 6), "they are probed, so their signed frames are known");
        await liar.SendAsync(Down(Fabrics.Port(1, 3)));
        async Task HearAtAsync(uint port)
        {
            foreach (var frame in others.Select(other => other.Received.OfType<PacketOut>().Last(sent => LldpFrame.IsLldp(sent.Data.AsSpan())).Data))
                await liar.SendAsync(new PacketIn(PacketOut.NoBuffer, (ushort)frame.Count, PacketInReason.Action, 0, 0, Match.Of(MatchField.InPort(port)), frame));
        }

        for (var port = 3u; port <= 1000; port++) await HearAtAsync(port);
        await HearAtAsync(2);
        await Condition.HoldsAsync(() => !controller.Snapshot.SharedPorts.IsEmpty, "a port that it has hears two others");

        controller.Snapshot.SharedPorts.ShouldBe([Fabrics.Port(1, 2)]);
        log.HasNoErrors();
    }

    private static int Changes(TestLog log) => log.Lines.Count(line => line.Event.Id == 1008);

    private static PortStatusMessage Down(PortKey port) => new(PortStatusReason.Modify, FakeSwitch.NewPort(port.Switch, port.PortNo) with { State = 1 });

    private static byte[] Breath(IEnumerable<OpenFlowMessage> messages)
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var message in messages) OpenFlowCodec.Encode(message, 0, output);
        return output.WrittenSpan.ToArray();
    }
}
