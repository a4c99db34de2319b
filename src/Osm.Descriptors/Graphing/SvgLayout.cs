using System.Collections.Immutable;

namespace Osm.Descriptors.Graphing;

/// <summary>A rectangle, in pixels from the top left.</summary>
internal readonly record struct Box(double X, double Y, double Width, double Height)
{
    public double Right => X + Width;

    public double Bottom => Y + Height;
}

/// <summary>Where everything of a graph stands: VNFs left and right, the links between them.</summary>
/// <param name="Size">The whole, from 0,0.</param>
/// <param name="Vnfs">Their cards.</param>
/// <param name="IsLeft">On which side each stands.</param>
/// <param name="Links">Their cards.</param>
/// <param name="ErrorsTop">Where the list of errors begins.</param>
internal sealed record SvgLayout(Box Size, ImmutableArray<Box> Vnfs, ImmutableArray<bool> IsLeft, ImmutableArray<Box> Links, double ErrorsTop)
{
    public const double Margin = 28;
    public const double TitleHeight = 40;
    public const double HeaderHeight = 54;
    public const double KduHeight = 30;
    public const double PortHeight = 34;
    public const double PortsTop = 8;
    public const double LinkHeader = 34;
    public const double FactHeight = 19;
    public const double EndPitch = 22;
    public const double ErrorHeight = 18;
    public const double Padding = 16;
    private const double CardPad = 12;
    private const double Gap = 28;
    private const double Channel = 130;
    private const double LeastCard = 200;
    private const double MostCard = 340;
    private const double LeastLink = 170;
    private const double MostLink = 300;

    public static SvgLayout Of(NsGraph graph)
    {
        var leftCount = (graph.Vnfs.Length + 1) / 2;
        var isLeft = graph.Vnfs.Select((_, index) => index < leftCount).ToImmutableArray();
        var cardWidth = Math.Clamp(graph.Vnfs.Select(CardWidth).DefaultIfEmpty(0).Max(), LeastCard, MostCard);
        var linkWidth = graph.Links.IsEmpty ? 0 : Math.Clamp(graph.Links.Select(LinkWidth).Max(), LeastLink, MostLink);
        double[] vnfHeights = [.. graph.Vnfs.Select(CardHeight)];
        double[] linkHeights = [.. graph.Links.Select((link, index) => LinkHeight(link, graph.Ends.Count(end => end.Link == index && isLeft[end.Vnf]), graph.Ends.Count(end => end.Link == index && !isLeft[end.Vnf])))];

        var tallest = Most([Stack(vnfHeights[..leftCount]), Stack(vnfHeights[leftCount..]), Stack(linkHeights)]);
        var top = Margin + TitleHeight;
        var linkX = Margin + cardWidth + Channel;
        var hasRight = vnfHeights.Length > leftCount;
        var rightX = linkX + linkWidth + Channel;
        var vnfs = Place(vnfHeights[..leftCount], Margin, cardWidth).Concat(Place(vnfHeights[leftCount..], rightX, cardWidth));
        var right = hasRight ? rightX + cardWidth : graph.Links.IsEmpty ? Margin + cardWidth : linkX + linkWidth;
        var width = Math.Max(right, Margin + SvgText.Width(graph.Name, 20, bold: true) + 40) + Margin;
        var errorsTop = top + tallest + Gap;
        var errors = ErrorLines(graph, width).Count();
        return new SvgLayout(
            new Box(0, 0, width, errorsTop - Gap + (errors == 0 ? 0 : Gap + 26 + (errors * ErrorHeight)) + Margin),
            [.. vnfs], isLeft, [.. Place(linkHeights, linkX, linkWidth)], errorsTop);

        IEnumerable<Box> Place(double[] heights, double x, double columnWidth)
        {
            var y = top + ((tallest - Stack(heights)) / 2);
            foreach (var height in heights)
            {
                yield return new Box(x, y, columnWidth, height);
                y += height + Gap;
            }
        }
    }

    /// <summary>The errors as they are written below the picture.</summary>
    public static IEnumerable<string> ErrorLines(NsGraph graph, double width) =>
        graph.Errors.SelectMany(error => SvgText.Lines(error, 12, width - (2 * Margin) - 20));

    /// <summary>The middle of a port's row.</summary>
    public static double PortY(GraphVnf vnf, Box card, int port) =>
        card.Y + HeaderHeight + (vnf.Kdus.Length * KduHeight) + PortsTop + (port * PortHeight) + (PortHeight / 2);

    private static double Stack(double[] heights) => heights.Sum() + (Math.Max(0, heights.Length - 1) * Gap);

    private static double CardHeight(GraphVnf vnf) =>
        HeaderHeight + (vnf.Kdus.Length * KduHeight) + PortsTop + (vnf.Ports.Length * PortHeight) + CardPad;

    private static double LinkHeight(GraphLink link, int left, int right) =>
        Math.Max(LinkHeader + (link.Facts.Length * FactHeight) + CardPad, (Math.Max(left, right) + 1) * EndPitch);

    private static double CardWidth(GraphVnf vnf) => (2 * Padding) + Most(
    [
        SvgText.Width(vnf.Name, 16, bold: true) + Badge(vnf.Faults),
        SvgText.Width($"VNFD {vnf.Vnfd}", 12),
        .. vnf.Kdus.Select(kdu => SvgText.Width($"KDU {kdu.Name} · {kdu.Model}", 12) + 20 + Badge(kdu.Faults)),
        .. vnf.Ports.Select(port => SvgText.Width(port.Name, 14) + SvgText.Width($"net {port.Net}", 12) + 36 + Badge(port.Faults)),
    ]);

    private static double LinkWidth(GraphLink link) => (2 * Padding) + 12 + Most(
    [
        SvgText.Width(link.Name, 16, bold: true) + Badge(link.Faults),
        .. link.Facts.Select(fact => SvgText.Width(fact, 13)),
    ]);

    private static double Most(double[] widths) => widths.Max();

    /// <summary>How wide the mark with the rules that are broken becomes.</summary>
    public static double Badge(ImmutableArray<string> faults) => faults.IsEmpty ? 0 : SvgText.Width(BadgeText(faults), 11, bold: true) + 22;

    public static string BadgeText(ImmutableArray<string> faults) => faults.Length > 1 ? $"{faults[0]} +{faults.Length - 1}" : faults[0];
}
