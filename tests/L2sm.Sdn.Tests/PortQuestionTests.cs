using L2sm.OpenFlow;
using L2sm.OpenFlow.Actions;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Roles;
using L2smOsm.Testing;
using L2smOsm.Testing.Switching;
using Microsoft.Extensions.Time.Testing;

namespace L2sm.Sdn.Tests;

/// <summary>Ports that are there before the switch's word of them is: the switch is asked.</summary>
public sealed class PortQuestionTests : IAsyncLifetime
{
    private static readonly DatapathId One = new(1);
    private static readonly NetworkId Blue = new(5);

    private readonly TestLog log = new();
    private readonly FakeTimeProvider clock = new(DateTimeOffset.UnixEpoch);
    private readonly List<(FakeSwitch Switch, Task Session)> connected = [];
    private L2smController controller = null!;

    private int Asked => connected[0].Switch.Received.Count(message => message is PortDescriptionRequest) - 1; // but for the handshake's

    private static L2smControllerOptions Options { get; } = new();

    public Task InitializeAsync()
    {
        controller = new L2smController(Options, [], clock, log);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        foreach (var (peer, session) in connected)
        {
            await peer.DisposeAsync();
            await session;
        }
        await controller.DisposeAsync();
        log.HasNoErrors();
    }

    [Fact]
    public async Task A_port_that_its_switch_has_not_told_of_is_known_and_in_its_network_once_the_switch_was_asked()
    {
        controller.Apply(NetworkSet.Empty.With(new L2Network(Blue, "blue").With(new Attachment(Fabrics.Port(1, 7)))));
        var peer = await ConnectAsync(One);
        await Condition.HoldsAsync(() => Shortfall()?.Kind == ShortfallKind.PortNotFound, "the port is missing");
        foreach (uint port in (uint[])[7, 8]) peer.Ports[port] = FakeSwitch.NewPort(One, port);

        (await controller.AskPortsAsync(One, CancellationToken.None)).ShouldBeTrue();

        controller.Snapshot.Switches[One].Ports[7].ShouldBe(new PortStatus(7, "p7", FakeSwitch.NewPort(One, 7).HardwareAddress, true));
        Shortfall().ShouldBeNull();
        await Condition.HoldsAsync(() => peer.Received.OfType<PacketOut>().Any(frame => frame.Actions.Contains(new OutputAction(8))), "links are looked for at what else came");
        Asked.ShouldBe(1);
    }

    [Fact]
    public async Task Another_port_at_the_number_of_an_attached_one_is_kept_out_however_it_became_known()
    {
        controller.Apply(NetworkSet.Empty.With(new L2Network(Blue, "blue").With(new Attachment(Fabrics.Port(1, 1)))));
        var peer = await ConnectAsync(One);
        await Condition.HoldsAsync(() => controller.Snapshot.Networks.TryGetValue(Blue, out var network) && network.Attachments.Values.Single() is null, "attached");
        await peer.SendAsync(new PortStatusMessage(PortStatusReason.Delete, FakeSwitch.NewPort(One, 1)));
        await Condition.HoldsAsync(() => Shortfall(1)?.Kind == ShortfallKind.PortNotFound, "gone");
        peer.Ports[1] = FakeSwitch.NewPort(One, 1) with { Name = "other" };

        (await controller.AskPortsAsync(One, CancellationToken.None)).ShouldBeTrue();

        Shortfall(1)?.Kind.ShouldBe(ShortfallKind.PortReplaced);
    }

