using System.CommandLine;
using Osm.Descriptors.Cli.Reports;
using Osm.Descriptors.Packaging;
using Osm.Descriptors.Packaging.Images;
using Osm.Descriptors.Packaging.Patching;

namespace Osm.Descriptors.Cli.Commands;

/// <summary><c>osm-l2sm unpatch INPUT -o OUT</c>: what 'patch' did, taken back.</summary>
internal static class UnpatchCommand
{
    public static Command Create(TextWriter output, TextWriter error, Surroundings surroundings)
    {
        var input = PatchOptions.Input("A package, or a chart, that 'patch' wrote.");
        var target = PatchOptions.Output();
        var inPlace = PatchOptions.InPlace();
        var dryRun = new Option<bool>("--dry-run") { Description = "Write nothing, and tell what would be done." };
        var diff = new Option<bool>("--diff") { Description = "Show the changes as a unified diff, instead of the report." };
        var format = PatchOptions.Format();
        var colour = ReportOptions.Colour();
        var command = new Command("unpatch", "Take back what 'patch' did: the original package, edits of others kept.") { input, target, inPlace, dryRun, diff, format, colour };
        command.Validators.Add(result =>
        {
            if (result.GetValue(target) is null && !result.GetValue(inPlace) && !result.GetValue(dryRun) && !result.GetValue(diff))
                result.AddError("Say where the package goes: -o OUT, --in-place, or nowhere with --dry-run.");
            if (result.GetValue(target) is not null && result.GetValue(inPlace))
                result.AddError("-o and --in-place exclude each other.");
        });
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(input);
            return PatchRun.Guarded(path, error, () =>
            {
                string? goal = null;
                if (parsed.GetValue(target) is { } named)
                {
                    goal = PatchTarget.Of(named, path, out var fault);
                    if (fault is not null)
                        throw new ImageRefusedException(fault, "");
                }

                using var original = PackagePatcher.Unpatch(path, PackageLimits.Default);
                var diffs = parsed.GetValue(diff);
                if (diffs)
                    PatchRun.ShowDiff(original, output);
                var writes = !parsed.GetValue(dryRun) && (goal is not null || parsed.GetValue(inPlace));
                if (writes && goal is null)
                    original.WriteInPlace();
                else if (writes)
                    original.WriteTo(goal!);
                var outcome = new PatchOutcome(original.Report, writes ? goal ?? path : null, original.HasChanges, Takes: "unpatched");
                PatchReports.Write(
                    outcome, diffs ? "human" : parsed.GetRequiredValue(format), diffs ? error : output,
                    !diffs && ReportOptions.IsColoured(parsed.GetRequiredValue(colour), surroundings));
                return ExitCode.Fine;
            });
        });
        return command;
    }
}
