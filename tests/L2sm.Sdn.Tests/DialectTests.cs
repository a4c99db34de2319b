using L2sm.OpenFlow;
using L2sm.OpenFlow.Actions;
using L2sm.OpenFlow.Matching;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Pipeline;
using L2sm.Sdn.Programming;
using L2sm.Sdn.Topology;
using L2smOsm.Testing;
using L2smOsm.Testing.Switching;

namespace L2sm.Sdn.Tests;

/// <summary>A switch that refuses the extensions' actions is given tables without them.</summary>
public sealed class DialectTests
{
    private static readonly DatapathId Id = new(1);

    [Theory]
    [InlineData(2, 0, true)] // BAD_ACTION/BAD_TYPE
    [InlineData(2, 2, true)] // BAD_ACTION/BAD_EXPERIMENTER
    [InlineData(1, 3, true)] // BAD_REQUEST/BAD_EXPERIMENTER
    [InlineData(1, 10, false)] // BAD_REQUEST/IS_SLAVE says nothing of actions
    public async Task A_switch_that_refuses_the_probe_gets_plain_tables_and_is_taught_by_what_it_shows(ushort type, ushort code, bool plain)
    {
        var log = new TestLog();
        await using var controller = new L2smController(new L2smControllerOptions(), [], TimeProvider.System, log);
        var network = new NetworkId(5);
        controller.Apply(NetworkSet.Empty.With(new L2Network(network, "blue").With(new Attachment(new PortKey(Id, 1))).With(new Attachment(new PortKey(Id, 2)))));
        await using var fake = new FakeSwitch(Id, new SoftwareSwitch(), 1, 2, 3)
        {
            IsPlain = true,
            AnswersWith = message => message is PacketOut { Actions: var actions } && actions.Items.Any(action => action is RegisterLoadAction)
                ? [new ErrorMessage(type, code) { Xid = message.Xid }]
                : null,
        };
        fake.Start();
        using var stop = new CancellationTokenSource();
        var session = controller.RunSessionAsync(fake.Transport, "fake", stop.Token);
        await Condition.HoldsAsync(() => controller.Snapshot.Switches.TryGetValue(Id, out var status) && status.InSync, "in sync");

        Learned(fake).ShouldBe(0);
        await ShowAsync(fake, network, 1, 7);
        await ShowAsync(fake, network, 3, 8); // not a port of the network
        await ShowAsync(fake, network, 2, 9);
        if (plain)
        {
            await Condition.HoldsAsync(() => Learned(fake) == 4, "two senders are taught, with two flows each");
            controller.Apply(NetworkSet.Empty);
            await Condition.HoldsAsync(() => Learned(fake) == 0, "what was taught goes with the network");
        }
        fake.Received.OfType<FlowMod>().Any(mod => mod.TableId == Tables.Egress).ShouldBe(!plain);

        await stop.CancelAsync();
        await session;
        log.HasNoErrors();
    }

    [Fact]
    public void A_port_that_leaves_has_a_plain_switch_forget_in_all_tables_in_the_same_round()
    {
        var id = new NetworkId(5);
        var network = new L2Network(id, "blue").With(new Attachment(new PortKey(Id, 1))).With(new Attachment(new PortKey(Id, 2)));
        var plan = FabricPlan.Empty.With(new TopologyGraph([], [Id])).With(NetworkSet.Empty.With(network));
        var diff = new FragmentDiff();
        diff.Add(id.Value, plan.With(plan.Networks.Detach(new PortKey(Id, 1))).FragmentOf(Id, id), plan.FragmentOf(Id, id));

        var ofBlue = Match.Of(MatchField.Metadata(5));
        diff.Messages.Select(message => message.Message).OfType<FlowMod>().ShouldContain(mod =>
            mod.Command == FlowModCommand.Delete && mod.TableId == 0xff && FlowCookie.Read(mod.Cookie).Kind == FlowKind.Learned && mod.Match == ofBlue);
    }

    private static int Learned(FakeSwitch fake)
    {
        lock (fake.Gate) return fake.Tables.Flows.Count(flow => FlowCookie.Read(flow.Cookie).Kind == FlowKind.Learned);
    }

    private static Task ShowAsync(FakeSwitch fake, NetworkId network, uint port, byte host)
    {
        byte[] frame = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, host, 0x88, 0xb5, .. new byte[46]];
        return fake.SendAsync(new PacketIn(
            PacketOut.NoBuffer, (ushort)frame.Length, PacketInReason.Action, PlainTables.Sources, new FlowCookie(FlowKind.Learn, network.Value).Value,
            Match.Of(MatchField.InPort(port)), [.. frame]));
    }
}
