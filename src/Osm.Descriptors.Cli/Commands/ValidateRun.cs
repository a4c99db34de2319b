using System.Collections.Immutable;
using Osm.Descriptors.Cli.Reports;
using Osm.Descriptors.Packaging;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Cli.Commands;

/// <summary>One run of <c>osm-l2sm validate</c>.</summary>
internal sealed class ValidateRun(TextWriter output, TextWriter error, Surroundings surroundings)
{
    public required IReadOnlyList<string> Paths { get; init; }

    public required Severity FailOn { get; init; }

    public required string Format { get; init; }

    public required ImmutableArray<ReportFile> Outputs { get; init; }

    public required string Colour { get; init; }

    public int Run()
    {
        var inputs = PackageFinder.Open(Paths, PackageLimits.Default);
        var validation = DescriptorValidator.Validate(inputs.Packages);
        var exitCode = !inputs.Unreadable.IsEmpty ? ExitCode.Usage : validation.HasAtLeast(FailOn) ? ExitCode.Findings : ExitCode.Fine;
        var report = new Report(validation, inputs, FailOn, exitCode);

        WriteToOutput(report);
        foreach (var input in inputs.Unreadable)
            error.WriteLine($"osm-l2sm: {Wording.OneLine(input.Path)}: {Wording.OneLine(input.Reason)}");
        // All are tried: one bad path must not cost the others.
        var written = true;
        foreach (var file in Outputs)
            written &= WriteToFile(report, file);
        return written ? exitCode : ExitCode.Usage;
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
