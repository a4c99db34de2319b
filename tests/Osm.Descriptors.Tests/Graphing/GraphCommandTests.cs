using System.Xml.Linq;
using Osm.Descriptors.Tests.Cli;

namespace Osm.Descriptors.Tests.Graphing;

public sealed class GraphCommandTests : IDisposable
{
    private const string Red = "#c8102e";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_picture_in_the_README_is_what_the_program_makes()
    {
        var run = CliRun.Of("graph", Path.Join(Repository.Examples, "reference-ns"));

        run.ExitCode.ShouldBe(0);
        run.Output.ShouldBe(
            File.ReadAllText(Path.Join(Repository.Root, "docs", "images", "reference-ns.svg")),
            "build/publish, then: artifacts/publish/osm-l2sm graph descriptors-examples/reference-ns -o docs/images/reference-ns.svg; look at it");
        run.Output.ShouldNotContain(Red);
    }

    [Fact]
    public void What_is_wrong_is_red_and_says_its_rule()
    {
        var (vnfd, nsd) = Write(Samples.Vnfd.With("k8s-cluster-net: data", "k8s-cluster-net: lost"), Samples.Nsd.With("cidr: 10.1.0.0/24", "cidr: banana"));

        var svg = XDocument.Parse(CliRun.Of("graph", nsd, vnfd).Output);

        var red = svg.Descendants().Where(each => each.Attribute("fill")?.Value == Red).Select(each => each.Value).ToArray();
        red.ShouldContain("data-ext");
        red.ShouldContain("net lost");
        red.ShouldContain("data");
        red.ShouldNotContain("mgmt-ext");
        svg.Descendants().Select(each => each.Value).ShouldContain("NET201");
        svg.Descendants().Select(each => each.Value).ShouldContain("NET203");
        red.ShouldContain("2 errors");
    }

    [Fact]
    public void What_is_named_and_not_there_is_drawn()
    {
        var (vnfd, nsd) = Write(Samples.Vnfd, Samples.Nsd.With("virtual-link-profile-id: data\n", "virtual-link-profile-id: nowhere\n").With("    constituent-cpd-id: data-ext", "    constituent-cpd-id: gone"));

        var texts = XDocument.Parse(CliRun.Of("graph", nsd, vnfd).Output).Descendants().Select(each => each.Value).ToArray();

        texts.ShouldContain("nowhere");
        texts.ShouldContain("not in the NSD");
        texts.ShouldContain("gone");
        texts.ShouldContain("NS102");
    }

    [Fact]
    public void A_VNFD_that_is_not_given_is_said_so()
    {
        var nsd = _folder.Write("nsd.yaml", Samples.Nsd);

        XDocument.Parse(CliRun.Of("graph", nsd).Output).Descendants().Select(each => each.Value).ShouldContain("VNFD knf (not given)");
    }

    [Fact]
    public void Without_an_NSD_each_VNFD_is_drawn() =>
        CliRun.Of("graph", _folder.Write("knfd.yaml", Samples.Vnfd)).Output.ShouldContain(">data-ext<");

    [Fact]
    public void Mermaid_is_what_forges_draw()
    {
        var (vnfd, nsd) = Write(Samples.Vnfd.With("k8s-cluster-net: data", "k8s-cluster-net: lost"), Samples.Nsd);

        var lines = CliRun.Of("graph", nsd, vnfd, "--format", "mermaid").Output.Split('\n');

        lines[0].ShouldBe("flowchart LR");
        lines.ShouldContain("    subgraph n0v0[\"one<br/>unit: chart chart\"]");
        lines.ShouldContain("      n0v0p1[\"data-ext<br/>net lost\"]");
        lines.ShouldContain("    n0l1([\"data<br/>10.1.0.0/24<br/>gateway 10.1.0.1\"])");
        lines.ShouldContain("    n0v0p0 --- n0l0");
        lines.ShouldContain("    n0v0p1 === n0l1");
        lines.ShouldContain("  class n0v0p1,n0v1p1 error");
    }

    [Fact]
    public void Dot_is_what_Graphviz_draws()
    {
        var (vnfd, nsd) = Write(Samples.Vnfd, Samples.Nsd.With("name: ns\n", "name: ns\n    description: x\n"));

        var lines = CliRun.Of("graph", nsd, vnfd, "--format", "dot").Output.Split('\n');

        lines[0].ShouldBe("graph ns {");
        lines.ShouldContain("      n0v0p1 [label=\"data-ext\\nnet data\"]");
        lines.ShouldContain("    n0v0p1 -- n0l1 [label=\"\" penwidth=2]");
    }

    [Fact]
    public void It_is_written_to_a_file()
    {
        var file = Path.Join(_folder.Path, "ns.svg");

        CliRun.Of("graph", _folder.Write("knfd.yaml", Samples.Vnfd), "-o", file).Output.ShouldBeEmpty();

        XDocument.Load(file).Root!.Name.LocalName.ShouldBe("svg");
        CliRun.Of("graph", Path.Join(_folder.Path, "knfd.yaml"), "-o", Path.Join(file, "x")).ExitCode.ShouldBe(2);
    }

    [Fact]
    public void Nothing_to_draw_ends_with_2()
    {
        var run = CliRun.Of("graph", _folder.Write("knfd.yaml", "vnfd: ["));

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("nothing to draw");
    }

    private (string Vnfd, string Nsd) Write(string vnfd, string nsd) => (_folder.Write("v/knfd.yaml", vnfd), _folder.Write("n/nsd.yaml", nsd));
}
