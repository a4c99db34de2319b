using System.Collections.Immutable;
using System.Text;
using Osm.Descriptors.Rewriting.Charts.Templates;

namespace Osm.Descriptors.Rewriting.Charts;

/// <summary>The places of a chart, and of all charts in it, that make pods.</summary>
/// <param name="All">In order of file and line.</param>
/// <param name="Broken">The files that would be such places and are no templates.</param>
/// <param name="Named">What the named templates may render.</param>
/// <param name="Names">What the charts are called.</param>
internal sealed record ChartPlaces(
    ImmutableArray<ChartPlace> All, ImmutableArray<string> Broken, NamedTemplates Named, ChartNames Names)
{
    /// <summary>Finds them.</summary>
    public static ChartPlaces Of(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files)
    {
        var names = new ChartNames(files);
        var templates = new SortedDictionary<string, TemplateText>(StringComparer.Ordinal);
        var broken = ImmutableArray.CreateBuilder<string>();
        foreach (var (path, bytes) in files)
        {
            if (ChartPath.Split(path) is not ({ } chart, var file) || !file.StartsWith("templates/", StringComparison.Ordinal))
                continue;
            // One character a byte: what is looked for is ASCII, and all else must come out as it went in.
            var text = Encoding.Latin1.GetString(bytes.Span);
            if (TemplateText.Read(text) is { } template)
                templates.Add(path, template);
            else if (IsRendered(file) && !names.IsLibrary(chart) && WorkloadKinds.AreNamedIn(text))
                broken.Add(path);
        }

        var named = new NamedTemplates(templates.Values);
        var places = ImmutableArray.CreateBuilder<ChartPlace>();
        foreach (var (path, template) in templates)
        {
            var (chart, file) = ChartPath.Split(path);
            if (IsRendered(file) && !names.IsLibrary(chart!) && template.HasBody)
                places.AddRange(TemplateDocument.Of(template).Select(document => PlaceOf(path, chart!, document, named)).OfType<ChartPlace>());
        }

        broken.Sort(StringComparer.Ordinal);
        return new ChartPlaces(places.ToImmutable(), broken.ToImmutable(), named, names);
    }

    private static ChartPlace? PlaceOf(string path, string chart, TemplateDocument document, NamedTemplates named)
    {
        if (document.IsOfOthers)
            return document.HasPodTemplate ? new ChartPlace(path, chart, document, IsGuess: false) : null;
        if (document.HasKind)
        {
            return WorkloadKinds.MayBe(document.Kind) ? new ChartPlace(path, chart, document, IsGuess: !WorkloadKinds.Has(document.Kind))
                : named.MayMakeWorkloads(document.Text, isObject: true) ? new ChartPlace(path, chart, document, IsGuess: true)
                : null;
        }

        return named.MayMakeWorkloads(document.Text, isObject: false) || WorkloadKinds.AreNamedIn(document.Text)
            ? new ChartPlace(path, chart, document, IsGuess: true)
            : null;
    }

    private static bool IsRendered(string file) =>
        !Path.GetFileName(file).StartsWith('_') && !file.EndsWith("NOTES.txt", StringComparison.Ordinal);
}
