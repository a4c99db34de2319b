using CsCheck;
using L2sm.Sdn.Topology;

namespace L2sm.Sdn.Tests.Pipeline;

/// <summary>Promise 1 of DESIGN §5: a frame gets from one port to another if and only if they share a network, and exactly once; mirrors see each frame of their network once, and none of another's.</summary>
public sealed class IsolationTests
{
    private static readonly Gen<Step> Steps =
        from at in Gen.Int[1, 8]
        from port in Gen.UInt[1, 2]
        from network in Gen.UInt[0, 4]
        from known in Gen.Bool
        from role in Gen.Int[0, 3].Select(i => i switch { 0 => Role.Mirror, 1 => Role.Guarded, _ => Role.Attached })
        select new Step(at, port, network, known, role);

    [Fact]
    public void Frames_pass_between_two_ports_exactly_once_if_they_share_a_network_and_never_otherwise() =>
        Fabrics.MixedTopologies.Select(Steps.Array[1, 20]).Sample(
            (topology, steps) =>
            {
                var fabric = new ProgrammedFabric(topology.Links, topology.Switches);
                foreach (var step in steps.Where(step => step.Switch <= topology.Switches))
                {
                    fabric.Take(step);
                    fabric.CheckBroadcast();
                }
                fabric.Check();
            },
            iter: 100);

    [Fact]
    public void Links_that_come_and_go_never_open_a_network_to_another() =>
        Fabrics.MixedTopologies.Select(Steps.Array[4, 12], Gen.Int[0, 100].Array[1, 4]).Sample(
            (topology, steps, cuts) =>
            {
                var fabric = new ProgrammedFabric(topology.Links, topology.Switches);
                foreach (var step in steps.Where(step => step.Switch <= topology.Switches)) fabric.Take(step);
                fabric.Check();
                foreach (var cut in cuts.Where(_ => topology.Links.Length > 0))
                {
                    fabric.CutAllBut(topology.Links.Where((_, i) => i != cut % topology.Links.Length));
                    fabric.Check();
                    fabric.CutAllBut(topology.Links);
                    fabric.Check();
                }
            },
            iter: 25);

    [Fact]
    public void While_switches_change_one_message_at_a_time_in_any_order_no_frame_is_doubled_goes_round_or_leaks() =>
        Fabrics.MixedTopologies.Select(Steps.Array[4, 10], Gen.Int[0, 100].Array[1, 4], Gen.Int).Sample(
            (topology, steps, cuts, seed) =>
            {
                var random = new Random(seed);
                var fabric = new ProgrammedFabric(topology.Links, topology.Switches);
                // Some changes come while the one before is still under way.
                void Change() => fabric.Converge(random, fabric.CheckNothingWrong, random.Next(3) == 0 ? random.Next(12) : int.MaxValue);
                foreach (var step in steps.Where(step => step.Switch <= topology.Switches)) fabric.Take(step, Change);
                foreach (var cut in cuts.Where(_ => topology.Links.Length > 0))
                {
                    fabric.Forget(topology.Links.Where((_, i) => i != cut % topology.Links.Length), Change);
                    fabric.Forget(topology.Links, Change);
                }
                fabric.Converge(random, fabric.CheckNothingWrong, int.MaxValue);
                fabric.Check();
            },
            iter: 20);

    [Fact]
    public void Switches_that_are_away_and_a_controller_that_crashes_in_the_middle_of_a_change_double_nothing_and_let_nothing_go_round() =>
        Fabrics.MixedTopologies.Select(Steps.Array[4, 10], Gen.Int[0, 1000].Array[3, 12], Gen.Int).Sample(
            (topology, steps, events, seed) =>
            {
                var random = new Random(seed);
                var fabric = new ProgrammedFabric(topology.Links, topology.Switches);
                void Change() => fabric.Converge(random, fabric.CheckNothingWrong, random.Next(2) == 0 ? random.Next(12) : int.MaxValue);
                foreach (var step in steps.Where(step => step.Switch <= topology.Switches)) fabric.Take(step, Change);
                foreach (var what in events)
                {
                    var at = what / 10 % topology.Switches + 1;
                    switch (what % 10)
                    {
                        case 0 or 1 or 2 when topology.Links.Length > 0:
                            fabric.Forget(topology.Links.Where((_, i) => i != what / 10 % topology.Links.Length), Change);
                            break;
                        case 3 or 4: fabric.Forget(topology.Links, Change); break;
                        case 5: fabric.Leave(at); break;
                        case 6: fabric.Wipe(at); break;
                        case 7: fabric.Return(Enumerable.Range(at, what / 100 + 1)); break; // some at once
                        case 8: fabric.Crash(); break;
                        default: fabric.Take(steps[what % steps.Length] with { Switch = at }, Change); break;
                    }
                    Change();
                }
                fabric.Forget(topology.Links, Change);
                foreach (var some in Enumerable.Range(1, topology.Switches).OrderBy(_ => random.Next()).Chunk(random.Next(1, 4)))
                {
                    fabric.Return(some);
                    Change();
                }
                fabric.Converge(random, fabric.CheckNothingWrong, int.MaxValue);
                fabric.Check();
            },
            iter: 40);

