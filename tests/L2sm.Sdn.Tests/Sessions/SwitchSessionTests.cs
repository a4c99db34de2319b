using L2sm.OpenFlow;
using L2sm.OpenFlow.Matching;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Networks;
using L2smOsm.Testing;
using L2smOsm.Testing.Switching;
using Microsoft.Extensions.Time.Testing;

namespace L2sm.Sdn.Tests.Sessions;

/// <summary>What a peer may do wrong: each ends its own session with a reason, and a switch beside it is served as before.</summary>
public sealed class SwitchSessionTests : IAsyncLifetime
{
    private readonly TestLog log = new();
    private readonly FakeTimeProvider clock = new(DateTimeOffset.UnixEpoch);
    private L2smController controller = null!;
    private FakeSwitch healthy = null!;
    private Task healthySession = null!;

    private static L2smControllerOptions Options { get; } = new();

    public async Task InitializeAsync()
    {
        controller = new L2smController(Options, [], clock, log);
        healthy = new FakeSwitch(new DatapathId(1), new SoftwareSwitch(), 1, 2).Start();
        healthySession = controller.RunSessionAsync(healthy.Transport, "healthy", CancellationToken.None);
        await Condition.HoldsAsync(() => controller.Snapshot.Switches.TryGetValue(healthy.Id, out var status) && status.InSync, "the healthy switch is in sync");
    }

    public async Task DisposeAsync()
    {
        // The others' switch still gets new networks.
        controller.Apply(NetworkSet.Empty.With(new L2Network(new NetworkId(9), "after").With(new Attachment(new(healthy.Id, 1)))));
        await Condition.HoldsAsync(() => controller.Snapshot.Networks.TryGetValue(new NetworkId(9), out var network) && network.Attachments.Values.Single() is null, "service goes on");
        await healthy.DisposeAsync();
        await healthySession;
        await controller.DisposeAsync();
        log.HasNoErrors();
    }

    [Fact]
    public async Task Garbage_is_told_from_a_switch_by_its_first_bytes()
    {
        await using var peer = Stranger();
        var session = Serve(peer);
        await peer.SendRawAsync("GET / HTTP/1.1\r\n"u8.ToArray());

        await session;
        Reason().ShouldContain("does not speak OpenFlow: it began with bytes 47 45");
    }

    [Fact]
    public async Task Half_a_message_and_then_silence_ends_when_the_handshake_should_have_been_over()
    {
        await using var peer = Stranger();
        var session = Serve(peer);
        await peer.SendRawAsync(new byte[] { 4, 0, 0, 16, 0, 0 });

        await EndsWithTime(session);
        Reason().ShouldContain("no HELLO within 10 s");
    }

    [Fact]
    public async Task Half_a_message_from_a_working_switch_and_then_silence_ends_its_session()
    {
        await using var peer = new FakeSwitch(new DatapathId(2), new SoftwareSwitch(), 1).Start();
        var session = Serve(peer);
        await Condition.HoldsAsync(() => controller.Snapshot.Switches.TryGetValue(peer.Id, out var status) && status.InSync, "in sync");
        peer.AnswersAnything = false;
        await peer.SendRawAsync(new byte[] { 4, 10, 0, 100, 0, 0 });

        await EndsWithTime(session);
        Reason("switch 0000000000000002 disconnected").ShouldContain("no answer to EchoRequest");
    }

