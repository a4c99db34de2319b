using System.Collections.Immutable;
using Osm.Descriptors.Cli.Reports;
using Osm.Descriptors.Packaging;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Rewriting;
using Osm.Descriptors.Validation;
using Osm.Descriptors.Validation.Profiles;

namespace Osm.Descriptors.Cli.Commands;

/// <summary>One run of <c>osm-l2sm validate</c>.</summary>
internal sealed class ValidateRun(TextWriter output, TextWriter error, Surroundings surroundings)
{
    public required IReadOnlyList<string> Paths { get; init; }

    public required IReadOnlyList<string> With { get; init; }

    public required int OsmRelease { get; init; }

    public required int? ClusterNets { get; init; }

    public required Severity FailOn { get; init; }

    public required SeverityMap Severities { get; init; }

    public required ImmutableArray<IgnoredFindings> Ignored { get; init; }

    public required string? Baseline { get; init; }

    public required bool WritesBaseline { get; init; }

    public required bool Fixes { get; init; }

    public required bool ShowsDiff { get; init; }

    public required string Format { get; init; }

    public required ImmutableArray<ReportFile> Outputs { get; init; }

    public required string Colour { get; init; }

    public int Run()
    {
        if (!TryMakeProfile(out var profile))
            return ExitCode.Usage;
        var inputs = PackageFinder.Open(Paths, PackageLimits.Default, () => surroundings.Input);
        var beside = PackageFinder.OpenBeside(inputs, PackageLimits.Default);
        var companions = PackageFinder.Open(With, PackageLimits.Default);
        inputs = inputs with { Unreadable = [.. inputs.Unreadable, .. companions.Unreadable] };
        var options = new ValidationOptions(OsmRelease, YamlLimits.Default) { ClusterNets = ClusterNets };
        var validation = Validate(inputs.Packages);
        if (WritesBaseline)
            return WriteBaseline(validation, inputs.Unreadable);
        if (Fixes || ShowsDiff)
        {
            var outcome = FixRounds.Run(inputs.Packages, Validate);
            if (ShowsDiff)
                ShowDiff(outcome);
            if (Fixes && !WriteFixes(outcome))
                return ExitCode.Usage;
            if (Fixes)
                (validation, inputs) = (outcome.Report, inputs with { Packages = outcome.Packages });
        }

        var exitCode = !inputs.Unreadable.IsEmpty ? ExitCode.Usage : validation.HasAtLeast(FailOn) ? ExitCode.Findings : ExitCode.Fine;
        var report = new Report(validation, inputs, FailOn, exitCode);
        // A diff is for 'patch' and people who look at it: nothing is mixed into it.
        if (!ShowsDiff)
            WriteToOutput(report);
        TellUnreadable(inputs.Unreadable);
        // All are tried: one bad path must not cost the others.
        var written = true;
        foreach (var file in Outputs)
            written &= WriteToFile(report, file);
        return written ? exitCode : ExitCode.Usage;

        ValidationReport Validate(ImmutableArray<Package> packages) =>
            profile.Apply(DescriptorValidator.Validate(packages, companions.Packages.AddRange(beside), options));
    }

    private void ShowDiff(FixOutcome outcome)
    {
        foreach (var changed in outcome.Changed)
            output.Write(UnifiedDiff.Of(changed.Before.File, changed.Before.Text, changed.After.Text));
    }

    private bool WriteFixes(FixOutcome outcome)
    {
        var written = true;
        foreach (var changed in outcome.Changed)
        {
            try
            {
                FixWriter.Write(changed);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                error.WriteLine($"osm-l2sm: {Wording.OneLine(changed.Before.File)} is not mended: {failure.Message}");
                written = false;
            }
        }

        if (written && outcome.Applied > 0)
            error.WriteLine($"osm-l2sm: {Wording.Counted(outcome.Applied, "finding")} mended in {Wording.Counted(outcome.Changed.Length, "file")}");
        if (outcome.LeftInArchives > 0)
            error.WriteLine($"osm-l2sm: {Wording.Counted(outcome.LeftInArchives, "finding")} in archives not mended: fixes are for files; unpack the package first");
        return written;
    }

    private bool TryMakeProfile(out Profile profile)
    {
        profile = new Profile { OsmRelease = OsmRelease, Severities = Severities, Ignored = Ignored };
        if (WritesBaseline && Baseline is null)
        {
            error.WriteLine("osm-l2sm: --write-baseline needs --baseline FILE, or 'baseline' in the project file");
            return false;
        }

        if (Baseline is null || WritesBaseline)
            return true;
        try
        {
            profile = profile with { Baseline = Validation.Profiles.Baseline.Read(Baseline) };
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            error.WriteLine($"osm-l2sm: the baseline {Wording.OneLine(Baseline)} cannot be used: {Wording.OneLine(failure.Message)}");
            return false;
        }
    }

    private int WriteBaseline(ValidationReport validation, ImmutableArray<UnreadableInput> unreadable)
    {
        TellUnreadable(unreadable);
        if (!unreadable.IsEmpty)
            return ExitCode.Usage;
        try
        {
            Validation.Profiles.Baseline.Write(Baseline!, validation);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"osm-l2sm: the baseline {Wording.OneLine(Baseline!)} cannot be written: {failure.Message}");
            return ExitCode.Usage;
        }

        output.WriteLine($"{Wording.Counted(validation.Findings.Length, "finding")} written to {Wording.OneLine(Baseline!)}");
        return ExitCode.Fine;
    }

    private void TellUnreadable(ImmutableArray<UnreadableInput> unreadable)
    {
        foreach (var input in unreadable)
            error.WriteLine($"osm-l2sm: {Wording.OneLine(input.Path)}: {Wording.OneLine(input.Reason)}");
    }

    private void WriteToOutput(Report report)
    {
        if (Format == "human" && (Colour == "always" || (Colour == "auto" && surroundings.OutputIsTerminal)))
            TerminalReport.Write(report, output, Colour == "always" || surroundings.WantsColour, surroundings.Width);
        else
            ReportFormats.All[Format](report, output);
    }

    private bool WriteToFile(Report report, ReportFile file)
    {
        try
        {
            using var writer = new StreamWriter(file.File);
            ReportFormats.All[file.Format](report, writer);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"osm-l2sm: the {file.Format} report cannot be written to {Wording.OneLine(file.File)}: {failure.Message}");
            return false;
        }
    }
}
