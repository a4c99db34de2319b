using System.Diagnostics;
using L2sm.OpenFlow;
using L2sm.Sdn.Pipeline;
using L2sm.Sdn.Topology;

namespace L2smOsm.Benchmarks.Sdn;

/// <summary>
/// What the plan costs when one link goes and comes back, bases of the switches included, beside compiling all the others too, as was done at each change
/// of the links before.
/// </summary>
internal static class LinkFlap
{
    private const int Networks = 1_000, PortsPerNetwork = 10, Rounds = 15;

    public static IEnumerable<Figure> Run()
    {
        foreach (var (switches, one, other, where) in ((int, ulong, ulong, string)[])
            [(20, 15, 16, "a link that no tree takes"), (20, 1, 15, "a link that 500 trees take"), (100, 15, 16, "a link that no tree takes"), (100, 1, 15, "a link that 100 trees take")])
            foreach (var figure in Flaps(switches, one, other, where))
                yield return figure;
    }

    private static IEnumerable<Figure> Flaps(int switches, ulong one, ulong other, string where)
    {
        Link[] links = [.. MeasuredController.Links(switches)];
        Link[] left = [.. links.Where(link => !(link.A.Switch == new DatapathId(one) && link.B.Switch == new DatapathId(other)))];
        var whole = FabricPlan.Empty.With(new TopologyGraph(links)).With(MeasuredController.Networks(switches, Networks, PortsPerNetwork));
        DatapathId[] ids = [.. whole.Graph.Switches];
        var (ours, all, concerned, woken) = (new List<double>(), new List<double>(), 0, 0);
        for (var round = 0; round <= Rounds; round++)
        {
            foreach (var id in ids) whole.BaseOf(id);
            var watch = Stopwatch.StartNew();
            var cut = whole.With(new TopologyGraph(left));
            woken = ids.Count(id => !ReferenceEquals(cut.BaseOf(id), whole.BaseOf(id)));
            watch.Stop();
            var settled = cut.Settle(_ => false, cut.Unsettled); // the second step of trees that move is the same either way
            watch.Start();
            var back = settled.With(new TopologyGraph(links));
            foreach (var id in ids) back.BaseOf(id);
            var took = watch.Elapsed.TotalMilliseconds;
            concerned = cut.Concerned.Length;

            var others = whole.Plans.Values.Where(network => !cut.Concerned.Contains(network.Network.Id)).ToArray();
            watch.Restart();
            foreach (var graph in (TopologyGraph[])[new(left), new(links)])
            {
                foreach (var network in others) NetworkCompiler.Compile(network.Network, graph, network.Edges.Over(graph));
                foreach (var id in ids) BaseCompiler.Compile(id, graph);
            }
            if (round == 0) continue; // the compiler's own time
            all.Add(took + watch.Elapsed.TotalMilliseconds);
            ours.Add(took);
        }
        var name = $"{switches} switches, 1,000 networks: {where} goes and comes back";
        yield return new($"{name}: networks compiled", concerned, "networks");
        yield return new($"{name}: switches with another base", woken, "switches");
        yield return new(name, Samples.Median(ours), "ms");
        yield return new(name, Samples.Median(all), "ms", "every network compiled anew");
    }
}
