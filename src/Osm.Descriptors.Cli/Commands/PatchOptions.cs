using System.CommandLine;
using Osm.Descriptors.Cli.Reports;

namespace Osm.Descriptors.Cli.Commands;

/// <summary>What 'patch' and 'unpatch' share on their command lines.</summary>
internal static class PatchOptions
{
    public static Argument<string> Input(string description)
    {
        var input = new Argument<string>("INPUT") { Description = description };
        input.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.StartsWith('-')))
                result.AddError($"Unknown option '{token.Value}'; a file of that name is './{token.Value}'.");
        });
        return input;
    }

    public static Option<string?> Output() => new("--output", "-o")
    {
        Description = "Where it goes: a path, or, where it ends in '/' or is a folder, a folder in which it keeps its name.",
        HelpName = "OUT",
    };

    public static Option<bool> InPlace() => new("--in-place") { Description = "Write over the input." };

    public static Option<string> Format()
    {
        var format = new Option<string>("--format") { Description = "How to report on standard output.", DefaultValueFactory = _ => "human" };
        format.AcceptOnlyFromAmong(PatchReports.Formats);
        return format;
    }
}
