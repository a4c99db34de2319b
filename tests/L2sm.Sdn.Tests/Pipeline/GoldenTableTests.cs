using System.Text.RegularExpressions;
using L2sm.OpenFlow;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Pipeline;
using L2sm.Sdn.Topology;
using L2smOsm.Testing;
using L2smOsm.Testing.Switching;

namespace L2sm.Sdn.Tests.Pipeline;

/// <summary>What each feature makes of a switch's tables, as text: one file in <c>Golden</c> for each small fabric.</summary>
public sealed partial class GoldenTableTests
{
    private const string Folder = "tests/L2sm.Sdn.Tests/Golden";

    private static readonly NetworkId Blue = new(5);

    private static readonly Dictionary<string, (Link[] Links, L2Network Network)> Fabric = new(StringComparer.Ordinal)
    {
        ["one-switch"] = ([], Network(At(1, 1), Known(1, 2))),
        ["two-switches"] = ([Fabrics.Link(1, 2)], Network(At(1, 1), Known(2, 1))),
        ["ring"] = ([Fabrics.Link(1, 2), Fabrics.Link(2, 3), Fabrics.Link(1, 3)], Network(At(1, 1), At(2, 1), At(3, 1))),
        ["spare-link"] = ([Fabrics.Link(1, 2), new(Fabrics.Port(1, 202), Fabrics.Port(2, 201), LinkCarrier.TunnelId)], Network(At(1, 1), At(2, 1))),
        ["large"] = ([], Network([.. Enumerable.Range(1, 1001).Select(port => At(1, (uint)port))])),
        ["guard"] = ([], Network(At(1, 1) with { Guard = new SourceGuard([Mac(1)], ["10.0.0.1"]) }, At(1, 2))),
        ["vlan-link"] = ([Fabrics.Link(1, 2, LinkCarrier.Vlan)], Network(At(1, 1), At(2, 1)) with { Vlan = 100 }),
    };

    public static TheoryData<string> Names => [.. Fabric.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_tables_of_a_small_fabric_are_the_ones_that_were_judged_right(string name) => Golden.Matches($"{Folder}/{name}.txt", Dump(name));

    [Fact]
    public void A_tree_that_moves_leaves_a_drop_on_the_living_link_that_it_has_left()
    {
        var (ring, network) = Fabric["ring"];
        var moving = FabricPlan.Empty.With(new TopologyGraph(ring[..2])).With(NetworkSet.Empty.With(network)).With(new TopologyGraph(ring));

        Golden.Matches($"{Folder}/moving-tree.txt", Dump(moving, [1, 2, 3]));
    }

    [Fact]
    public void The_examples_in_the_pipelines_page_are_taken_from_the_golden_files()
    {
        var page = Golden.Read("docs/pipeline.md");
        var examples = Example().Matches(page);

        examples.Count.ShouldBeGreaterThanOrEqualTo(6);
        foreach (Match example in examples)
        {
            var lines = Golden.Read($"{Folder}/{example.Groups["name"].Value}.txt").Split('\n');
            foreach (var line in example.Groups["lines"].Value.TrimEnd('\n').Split('\n')) lines.ShouldContain(line, $"docs/pipeline.md, example of {example.Groups["name"].Value}");
        }
    }

    private static string Dump(string name)
    {
        var (links, network) = Fabric[name];
        var plan = FabricPlan.Empty.With(new TopologyGraph(links)).With(NetworkSet.Empty.With(network));
        return Dump(plan, network.Attachments.Keys.Select(port => port.Switch.Value).Distinct());
    }

    private static string Dump(FabricPlan plan, IEnumerable<ulong> switches) =>
        Shorter(string.Join('\n', switches.Select(at => $"switch {at}\n{TableText.Of(plan.TablesOf(new DatapathId(at)))}")));

    /// <summary>A thousand ports look alike: the first and the last of each row are enough.</summary>
    private static string Shorter(string text) =>
        ManyBuckets().Replace(ManyPorts().Replace(text, "${first}…\n${last}"), "${first},…${last}");

    private static L2Network Network(params Attachment[] attachments) => attachments.Aggregate(new L2Network(Blue, "blue"), (network, attachment) => network.With(attachment));

    private static Attachment At(int @switch, uint port) => new(Fabrics.Port(@switch, port));

    private static Attachment Known(int @switch, uint port) => new(Fabrics.Port(@switch, port), [Mac((int)port)]);

    private static MacAddress Mac(int host) => new(0x0200_0000_0000UL + (uint)host);

    [GeneratedRegex("""<!-- from (?<name>[a-z-]+) -->\n```\n(?<lines>.*?)```""", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Example();

    [GeneratedRegex("""(?<first>(table=0 cookie=\S+ priority=300,in_port=\d+ \S+\n){2})(table=0 cookie=\S+ priority=300,in_port=\d+ \S+\n){20,}(?<last>table=0 cookie=\S+ priority=300,in_port=\d+ \S+\n)""", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex ManyPorts();

    [GeneratedRegex("""(?<first>(,bucket=actions=output:\d+){2})(,bucket=actions=output:\d+){20,}(?<last>,bucket=actions=output:\d+)""", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex ManyBuckets();
}
