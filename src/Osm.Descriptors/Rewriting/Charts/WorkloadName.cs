using System.Text.RegularExpressions;

namespace Osm.Descriptors.Rewriting.Charts;

/// <summary>Whether a workload is the one that was named, as far as it can be told from how its name is written.</summary>
internal enum NameMatch
{
    No,
    Maybe,
    Yes,
}

/// <summary>What a workload will be called, less the name of the release: as the chart's helper sees it, but before rendering.</summary>
internal static partial class WorkloadName
{
    /// <summary>Whether a workload is the one that is wished.</summary>
    /// <param name="wish">As it was named.</param>
    /// <param name="kind">Of the workload, as written.</param>
    /// <param name="name">Of the workload, as written.</param>
    /// <param name="component">The label of that name, as written.</param>
    /// <param name="chart">The folder of its chart.</param>
    /// <param name="names">Of the charts.</param>
    public static NameMatch Match(WorkloadWish wish, string kind, string name, string component, string chart, ChartNames names)
    {
        var wanted = wish.Workload;
        if (wanted.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash)
        {
            if (!kind.Contains("{{", StringComparison.Ordinal) && kind.Length > 0 && !kind.Equals(wanted[..slash], StringComparison.OrdinalIgnoreCase))
                return NameMatch.No;
            wanted = wanted[(slash + 1)..];
        }

        if (component == wanted)
            return NameMatch.Yes;
        var isSure = true;
        foreach (var candidate in Candidates(name, chart, names))
        {
            if (candidate is null)
                isSure = false;
            else if (candidate == wanted)
                return NameMatch.Yes;
        }

        return isSure && !component.Contains("{{", StringComparison.Ordinal) ? NameMatch.No : NameMatch.Maybe;
    }

    /// <summary>What the workload may be called, for a message; null among them where it cannot be told.</summary>
    public static IEnumerable<string?> Candidates(string name, string chart, ChartNames names)
    {
        var at = name.LastIndexOf("}}", StringComparison.Ordinal);
        var literal = at < 0 ? name : name[(at + 2)..].TrimStart('-');
        if (at < 0 && name.Length > 0)
            yield return name;
        if (at >= 0 && literal.Length == 0)
        {
            foreach (var candidate in OfExpression(name, chart, names))
                yield return candidate;
            yield break;
        }

        if (literal.Length == 0)
        {
            yield return null;
            yield break;
        }

        yield return literal;
        foreach (var own in names.Of(chart))
        {
            if (literal.StartsWith(own + "-", StringComparison.Ordinal))
                yield return literal[(own.Length + 1)..];
        }
    }

    private static IEnumerable<string?> OfExpression(string expression, string chart, ChartNames names)
    {
        if (ChartWide().IsMatch(expression))
        {
            foreach (var own in names.Of(chart))
                yield return own;
            foreach (var value in (string[])["fullnameOverride", "nameOverride"])
            {
                if (names.DefaultOf(chart, value) is { Length: > 0 } given)
                    yield return given;
            }

            yield break;
        }

        if (Value().Match(expression) is { Success: true } path && names.DefaultOf(chart, path.Groups["path"].Value) is { Length: > 0 } text)
            yield return text;
        yield return null;
    }

    // The name that 'helm create' gives to what a chart makes, and its like.
    [GeneratedRegex("^\\{\\{-? *(?:(?:include|template) +\"[^\"]*(?:fullname|\\.name)\" +[.$]|[.$]*\\.(?:Release|Chart)\\.Name)[^.]*\\}\\}$", RegexOptions.None, 1000)]
    private static partial Regex ChartWide();

    [GeneratedRegex("\\.Values\\.(?<path>[A-Za-z0-9_.]+)", RegexOptions.None, 1000)]
    private static partial Regex Value();
}
