using Osm.Descriptors.Cli.Verification;
using Osm.Descriptors.Packaging.Patching;

namespace Osm.Descriptors.Cli.Reports;

/// <summary>What a run of 'patch' or 'unpatch' came to.</summary>
/// <param name="Report">What was done to the package.</param>
/// <param name="WrittenTo">Where it was written; null where nothing was.</param>
/// <param name="HasChanges">Whether it differs from the input.</param>
/// <param name="Takes">What the input became: patched or unpatched.</param>
internal sealed record PatchOutcome(PatchReport Report, string? WrittenTo, bool HasChanges, string Takes)
{
    /// <summary>What rendering showed; null where it was not asked for.</summary>
    public PatchVerification? Verification { get; init; }

    /// <summary>Whether all is as it was wished.</summary>
    public bool IsFine => Report.IsComplete && Verification?.HasProblems != true;
}

/// <summary>The forms in which a patch is reported.</summary>
internal static class PatchReports
{
    public static string[] Formats { get; } = ["human", "json", "sarif"];

    public static void Write(PatchOutcome outcome, string format, TextWriter output, bool coloured)
    {
        switch (format)
        {
            case "json":
                PatchJson.Write(outcome, output);
                break;
            case "sarif":
                PatchSarif.Write(outcome, output);
                break;
            default:
                new PatchText(outcome, output, coloured).Write();
                break;
        }
    }
}
