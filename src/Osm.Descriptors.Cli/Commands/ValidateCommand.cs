using System.CommandLine;
using Osm.Descriptors.Cli.Reports;
using Osm.Descriptors.Packaging;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Cli.Commands;

/// <summary><c>osm-l2sm validate PATH...</c></summary>
internal static class ValidateCommand
{
    public static Command Create(TextWriter output, TextWriter error)
    {
        var paths = new Argument<string[]>("PATH")
        {
            Description = "Descriptor files, package folders, .tar.gz packages, or folders of these. NSDs are checked against the VNFDs among them.",
            HelpName = "PATH...",
            Arity = ArgumentArity.OneOrMore,
        };
        // Else a mistyped option would be looked for as a file.
        paths.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.StartsWith('-')))
                result.AddError($"Unknown option '{token.Value}'; a file of that name is './{token.Value}'.");
        });
        var format = new Option<string>("--format") { Description = "How to report.", DefaultValueFactory = _ => "human" };
        format.AcceptOnlyFromAmong("human", "json");
        var failOn = new Option<string>("--fail-on") { Description = "The lowest severity that makes the exit code 1.", DefaultValueFactory = _ => "error" };
        failOn.AcceptOnlyFromAmong("error", "warning", "note");

        var command = new Command("validate", "Find every error in descriptors and packages, with its place and its cure.") { paths, format, failOn };
        command.SetAction(parsed =>
        {
            var inputs = PackageFinder.Open(parsed.GetRequiredValue(paths), PackageLimits.Default);
            var report = DescriptorValidator.Validate(inputs.Packages);
            if (parsed.GetRequiredValue(format) == "json")
                JsonReport.Write(report, inputs.Unreadable, output);
            else
                HumanReport.Write(report, output);
            foreach (var input in inputs.Unreadable)
                error.WriteLine($"osm-l2sm: {input.Path}: {input.Reason}");

            if (!inputs.Unreadable.IsEmpty)
                return ExitCode.Usage;
            return report.HasAtLeast(Enum.Parse<Severity>(parsed.GetRequiredValue(failOn), ignoreCase: true)) ? ExitCode.Findings : ExitCode.Fine;
        });
        return command;
    }
}
