using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using Osm.Descriptors.Cli.Reports;

namespace Osm.Descriptors.Cli.Commands;

/// <summary>Where a report goes besides standard output.</summary>
/// <param name="Format">One of <see cref="ReportFormats"/>.</param>
/// <param name="File">Written anew.</param>
internal sealed record ReportFile(string Format, string File);

/// <summary>The options that say how to report.</summary>
internal static class ReportOptions
{
    public static Option<string> Format()
    {
        var format = new Option<string>("--format") { Description = "How to report on standard output.", DefaultValueFactory = _ => "human" };
        format.AcceptOnlyFromAmong(ReportFormats.Names);
        return format;
    }

    public static Option<ImmutableArray<ReportFile>> Output() => new("--output")
    {
        Description = $"Report to a file too, in one of the formats of --format; may be given several times.",
        HelpName = "FORMAT=FILE",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = _ => [],
        CustomParser = Parse,
    };

    public static Option<string> Colour()
    {
        var colour = new Option<string>("--color")
        {
            Description = "Colours and source lines in the human report: auto means on a terminal; NO_COLOR is honoured.",
            DefaultValueFactory = _ => "auto",
        };
        colour.AcceptOnlyFromAmong("auto", "always", "never");
        return colour;
    }

    /// <summary>Whether a report is written with colours.</summary>
    public static bool IsColoured(string colour, Surroundings surroundings) =>
        colour == "always" || (colour == "auto" && surroundings.OutputIsTerminal && surroundings.WantsColour);

    private static ImmutableArray<ReportFile> Parse(ArgumentResult result)
    {
        var files = ImmutableArray.CreateBuilder<ReportFile>();
        foreach (var text in result.Tokens.Select(token => token.Value))
        {
            var equals = text.IndexOf('=');
            var format = equals < 0 ? text : text[..equals];
            if (!ReportFormats.All.ContainsKey(format) || equals < 0 || equals == text.Length - 1)
                result.AddError($"'{text}' is not FORMAT=FILE; the formats are {string.Join(", ", ReportFormats.Names)}.");
            else if (files.Any(file => file.File == text[(equals + 1)..]))
                result.AddError($"Two reports cannot go to the file '{text[(equals + 1)..]}'.");
            else
                files.Add(new ReportFile(format, text[(equals + 1)..]));
        }

        return files.ToImmutable();
    }
}
