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
        ["rates"] = ([], Network(At(1, 1) with { Rate = new RateLimit(1000, 100) }, At(1, 2)) with { Rate = new RateLimit(5000) }),
        ["mirror"] = ([Fabrics.Link(1, 2)], Network(At(1, 1), At(2, 1)) with { Mirrors = [Fabrics.Port(2, 3)] }),
        ["pinned-path"] = ([Fabrics.Link(1, 2), Fabrics.Link(2, 3), Fabrics.Link(1, 3)], Network(At(1, 1), At(3, 1)) with { Path = [new(1), new(2), new(3)] }),
    };

    private const string MovingTree = "moving-tree";

    /// <summary>The two switches, without the extensions.</summary>
    private const string PlainSwitches = "plain-switches";

    public static TheoryData<string> Names => [.. Fabric.Keys, MovingTree, PlainSwitches];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_tables_of_a_small_fabric_are_the_ones_that_were_judged_right(string name) => Golden.Matches($"{Folder}/{name}.txt", Dump(name));

    [Fact]
    public void The_examples_in_the_pipelines_page_are_lines_of_the_golden_files()
    {
        const string Page = "docs/pipeline.md";
        var page = Golden.Read(Page);

        Example().Count(page).ShouldBeGreaterThanOrEqualTo(10);
        Golden.Matches(Page, Example().Replace(page, example =>
        {
            var name = example.Groups["name"].Value;
            var lines = Dump(name).Split('\n').DistinctBy(KeyOf).ToDictionary(KeyOf, StringComparer.Ordinal);
            var quoted = example.Groups["lines"].Value.TrimEnd('\n').Split('\n');
            quoted.Select(KeyOf).Except(lines.Keys).ShouldBeEmpty($"{Page} quotes what {name} no longer has: quote another line");
            return $"<!-- from {name} -->\n```\n{string.Concat(quoted.Select(line => $"{lines[KeyOf(line)]}\n"))}```";
        }));
    }

    /// <summary>What makes a line the one it is: table and match, or the group's id.</summary>
    private static string KeyOf(string line) => Cookie().Replace(line.Split(" actions=")[0].Split(",type=")[0], "");

    private static string Dump(string name)
    {
        var (links, network) = Fabric[name == MovingTree ? "ring" : name == PlainSwitches ? "two-switches" : name];
        var plan = name == MovingTree
            ? FabricPlan.Empty.With(new TopologyGraph(links[..2])).With(NetworkSet.Empty.With(network)).With(new TopologyGraph(links))
            : FabricPlan.Empty.With(new TopologyGraph(links, name == PlainSwitches ? [new(1), new(2)] : [])).With(NetworkSet.Empty.With(network));
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

    [GeneratedRegex("cookie=[^ ]+ ", RegexOptions.None, 1000)]
    private static partial Regex Cookie();

    [GeneratedRegex("""<!-- from (?<name>[a-z-]+) -->\n```\n(?<lines>.*?)```""", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Example();

    [GeneratedRegex("""(?<first>(table=0 cookie=\S+ priority=300,in_port=\d+ \S+\n){2})(table=0 cookie=\S+ priority=300,in_port=\d+ \S+\n){20,}(?<last>table=0 cookie=\S+ priority=300,in_port=\d+ \S+\n)""", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex ManyPorts();

    [GeneratedRegex("""(?<first>(,bucket=actions=output:\d+){2})(,bucket=actions=output:\d+){20,}(?<last>,bucket=actions=output:\d+)""", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex ManyBuckets();
}