    [Fact]
    public async Task Callers_that_come_together_cost_one_question_that_is_asked_after_they_came()
    {
        var peer = await ConnectAsync(One);
        peer.AnswersAnything = false;
        var first = controller.AskPortsAsync(One, CancellationToken.None);
        await Condition.HoldsAsync(() => Asked == 1, "the first has asked");
        var others = Enumerable.Range(0, 100).Select(_ => controller.AskPortsAsync(One, CancellationToken.None)).ToArray();
        using var gone = new CancellationTokenSource();
        var givenUp = controller.AskPortsAsync(One, gone.Token);
        await gone.CancelAsync();

        // What the switch said before they came is of no use to them.
        peer.Ports[7] = FakeSwitch.NewPort(One, 7);
        peer.AnswersAnything = true;
        await peer.SendAsync(new PortDescriptionReply([FakeSwitch.NewPort(One, 1)]) { Xid = peer.Received.OfType<PortDescriptionRequest>().Last().Xid });

        (await first).ShouldBeTrue();
        (await Task.WhenAll(others)).ShouldAllBe(told => told);
        await Should.ThrowAsync<OperationCanceledException>(givenUp);
        controller.Snapshot.Switches[One].Ports.ShouldContainKey(7u);
        Asked.ShouldBe(2);
        (await controller.AskPortsAsync(One, CancellationToken.None)).ShouldBeTrue();
        Asked.ShouldBe(3);
    }

    [Fact]
    public async Task A_switch_that_does_not_answer_holds_up_nobody_else_and_is_given_up()
    {
        var peer = await ConnectAsync(One);
        await ConnectAsync(new DatapathId(2));
        peer.AnswersAnything = false;
        var callers = Enumerable.Range(0, 3).Select(_ => controller.AskPortsAsync(One, CancellationToken.None)).ToArray();

        (await controller.AskPortsAsync(new DatapathId(2), CancellationToken.None)).ShouldBeTrue();
        await Condition.HoldsAsync(
            () =>
            {
                if (!connected[0].Session.IsCompleted) clock.Advance(TimeSpan.FromMilliseconds(500));
                return connected[0].Session.IsCompleted && callers.All(caller => caller.IsCompleted);
            },
            "the silent one is given up");

        (await Task.WhenAll(callers)).ShouldAllBe(told => !told);
        (await controller.AskPortsAsync(One, CancellationToken.None)).ShouldBeFalse("it is away");
    }

    [Fact]
    public async Task A_switch_that_refuses_to_say_stays()
    {
        var peer = await ConnectAsync(One);
        peer.AnswersWith = message => message is PortDescriptionRequest ? [new ErrorMessage(1, 2, [])] : null; // BAD_REQUEST/BAD_MULTIPART

        (await controller.AskPortsAsync(One, CancellationToken.None)).ShouldBeFalse();

        connected[0].Session.IsCompleted.ShouldBeFalse();
        peer.AnswersWith = _ => null;
        (await controller.AskPortsAsync(One, CancellationToken.None)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_standby_asks_too_and_writes_nothing()
    {
        controller.SetRole(FabricRole.Slave);
        var peer = await ConnectAsync(One, status => status.Connected);
        peer.Received.Clear(); // the handshake asks with a frame that goes nowhere
        peer.Ports[7] = FakeSwitch.NewPort(One, 7);

        (await controller.AskPortsAsync(One, CancellationToken.None)).ShouldBeTrue();

        controller.Snapshot.Switches[One].Ports.ShouldContainKey(7u);
        peer.Received.ShouldAllBe(message => !(message is FlowMod || message is GroupMod || message is MeterMod || message is PacketOut));
    }

    private Shortfall? Shortfall(uint port = 7) => controller.Snapshot.Networks[Blue].Attachments[Fabrics.Port(1, port)];

    private async Task<FakeSwitch> ConnectAsync(DatapathId id, Func<SwitchStatus, bool>? ready = null)
    {
        var peer = new FakeSwitch(id, new SoftwareSwitch(), 1).Start();
        connected.Add((peer, controller.RunSessionAsync(peer.Transport, $"peer-{id}", CancellationToken.None)));
        await Condition.HoldsAsync(() => controller.Snapshot.Switches.TryGetValue(id, out var status) && (ready?.Invoke(status) ?? status.InSync), "ready");
        return peer;
    }
}
