using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;
using CsCheck;
using Osm.Descriptors.Graphing;

namespace Osm.Descriptors.Tests.Graphing;

public sealed class SvgTests
{
    private static readonly Gen<string> Name = Gen.String[Gen.Char["aMi -_.\"'<&>\u0001é网"], 0, 60];

    private static readonly Gen<ImmutableArray<string>> Faults = Gen.OneOf(Gen.Const(ImmutableArray<string>.Empty), Gen.Const(ImmutableArray.Create("NET201", "OSM010")));

    private static readonly Gen<NsGraph> Graph =
        from vnfs in Gen.Select(Name, Gen.Select(Name, Name, Faults, (name, net, faults) => new GraphPort(name, net, faults)).Array[1, 6], Gen.Select(Name, Name, Faults, (name, model, faults) => new GraphKdu(name, model, faults)).Array[0, 3], Faults, (name, ports, kdus, faults) => new GraphVnf(name, name, [.. kdus], [.. ports], faults)).Array[1, 7]
        from links in Gen.Select(Name, Gen.Bool, Name.Array[0, 4], Faults, (name, management, facts, faults) => new GraphLink(name, management, [.. facts], faults)).Array[1, 6]
        from ends in Gen.Select(Gen.Int[0, vnfs.Length - 1], Gen.Int[0, links.Length - 1], Name, Gen.Bool).Array[0, 12]
        from errors in Name.Array[0, 3]
        select new NsGraph("ns", [.. vnfs], [.. links], [.. ends.Select(end => new GraphEnd(end.Item1, vnfs[end.Item1].Ports.Length - 1, end.Item2, end.Item3, end.Item4))], [.. errors]);

    [Fact]
    public void Cards_do_not_overlap_and_are_within_the_picture() => Graph.Sample(graph =>
    {
        var layout = SvgLayout.Of(graph);
        Box[] cards = [.. layout.Vnfs, .. layout.Links];
        foreach (var (index, card) in cards.Index())
        {
            (card.X >= 0 && card.Y >= 0 && card.Right <= layout.Size.Width && card.Bottom <= layout.Size.Height).ShouldBeTrue();
            cards.Skip(index + 1).ShouldAllBe(other => other.X >= card.Right || other.Right <= card.X || other.Y >= card.Bottom || other.Bottom <= card.Y);
        }

        foreach (var (vnf, card) in graph.Vnfs.Zip(layout.Vnfs))
            SvgLayout.PortY(vnf, card, vnf.Ports.Length - 1).ShouldBeLessThan(card.Bottom);
    }, iter: 300);

    [Fact]
    public void Whatever_the_names_are_it_is_XML_and_every_text_is_within_the_picture() => Graph.Sample(graph =>
    {
        var svg = XDocument.Parse(SvgDrawing.Of([graph, graph])).Root!;
        var (width, height) = (Of(svg, "width"), Of(svg, "height"));
        foreach (var text in svg.Descendants().Where(each => each.Name.LocalName == "text"))
        {
            var words = text.Nodes().OfType<XText>().FirstOrDefault()?.Value ?? "";
            var length = SvgText.Width(words, Of(text, "font-size"));
            var left = text.Attribute("text-anchor")?.Value switch { "end" => Of(text, "x") - length, "middle" => Of(text, "x") - (length / 2), _ => Of(text, "x") };
            left.ShouldBeGreaterThanOrEqualTo(0);
            (left + length).ShouldBeLessThanOrEqualTo(width);
            Of(text, "y").ShouldBeLessThan(height);
        }
    }, iter: 300);

    [Fact]
    public void A_text_is_shortened_to_its_room()
    {
        SvgText.Fit("short", 12, 100).ShouldBe("short");
        var fitting = SvgText.Fit("quite-a-long-name-for-a-net", 12, 100);
        fitting.ShouldEndWith("…");
        SvgText.Width(fitting, 12).ShouldBeLessThanOrEqualTo(100);
    }

    private static double Of(XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
