using CsCheck;
using L2sm.Sdn.Topology;

namespace L2sm.Sdn.Tests.Model;

/// <summary>Whatever happened, and in whatever order: what the switches hold in the end depends on what is wanted and on the links alone.</summary>
public sealed class HistoryTests
{
    private static readonly Gen<(int Switches, Link[] Links)> Topologies =
        from count in Gen.Int[2, 5]
        from parents in Gen.Int[0, 1000].Array[count]
        from extra in Gen.Select(Gen.Int[1, count], Gen.Int[1, count]).Array[1, 4]
        select (count, Enumerable.Range(2, count - 1).Select(i => (i, parents[i - 1] % (i - 1) + 1))
            .Concat(extra.Where(pair => pair.Item1 != pair.Item2))
            .Select(pair => Fabrics.Link(pair.Item1, pair.Item2)).Distinct().ToArray());

    [Fact]
    public Task Any_history_ends_in_the_tables_of_a_fresh_compile_and_leaks_nothing_on_the_way() =>
        Gen.Select(Topologies, Gen.Int[0, 2].Array[2 * 5], Step.Any.Array[3, 25], Gen.Int).SampleAsync(
            async (topology, members, steps, seed) =>
            {
                await using var history = new History(topology.Switches, topology.Links, seed);
                await history.BeginAsync(members);
                foreach (var step in steps) await history.PlayAsync(step);
                await history.SettleAsync();
            },
            print: history => $"{history.Item1.Switches} switches, {string.Join(", ", history.Item1.Links.AsEnumerable())}, members {string.Join(", ", history.Item2)}, seed {history.Item4}:\n{string.Join("\n", history.Item3.AsEnumerable())}");
}
