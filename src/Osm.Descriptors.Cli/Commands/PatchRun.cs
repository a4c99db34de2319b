using System.Collections.Immutable;
using Osm.Descriptors.Cli.Reports;
using Osm.Descriptors.Cli.Verification;
using Osm.Descriptors.Model;
using Osm.Descriptors.Packaging;
using Osm.Descriptors.Packaging.Images;
using Osm.Descriptors.Packaging.Patching;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Rewriting;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Cli.Commands;

/// <summary>One run of <c>osm-l2sm patch</c>.</summary>
internal sealed class PatchRun(TextWriter output, TextWriter error, Surroundings surroundings)
{
    public required string Input { get; init; }

    public required string? Output { get; init; }

    public required bool InPlace { get; init; }

    public required IReadOnlyList<string> With { get; init; }

    public required string? MapFile { get; init; }

    public required PatchMapping Mapping { get; init; }

    public required bool DryRun { get; init; }

    public required bool ShowsDiff { get; init; }

    public required bool Partial { get; init; }

    public required bool Verifies { get; init; }

    public required ImmutableArray<string> Values { get; init; }

    public required string Format { get; init; }

    public required string Colour { get; init; }

    public int Run() => Guarded(Input, error, () =>
    {
        if (ReadNsds() is not { } nsds)
            return ExitCode.Usage;
        string? target = null;
        if (Output is not null)
        {
            target = PatchTarget.Of(Output, Input, out var fault);
            if (fault is not null)
                throw new ImageRefusedException(fault, "");
        }

        var mapping = MapFile is null ? Mapping : ReadMapping(MapFile).Under(Mapping);
        using var patched = PackagePatcher.Patch(new PatchRequest(Input, nsds, mapping, ProgramVersion.Text), PackageLimits.Default);
        var verification = Verifies ? PatchVerification.Of(patched, Values, surroundings) : null;
        var isProven = verification?.HasProblems != true;
        var writes = !DryRun && (target is not null || InPlace) && (patched.Report.IsComplete || Partial) && isProven;
        if (ShowsDiff)
            ShowDiff(patched, output);
        if (writes && InPlace)
            patched.WriteInPlace();
        else if (writes)
            patched.WriteTo(target!);
        var outcome = new PatchOutcome(patched.Report, writes ? target ?? Input : null, patched.HasChanges, Takes: "patched") { Verification = verification };
        // A diff is for 'patch' and people who look at it: nothing is mixed into it.
        PatchReports.Write(outcome, ShowsDiff ? "human" : Format, ShowsDiff ? error : output, !ShowsDiff && ReportOptions.IsColoured(Colour, surroundings));
        return patched.Report.IsComplete && isProven ? ExitCode.Fine : ExitCode.Findings;
    });

    /// <summary>Turns what can be wrong with an input into a message and an exit code.</summary>
    public static int Guarded(string input, TextWriter error, Func<int> run)
    {
        try
        {
            return run();
        }
        catch (ImageRefusedException refused)
        {
            error.WriteLine($"osm-l2sm: {Wording.OneLine(input)}: {Wording.OneLine(refused.Message)}{(refused.Cure.Length == 0 ? "" : $"; {Wording.OneLine(refused.Cure)}")}");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"osm-l2sm: {Wording.OneLine(input)}: {Wording.OneLine(failure.Message)}");
        }

        return ExitCode.Usage;
    }

    /// <summary>Shows what changes.</summary>
    public static void ShowDiff(PatchedPackage patched, TextWriter output)
    {
        foreach (var member in patched.Report.Members)
        {
            var (before, after) = patched.TextsOf(member);
            output.Write(UnifiedDiff.Of(member.Path, before ?? "", after ?? ""));
        }
    }

    private ImmutableArray<Nsd>? ReadNsds()
    {
        var opened = PackageFinder.Open(With, PackageLimits.Default);
        var nsds = ImmutableArray.CreateBuilder<Nsd>();
        foreach (var unreadable in opened.Unreadable)
            error.WriteLine($"osm-l2sm: {Wording.OneLine(unreadable.Path)}: {Wording.OneLine(unreadable.Reason)}");
        foreach (var package in opened.Packages)
        {
            var findings = new FindingList();
            if (package.Descriptor is { } source && DescriptorReader.Read(source, YamlLimits.Default, findings) is Nsd nsd)
                nsds.Add(nsd);
        }

        if (opened.Unreadable.IsEmpty && With.Count > 0 && nsds.Count == 0)
            error.WriteLine($"osm-l2sm: {Wording.OneLine(string.Join(", ", With))}: there is no NSD that can be read; 'osm-l2sm validate' tells why");
        return opened.Unreadable.IsEmpty && (With.Count == 0 || nsds.Count > 0) ? nsds.ToImmutable() : null;
    }

    private static PatchMapping ReadMapping(string file)
    {
        try
        {
            return PatchMappingReader.Read(file, PackageLimits.Default);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ImageRefusedException($"--map {file}: {failure.Message}", "");
        }
    }
}
