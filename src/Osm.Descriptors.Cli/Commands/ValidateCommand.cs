using System.CommandLine;
using Osm.Descriptors.Validation;
using Osm.Descriptors.Validation.Profiles;

namespace Osm.Descriptors.Cli.Commands;

/// <summary><c>osm-l2sm validate PATH...</c>: what may stand on its command line.</summary>
internal static class ValidateCommand
{
    public static Command Create(TextWriter output, TextWriter error, Surroundings surroundings)
    {
        var paths = InputPaths.Argument(
            "Descriptor files, package folders, .tar.gz or .zip packages, folders of these, patterns, or - for standard input. "
            + "NSDs are checked against the VNFDs among them and beside them.");
        var with = ProfileOptions.With();
        var format = ReportOptions.Format();
        var outputs = ReportOptions.Output();
        var colour = ReportOptions.Colour();
        var failOn = ProfileOptions.FailOn();
        var release = ProfileOptions.OsmRelease();
        var clusterNets = ProfileOptions.ClusterNets();
        var severities = ProfileOptions.Severity();
        var baseline = ProfileOptions.Baseline();
        var writeBaseline = ProfileOptions.WriteBaseline();
        var project = ProfileOptions.Project();
        var fix = new Option<bool>("--fix") { Description = "Mend what can be mended safely, and tell of the rest." };
        var diff = new Option<bool>("--diff") { Description = "Show what --fix does as a unified diff, instead of the report; without --fix nothing is written." };
        var listRules = new Option<bool>("--list-rules") { Description = "List the rules (with --format json, for programs), and end." };
        var explain = new Option<string>("--explain") { Description = "Print the page of a rule, and end.", HelpName = "RULE" };

        var command = new Command("validate", "Find every error in descriptors and packages, with its place and its cure.")
        {
            paths, with, release, clusterNets, format, outputs, failOn, severities, baseline, writeBaseline, fix, diff, project, colour, listRules, explain,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(paths) is not { Length: > 0 } && !result.GetValue(listRules) && result.GetValue(explain) is null)
                result.AddError("Name what is to be validated: a file, a package or a folder.");
            if (result.GetValue(writeBaseline) && (result.GetValue(fix) || result.GetValue(diff)))
                result.AddError("--write-baseline writes what is found now: mend first.");
        });
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(explain) is { } rule)
                return RuleCommands.Explain(rule, output, error);
            if (parsed.GetValue(listRules))
                return RuleCommands.List(parsed.GetRequiredValue(format), output);
            var given = parsed.GetRequiredValue(paths);
            if (ProjectSettings.Load(parsed.GetValue(project), given, error) is not { } settings)
                return ExitCode.Usage;
            return new ValidateRun(output, error, surroundings)
            {
                Paths = given,
                With = [.. parsed.GetRequiredValue(with), .. settings.With],
                OsmRelease = parsed.GetValue(release) ?? settings.OsmRelease ?? OsmReleases.Newest,
                ClusterNets = parsed.GetValue(clusterNets),
                FailOn = parsed.GetValue(failOn) is { } level ? Enum.Parse<Severity>(level, ignoreCase: true) : settings.FailOn ?? Severity.Error,
                Severities = settings.Severities.With(parsed.GetValue(severities) ?? SeverityMap.Empty),
                Ignored = settings.Ignored,
                Baseline = parsed.GetValue(baseline) ?? settings.Baseline,
                WritesBaseline = parsed.GetValue(writeBaseline),
                Fixes = parsed.GetValue(fix),
                ShowsDiff = parsed.GetValue(diff),
                Format = parsed.GetRequiredValue(format),
                Outputs = parsed.GetRequiredValue(outputs),
                Colour = parsed.GetRequiredValue(colour),
            }.Run();
        });
        return command;
    }
}