    [Fact]
    public void A_dead_link_with_a_way_round_it_is_replaced_with_no_controller_and_no_frame_is_lost_or_doubled() =>
        Fabrics.ConnectedTopologies.Select(Steps.Array[4, 14], Gen.Int[0, 100]).Sample(
            (topology, steps, cut) =>
            {
                var fabric = new ProgrammedFabric(topology.Links, topology.Switches);
                foreach (var step in steps.Where(step => step.Switch <= topology.Switches)) fabric.Take(step);
                fabric.Check(); // addresses are learned over the link that is to die
                if (topology.Links.Length == 0) return;
                var dead = topology.Links[cut % topology.Links.Length];
                var others = new TopologyGraph(topology.Links.Where(link => link != dead));
                if (NetworkTree.Span(others, [dead.A.Switch, dead.B.Switch]).RootOf(dead.B.Switch) != dead.A.Switch) return; // nothing goes round it
                fabric.SetCarrier(dead, alive: false);
                fabric.Check();
                fabric.SetCarrier(dead, alive: true);
                fabric.Check();
            },
            iter: 100);

    [Fact]
    public void Switches_without_the_extensions_keep_networks_apart_and_join_them_among_themselves_and_with_others() =>
        Fabrics.MixedTopologies.Select(Steps.Array[4, 16], Gen.Int[1, 8].Array[1, 8], Gen.Int[0, 100].Array[1, 3]).Sample(
            (topology, steps, plain, cuts) =>
            {
                var fabric = new ProgrammedFabric(topology.Links, topology.Switches, plain);
                foreach (var step in steps.Where(step => step.Switch <= topology.Switches))
                {
                    fabric.Take(step);
                    fabric.CheckBroadcast();
                }
                fabric.Check();
                foreach (var cut in cuts.Where(_ => topology.Links.Length > 0))
                {
                    fabric.CutAllBut(topology.Links.Where((_, i) => i != cut % topology.Links.Length));
                    fabric.Check();
                    fabric.CutAllBut(topology.Links);
                    fabric.Check();
                }
            },
            iter: 60);

    [Fact]
    public void While_switches_with_and_without_the_extensions_change_message_by_message_no_frame_is_doubled_goes_round_or_leaks() =>
        Fabrics.MixedTopologies.Select(Steps.Array[4, 10], Gen.Int[0, 100].Array[1, 4], Gen.Int).Sample(
            (topology, steps, cuts, seed) =>
            {
                var random = new Random(seed);
                var fabric = new ProgrammedFabric(topology.Links, topology.Switches, Enumerable.Range(1, 8).Where(_ => random.Next(2) == 0).ToArray());
                void Change() => fabric.Converge(random, fabric.CheckNothingWrong, random.Next(3) == 0 ? random.Next(12) : int.MaxValue);
                foreach (var step in steps.Where(step => step.Switch <= topology.Switches)) fabric.Take(step, Change);
                foreach (var cut in cuts.Where(_ => topology.Links.Length > 0))
                {
                    fabric.Forget(topology.Links.Where((_, i) => i != cut % topology.Links.Length), Change);
                    fabric.Forget(topology.Links, Change);
                }
                fabric.Converge(random, fabric.CheckNothingWrong, int.MaxValue);
                fabric.Check();
            },
            iter: 15);

    [Fact]
    public void A_dead_link_that_needs_tags_is_replaced_by_the_one_beside_it()
    {
        Link[] links = [.. new uint[] { 50, 51 }.Select(port => new Link(Fabrics.Port(1, port), Fabrics.Port(2, port), LinkCarrier.Vlan)), Fabrics.Link(2, 3)];
        var fabric = new ProgrammedFabric(links, 3);
        foreach (var network in new uint[] { 1, 2 })
            for (var at = 1; at <= 3; at++) fabric.Take(new Step(at, network, network, KnownAddress: at == 2));
        fabric.Check();

        fabric.SetCarrier(links[0], alive: false);
        fabric.Check();
        fabric.SetCarrier(links[0], alive: true);
        fabric.Check();
    }
}
