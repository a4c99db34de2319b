using L2sm.OpenFlow;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Pipeline;
using L2sm.Sdn.Programming;
using L2sm.Sdn.Topology;

namespace L2sm.Sdn.Tests.Programming;

public sealed class FragmentDiffTests
{
    private static readonly NetworkId Id = new(5);
    private static readonly DatapathId One = new(1);

    [Fact]
    public void Nothing_is_sent_for_what_is_there_in_another_order()
    {
        var fragment = Compile(1, 2, 3);

        Diff(fragment, new TableFragment(fragment.Flows.Reverse().ToEquatableArray(), fragment.Groups)).ShouldBeEmpty();
    }

    [Fact]
    public void Groups_come_before_the_flows_that_use_them_and_go_after_them()
    {
        Diff(Compile(1), TableFragment.Empty).First().ShouldBeOfType<GroupMod>().Command.ShouldBe(GroupModCommand.Add);
        Diff(TableFragment.Empty, Compile(1)).Last().ShouldBeOfType<GroupMod>().Command.ShouldBe(GroupModCommand.Delete);
    }

    [Fact]
    public void An_attach_changes_one_flow_and_one_group()
    {
        var messages = Diff(Compile(1, 2, 3), Compile(1, 2));

        messages.Length.ShouldBe(2);
        messages[0].ShouldBeOfType<GroupMod>().Command.ShouldBe(GroupModCommand.Modify);
        messages[1].ShouldBeOfType<FlowMod>().Command.ShouldBe(FlowModCommand.Add);
    }

    [Fact]
    public void What_was_learned_behind_a_port_that_leaves_is_forgotten_after_its_flow_is_gone()
    {
        var messages = Diff(Compile(1), Compile(1, 2));

        messages.Last().ShouldBeOfType<FlowMod>().ShouldSatisfyAllConditions(
            mod => mod.Command.ShouldBe(FlowModCommand.Delete),
            mod => mod.TableId.ShouldBe(Tables.Learned),
            mod => FlowCookie.Read(mod.Cookie).Kind.ShouldBe(FlowKind.Learned));
        messages[^2].ShouldBeOfType<FlowMod>().Command.ShouldBe(FlowModCommand.DeleteStrict);
    }

    [Fact]
    public void A_changed_tree_forgets_what_was_learned_behind_links_even_where_the_ports_stay()
    {
        static TableFragment On2(params Link[] links) => NetworkCompiler.Compile(
            new L2Network(Id, "n").With(new Attachment(Fabrics.Port(1, 1))).With(new Attachment(Fabrics.Port(2, 1))).With(new Attachment(Fabrics.Port(4, 1))),
            new TopologyGraph(links),
            HeldEdges.None).Fragments[new(2)];
        var before = On2(Fabrics.Link(1, 2), Fabrics.Link(2, 3), Fabrics.Link(3, 4));
        var after = On2(Fabrics.Link(1, 2), Fabrics.Link(2, 3), Fabrics.Link(3, 5), Fabrics.Link(5, 4));

        Diff(after, before).OfType<FlowMod>().ShouldContain(mod => mod.Command == FlowModCommand.Delete && mod.TableId == Tables.Learned);
    }

    [Fact]
    public void A_flow_of_an_older_generation_is_replaced_in_place()
    {
        var fragment = Compile(1);
        var old = fragment with { Flows = fragment.Flows.Select(flow => flow with { Cookie = (FlowCookie.Read(flow.Cookie) with { Generation = 0 }).Value }).ToEquatableArray() };

        Diff(fragment, old).ShouldAllBe(message => message is FlowMod && ((FlowMod)message).Command == FlowModCommand.Add);
    }

    private static TableFragment Compile(params uint[] ports) => NetworkCompiler.Compile(
        ports.Aggregate(new L2Network(Id, "n"), (network, port) => network.With(new Attachment(new PortKey(One, port)))), TopologyGraph.Empty, HeldEdges.None).Fragments[One];

    private static OpenFlowMessage[] Diff(TableFragment desired, TableFragment held)
    {
        var diff = new FragmentDiff();
        diff.Add(Id.Value, desired, held);
        diff.Count.ShouldBe(diff.Messages.Count);
        return [.. diff.Messages.Select(message => message.Message)];
    }
}
