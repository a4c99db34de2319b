using System.CommandLine;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Cli.Commands;

/// <summary><c>osm-l2sm validate PATH...</c>: what may stand on its command line.</summary>
internal static class ValidateCommand
{
    public static Command Create(TextWriter output, TextWriter error, Surroundings surroundings)
    {
        var paths = new Argument<string[]>("PATH")
        {
            Description = "Descriptor files, package folders, .tar.gz packages, or folders of these. NSDs are checked against the VNFDs among them.",
            HelpName = "PATH...",
            Arity = ArgumentArity.ZeroOrMore,
        };
        // Else a mistyped option would be looked for as a file.
        paths.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.StartsWith('-')))
                result.AddError($"Unknown option '{token.Value}'; a file of that name is './{token.Value}'.");
        });
        var format = ReportOptions.Format();
        var outputs = ReportOptions.Output();
        var colour = ReportOptions.Colour();
        var failOn = new Option<string>("--fail-on") { Description = "The lowest severity that makes the exit code 1.", DefaultValueFactory = _ => "error" };
        failOn.AcceptOnlyFromAmong("error", "warning", "note");
        var listRules = new Option<bool>("--list-rules") { Description = "List the rules (with --format json, for programs), and end." };
        var explain = new Option<string>("--explain") { Description = "Print the page of a rule, and end.", HelpName = "RULE" };

        var command = new Command("validate", "Find every error in descriptors and packages, with its place and its cure.")
        {
            paths, format, outputs, failOn, colour, listRules, explain,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(paths) is not { Length: > 0 } && !result.GetValue(listRules) && result.GetValue(explain) is null)
                result.AddError("Name what is to be validated: a file, a package or a folder.");
        });
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(explain) is { } rule)
                return RuleCommands.Explain(rule, output, error);
            if (parsed.GetValue(listRules))
                return RuleCommands.List(parsed.GetRequiredValue(format), output);
            return new ValidateRun(output, error, surroundings)
            {
                Paths = parsed.GetRequiredValue(paths),
                FailOn = Enum.Parse<Severity>(parsed.GetRequiredValue(failOn), ignoreCase: true),
                Format = parsed.GetRequiredValue(format),
                Outputs = parsed.GetRequiredValue(outputs),
                Colour = parsed.GetRequiredValue(colour),
            }.Run();
        });
        return command;
    }
}