    [Fact]
    public async Task A_silent_switch_that_answers_echoes_stays()
    {
        await using var peer = new FakeSwitch(new DatapathId(2), new SoftwareSwitch(), 1).Start();
        var session = Serve(peer);
        await Condition.HoldsAsync(() => controller.Snapshot.Switches.TryGetValue(peer.Id, out var status) && status.InSync, "in sync");
        for (var i = 0; i < 10; i++)
        {
            var before = peer.Received.OfType<EchoRequest>().Count();
            clock.Advance(Options.EchoInterval);
            await Condition.HoldsAsync(() => peer.Received.OfType<EchoRequest>().Count() > before, "an echo was asked for");
            // Messages are read in order: an answer to this one says that the answer to the echo is in, before time goes on.
            await peer.SendAsync(new EchoRequest([7]) { Xid = (uint)(1000 + i) });
            await Condition.HoldsAsync(() => peer.Received.OfType<EchoReply>().Any(reply => reply.Xid == 1000 + i), "our own echo came back");
        }

        session.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_switch_that_answers_echoes_but_no_barrier_is_given_up()
    {
        await using var peer = new FakeSwitch(new DatapathId(2), new SoftwareSwitch(), 1) { AnswersBarriers = false }.Start();
        var session = Serve(peer);

        await EndsWithTime(session);
        Reason("switch 0000000000000002 disconnected").ShouldContain("no answer to BarrierRequest");
    }

    [Fact]
    public async Task A_length_shorter_than_the_header_is_refused()
    {
        await using var peer = Stranger();
        var session = Serve(peer);
        await peer.SendRawAsync(new byte[] { 4, 0, 0, 8, 0, 0, 0, 1, 4, 2, 0, 3, 0, 0, 0, 2 });

        await session;
        Reason().ShouldContain("3 bytes");
    }

    [Fact]
    public async Task A_switch_of_another_version_is_told_so()
    {
        await using var peer = Stranger();
        var session = Serve(peer);
        await peer.SendAsync(new Hello(1, null));

        await session;
        Reason().ShouldContain("does not speak OpenFlow 1.3");
    }

    [Fact]
    public async Task A_connection_that_breaks_in_the_middle_of_a_message_is_said()
    {
        var peer = Stranger();
        var session = Serve(peer);
        await peer.SendRawAsync(new byte[] { 4, 0, 0, 16, 0 });
        await peer.DisposeAsync();

        await session;
        Reason().ShouldContain("middle of a message");
    }

    [Fact]
    public async Task Echoes_are_answered_with_their_own_bytes()
    {
        await healthy.SendAsync(new EchoRequest([1, 2, 3]) { Xid = 77 });

        await Condition.HoldsAsync(() => healthy.Received.OfType<EchoReply>().Any(), "an answer");
        healthy.Received.OfType<EchoReply>().ShouldHaveSingleItem().ShouldBe(new EchoReply([1, 2, 3]) { Xid = 77 });
    }

    [Fact]
    public async Task An_answer_without_end_ends_the_session()
    {
        await using var peer = new FakeSwitch(new DatapathId(2), new SoftwareSwitch(), 1)
        {
            AnswersWith = message => message is PortDescriptionRequest ? Enumerable.Repeat(new PortDescriptionReply([]) { More = true }, 3000) : null,
        }.Start();

        await Serve(peer);
        Reason().ShouldContain("a multipart reply of more than 2048 parts");
    }

    [Fact]
    public async Task An_answer_to_another_question_is_no_answer()
    {
        await using var peer = new FakeSwitch(new DatapathId(2), new SoftwareSwitch(), 1)
        {
            AnswersWith = message => message is FeaturesRequest ? [new BarrierReply()] : null,
        }.Start();

        await Serve(peer);
        Reason().ShouldContain("BarrierReply in answer to FeaturesRequest");
    }

    [Fact]
    public async Task Answers_that_nobody_asked_for_and_answers_given_twice_are_passed_over()
    {
        var asked = new FlowStatsReply([]) { Xid = 0xdead, More = true };
        foreach (OpenFlowMessage stray in new OpenFlowMessage[] { asked, new BarrierReply { Xid = 1 }, new EchoReply([]) { Xid = 2 }, new FeaturesReply(new DatapathId(9), 0, 1, 0, 0) { Xid = 2 } })
            for (var i = 0; i < 1000; i++)
                await healthy.SendAsync(stray);

        controller.Snapshot.Switches.Keys.ShouldBe([healthy.Id]);
    }

    [Fact]
    public async Task A_switch_that_talks_but_does_not_read_is_given_up()
    {
        var reading = new TaskCompletionSource();
        await using var peer = new FakeSwitch(new DatapathId(2), new SoftwareSwitch(), Enumerable.Range(1, 4000).Select(port => (uint)port)).Start();
        var session = Serve(peer);
        await Condition.HoldsAsync(() => controller.Snapshot.Switches.TryGetValue(peer.Id, out var status) && status.InSync, "in sync");
        peer.Busy = () => reading.Task;
        var network = new L2Network(new NetworkId(8), "large");
        for (uint port = 1; port <= 4000; port++) network = network.With(new Attachment(new(peer.Id, port)));
        controller.Apply(NetworkSet.Empty.With(network));
        await Condition.HoldsAsync(() => controller.Snapshot.Switches[peer.Id].Counters.FlowMods > 0, "there is something to read");
        for (var i = 0; i < 60 && !session.IsCompleted; i++)
        {
            var name = $"still-here-{i}";
            await peer.SendAsync(new PortStatusMessage(PortStatusReason.Modify, FakeSwitch.NewPort(peer.Id, 1) with { Name = name }));
            await Condition.HoldsAsync(() => session.IsCompleted || controller.Snapshot.Switches[peer.Id].Ports.GetValueOrDefault(1u)?.Name == name, "it is heard");
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        await session.WaitAsync(TimeSpan.FromSeconds(10));
        reading.SetResult();
        Reason("switch 0000000000000002 disconnected").ShouldContain("the switch has not read for 10 s");
    }

    [Fact]
    public async Task Ten_thousand_ports_that_come_one_by_one_are_no_trouble()
    {
        for (uint port = 1; port <= 10_000; port++) await healthy.SendAsync(new PortStatusMessage(PortStatusReason.Add, FakeSwitch.NewPort(healthy.Id, port)));

        await Condition.HoldsAsync(() => controller.Snapshot.Switches[healthy.Id].Ports.Count == 10_000, "all are known");
    }

    [Fact]
    public async Task A_switch_that_floods_the_controller_with_frames_hinders_nobody()
    {
        const int Frames = 100_000;
        await using var peer = new FakeSwitch(new DatapathId(2), new SoftwareSwitch(), 1).Start();
        var session = Serve(peer);
        await Condition.HoldsAsync(() => controller.Snapshot.Switches.TryGetValue(peer.Id, out var status) && status.InSync, "in sync");
        var flood = Task.Run(async () =>
        {
            var frame = new PacketIn(uint.MaxValue, 60, PacketInReason.Action, 0, 0, Match.Of(MatchField.InPort(1)), [.. new byte[60]]);
            for (var i = 0; i < Frames; i++) await peer.SendAsync(frame);
        });
        controller.Apply(NetworkSet.Empty.With(new L2Network(new NetworkId(8), "meanwhile").With(new Attachment(new(healthy.Id, 2)))));
        await Condition.HoldsAsync(() => controller.Snapshot.Networks.TryGetValue(new NetworkId(8), out var network) && network.Attachments.Values.Single() is null, "others are served");

        await flood;
        await Condition.HoldsAsync(() => controller.Snapshot.Switches[peer.Id].Counters.PacketInsOther == Frames, "each was read");
        session.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_flood_of_errors_is_told_in_part_and_counted()
    {
        const int Errors = 5000;
        await using var peer = new FakeSwitch(new DatapathId(2), new SoftwareSwitch(), 1).Start();
        var session = Serve(peer);
        await Condition.HoldsAsync(() => controller.Snapshot.Switches.TryGetValue(peer.Id, out var status) && status.InSync, "in sync");
        for (var i = 0; i < Errors; i++) await peer.SendAsync(new ErrorMessage(1, 5, []) { Xid = 0x7000_0000 });
        await Condition.HoldsAsync(() => controller.Snapshot.Switches[peer.Id].Counters.Errors == Errors, "each was read");
        await peer.DisposeAsync();
        await session;

        log.Lines.Count(line => line.Event.Id == 1004).ShouldBe(20);
        Reason("switch at peer reported").ShouldBe($"switch at peer reported {Errors - 20} errors more, which are not told one by one");
    }

    private static FakeSwitch Stranger() => new(new DatapathId(99), new SoftwareSwitch());

    private Task Serve(FakeSwitch peer) => controller.RunSessionAsync(peer.Transport, "peer", CancellationToken.None);

    private async Task EndsWithTime(Task session)
    {
        await Condition.HoldsAsync(
            () =>
            {
                if (!session.IsCompleted) clock.Advance(TimeSpan.FromMilliseconds(500));
                return session.IsCompleted;
            },
            "the session ends");
        await session;
    }

    private string Reason(string start = "connection from peer") => log.Lines.Select(line => line.Text).First(text => text.StartsWith(start, StringComparison.Ordinal));
}
