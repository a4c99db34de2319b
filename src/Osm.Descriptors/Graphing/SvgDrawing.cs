using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Xml;

namespace Osm.Descriptors.Graphing;

/// <summary>The graphs as one SVG picture, below each other.</summary>
public static class SvgDrawing
{
    private const string Font = "Helvetica, Arial, 'DejaVu Sans', sans-serif";
    private const string Ink = "#1f2933";
    private const string Faint = "#616e7c";
    private const string Red = "#c8102e";
    private const string Grey = "#9aa5b1";

    // Told apart by colour-blind people too (after P. Tol's "bright").
    private static readonly string[] Colours = ["#4477aa", "#228833", "#aa3377", "#ee7733", "#009988", "#997700"];

    /// <summary>The picture.</summary>
    public static string Of(IReadOnlyList<NsGraph> graphs)
    {
        ArgumentNullException.ThrowIfNull(graphs);
        var layouts = graphs.Select(SvgLayout.Of).ToArray();
        var (width, height) = (layouts.Max(layout => layout.Size.Width), layouts.Sum(layout => layout.Size.Height));
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, OmitXmlDeclaration = true, NewLineChars = "\n" }))
        {
            xml.WriteStartElement("svg", "http://www.w3.org/2000/svg");
            xml.Attribute("width", width).Attribute("height", height);
            xml.WriteAttributeString("viewBox", $"0 0 {Number(width)} {Number(height)}");
            xml.WriteAttributeString("font-family", Font);
            xml.WriteAttributeString("role", "img");
            xml.WriteElementString("title", Clean(string.Join(", ", graphs.Select(graph => graph.Name))));
            Rectangle(xml, new Box(0, 0, width, height), 0, "#ffffff", null);
            var top = 0.0;
            foreach (var (graph, layout) in graphs.Zip(layouts))
            {
                xml.WriteStartElement("g");
                xml.WriteAttributeString("transform", $"translate(0 {Number(top)})");
                Draw(xml, graph, layout);
                xml.WriteEndElement();
                top += layout.Size.Height;
            }

            xml.WriteEndElement();
        }

        return text.Append('\n').ToString();
    }

    private static void Draw(XmlWriter xml, NsGraph graph, SvgLayout layout)
    {
        Text(xml, SvgLayout.Margin, SvgLayout.Margin + 16, graph.Name, 20, Ink, bold: true);
        DrawEnds(xml, graph, layout);
        foreach (var (link, index) in graph.Links.Select((link, index) => (link, index)))
            DrawLink(xml, link, layout.Links[index], ColourOf(graph, index));
        foreach (var (vnf, index) in graph.Vnfs.Select((vnf, index) => (vnf, index)))
            DrawVnf(xml, graph, layout, vnf, index);
        if (graph.Errors.IsEmpty)
            return;
        Text(xml, SvgLayout.Margin, layout.ErrorsTop + 12, graph.Errors.Length == 1 ? "1 error" : $"{graph.Errors.Length} errors", 14, Red, bold: true);
        foreach (var (index, line) in SvgLayout.ErrorLines(graph, layout.Size.Width).Index())
            Text(xml, SvgLayout.Margin, layout.ErrorsTop + 36 + (index * SvgLayout.ErrorHeight), line, 12, Red);
    }

    private static void DrawEnds(XmlWriter xml, NsGraph graph, SvgLayout layout)
    {
        var addresses = new List<Action>();
        foreach (var side in graph.Ends.Index().GroupBy(pair => (pair.Item.Link, Left: layout.IsLeft[pair.Item.Vnf])))
        {
            // From top to bottom as the ports are: ends of one link do not cross.
            var ordered = side.OrderBy(pair => SvgLayout.PortY(graph.Vnfs[pair.Item.Vnf], layout.Vnfs[pair.Item.Vnf], pair.Item.Port)).ToArray();
            var card = layout.Links[side.Key.Link];
            foreach (var (place, (_, end)) in ordered.Index())
            {
                var vnf = layout.Vnfs[end.Vnf];
                var y1 = SvgLayout.PortY(graph.Vnfs[end.Vnf], vnf, end.Port);
                var y2 = card.Y + (card.Height * (place + 1) / (ordered.Length + 1));
                var (x1, x2) = side.Key.Left ? (vnf.Right, card.X) : (vnf.X, card.Right);
                DrawEnd(xml, graph, end, (x1, y1), (x2, y2));
                if (end.Address.Length > 0)
                    addresses.Add(() => DrawAddress(xml, end.Address, x1, y1, x2));
            }
        }

        // Last, so that no line goes over them.
        foreach (var draw in addresses)
            draw();
    }

    private static void DrawEnd(XmlWriter xml, NsGraph graph, GraphEnd end, (double X, double Y) from, (double X, double Y) to)
    {
        var isManagement = graph.Links[end.Link].IsManagement;
        var middle = (from.X + to.X) / 2;
        xml.WriteStartElement("path");
        xml.WriteAttributeString("d", $"M{Number(from.X)} {Number(from.Y)}C{Number(middle)} {Number(from.Y)} {Number(middle)} {Number(to.Y)} {Number(to.X)} {Number(to.Y)}");
        xml.WriteAttributeString("fill", "none");
        xml.WriteAttributeString("stroke", end.HasFault ? Red : ColourOf(graph, end.Link));
        xml.Attribute("stroke-width", isManagement ? 1.5 : 3);
        if (isManagement || end.HasFault)
            xml.WriteAttributeString("stroke-dasharray", "5 4");
        xml.WriteEndElement();
    }

    private static void DrawAddress(XmlWriter xml, string address, double x, double y, double linkX)
    {
        var isLeft = x < linkX;
        Text(
            xml, isLeft ? x + 12 : x - 12, y - 8, SvgText.Fit(address, 11, Math.Abs(linkX - x) - 24), 11, Faint, anchor: isLeft ? null : "end", full: address,
            halo: true);
    }

    private static void DrawLink(XmlWriter xml, GraphLink link, Box card, string colour)
    {
        var isBad = !link.Faults.IsEmpty;
        Rectangle(xml, card, 14, isBad ? "#fdecef" : link.IsManagement ? "#f5f7fa" : "#ffffff", isBad ? Red : colour, link.IsManagement && !isBad ? "5 4" : null);
        var centre = card.X + (card.Width / 2);
        var room = card.Width - (2 * SvgLayout.Padding);
        var badge = SvgLayout.Badge(link.Faults);
        var content = SvgLayout.LinkHeader + (link.Facts.Length * SvgLayout.FactHeight) - 8;
        var top = card.Y + ((card.Height - content) / 2);
        Text(xml, centre - (badge / 2), top + 18, SvgText.Fit(link.Name, 16, room - badge, bold: true), 16, isBad ? Red : link.IsManagement ? Faint : colour, bold: true, anchor: "middle", full: link.Name);
        if (isBad)
            DrawBadge(xml, card.Right - SvgLayout.Padding + 6, top + 13, link.Faults);
        foreach (var (index, fact) in link.Facts.Index())
            Text(xml, centre, top + SvgLayout.LinkHeader + 6 + (index * SvgLayout.FactHeight), SvgText.Fit(fact, 13, room), 13, Faint, anchor: "middle", full: fact);
    }

    private static void DrawVnf(XmlWriter xml, NsGraph graph, SvgLayout layout, GraphVnf vnf, int index)
    {
        var card = layout.Vnfs[index];
        var isBad = !vnf.Faults.IsEmpty;
        var left = card.X + SvgLayout.Padding;
        var right = card.Right - SvgLayout.Padding;
        Rectangle(xml, card, 10, "#ffffff", isBad ? Red : Grey);
        Text(xml, left, card.Y + 25, SvgText.Fit(vnf.Name, 16, right - left - SvgLayout.Badge(vnf.Faults), bold: true), 16, isBad ? Red : Ink, bold: true, full: vnf.Name);
        Text(xml, left, card.Y + 43, SvgText.Fit($"VNFD {vnf.Vnfd}", 12, right - left), 12, Faint, full: vnf.Vnfd);
        if (isBad)
            DrawBadge(xml, right + 6, card.Y + 20, vnf.Faults);
        foreach (var (place, kdu) in vnf.Kdus.Index())
        {
            var chip = new Box(left - 4, card.Y + SvgLayout.HeaderHeight + (place * SvgLayout.KduHeight), card.Width - (2 * SvgLayout.Padding) + 8, SvgLayout.KduHeight - 6);
            var badge = SvgLayout.Badge(kdu.Faults);
            var label = $"KDU {kdu.Name} · {kdu.Model}";
            Rectangle(xml, chip, 6, kdu.Faults.IsEmpty ? "#eef2f6" : "#fdecef", kdu.Faults.IsEmpty ? null : Red);
            Text(xml, chip.X + 8, chip.Y + 16, SvgText.Fit(label, 12, chip.Width - 16 - badge), 12, kdu.Faults.IsEmpty ? Ink : Red, full: label);
            if (badge > 0)
                DrawBadge(xml, chip.Right - 4, chip.Y + 12, kdu.Faults);
        }

        foreach (var (place, port) in vnf.Ports.Index())
            DrawPort(xml, graph, layout, vnf, index, place, port);
    }

    private static void DrawPort(XmlWriter xml, NsGraph graph, SvgLayout layout, GraphVnf vnf, int index, int place, GraphPort port)
    {
        var card = layout.Vnfs[index];
        var isLeft = layout.IsLeft[index];
        var y = SvgLayout.PortY(vnf, card, place);
        var isBad = !port.Faults.IsEmpty;
        var end = graph.Ends.FirstOrDefault(end => end.Vnf == index && end.Port == place);
        var colour = isBad ? Red : end is null ? Grey : ColourOf(graph, end.Link);
        // The dot is where the line begins: on the side of the links.
        xml.WriteStartElement("circle");
        xml.Attribute("cx", isLeft ? card.Right : card.X).Attribute("cy", y).Attribute("r", 6);
        xml.WriteAttributeString("fill", end is null ? "#ffffff" : colour);
        xml.WriteAttributeString("stroke", end is null ? colour : "#ffffff");
        xml.Attribute("stroke-width", 2);
        xml.WriteEndElement();

        var near = isLeft ? card.Right - SvgLayout.Padding : card.X + SvgLayout.Padding;
        var far = isLeft ? card.X + SvgLayout.Padding : card.Right - SvgLayout.Padding;
        var badge = SvgLayout.Badge(port.Faults);
        var room = card.Width - (2 * SvgLayout.Padding) - badge;
        var net = port.Net is null ? "" : SvgText.Fit($"net {port.Net}", 12, room * 0.5);
        var name = SvgText.Fit(port.Name, 14, room - SvgText.Width(net, 12) - 12);
        Text(xml, near, y + 5, name, 14, isBad ? Red : Ink, anchor: isLeft ? "end" : null, full: port.Name);
        if (net.Length > 0)
            Text(xml, far, y + 4, net, 12, isBad ? Red : Faint, anchor: isLeft ? null : "end", full: port.Net);
        if (isBad)
            DrawBadge(xml, (isLeft ? far + SvgText.Width(net, 12) : near + SvgText.Width(name, 14)) + badge - 4, y, port.Faults);
    }

    // Its right end, and its middle.
    private static void DrawBadge(XmlWriter xml, double right, double y, ImmutableArray<string> faults)
    {
        var width = SvgLayout.Badge(faults) - 10;
        Rectangle(xml, new Box(right - width, y - 8, width, 16), 8, Red, null);
        Text(xml, right - (width / 2), y + 4, SvgLayout.BadgeText(faults), 11, "#ffffff", bold: true, anchor: "middle", full: string.Join(", ", faults));
    }

    private static string ColourOf(NsGraph graph, int link) =>
        graph.Links[link].IsManagement ? Grey : Colours[graph.Links.Take(link).Count(before => !before.IsManagement) % Colours.Length];

    private static void Rectangle(XmlWriter xml, Box box, double radius, string fill, string? stroke, string? dashes = null)
    {
        xml.WriteStartElement("rect");
        xml.Attribute("x", box.X).Attribute("y", box.Y).Attribute("width", box.Width).Attribute("height", box.Height).Attribute("rx", radius);
        xml.WriteAttributeString("fill", fill);
        if (stroke is not null)
        {
            xml.WriteAttributeString("stroke", stroke);
            xml.Attribute("stroke-width", stroke == Red ? 2 : 1.5);
        }

        if (dashes is not null)
            xml.WriteAttributeString("stroke-dasharray", dashes);
        xml.WriteEndElement();
    }

    private static void Text(
        XmlWriter xml, double x, double y, string text, double size, string fill, bool bold = false, string? anchor = null, string? full = null,
        bool halo = false)
    {
        xml.WriteStartElement("text");
        xml.Attribute("x", x).Attribute("y", y).Attribute("font-size", size);
        xml.WriteAttributeString("fill", fill);
        if (bold)
            xml.WriteAttributeString("font-weight", "bold");
        if (anchor is not null)
            xml.WriteAttributeString("text-anchor", anchor);
        if (halo)
        {
            xml.WriteAttributeString("stroke", "#ffffff");
            xml.Attribute("stroke-width", 4);
            xml.WriteAttributeString("paint-order", "stroke");
        }

        // What had to be shortened is shown to who points at it.
        if (full is not null && text.EndsWith('…'))
            xml.WriteElementString("title", Clean(full));
        xml.WriteString(Clean(text));
        xml.WriteEndElement();
    }

    private static XmlWriter Attribute(this XmlWriter xml, string name, double value)
    {
        xml.WriteAttributeString(name, Number(value));
        return xml;
    }

    private static string Number(double value) => Math.Round(value, 1).ToString(CultureInfo.InvariantCulture);

    private static string Clean(string text) =>
        string.Concat(text.EnumerateRunes().Select(rune => rune.Value is < ' ' or 0xfffe or 0xffff || Rune.IsControl(rune) ? " " : rune.ToString()));
}
