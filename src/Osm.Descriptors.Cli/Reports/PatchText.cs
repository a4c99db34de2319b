using Osm.Descriptors.Cli.Verification;
using Osm.Descriptors.Packaging.Patching;
using Osm.Descriptors.Rewriting.Charts;

namespace Osm.Descriptors.Cli.Reports;

/// <summary>For people: a table of the workloads of each chart, and what they should know.</summary>
internal sealed class PatchText(PatchOutcome outcome, TextWriter output, bool coloured)
{
    // A name as written may be a long expression; what is longer breaks the columns for all.
    private const int WidestName = 44;

    private const string Bold = "1";
    private const string Red = "1;31";
    private const string Green = "32";
    private const string Yellow = "33";

    public void Write()
    {
        var report = outcome.Report;
        foreach (var chart in report.Charts)
            WriteChart(chart);
        foreach (var fault in PatchFaults.Of(report).Where(fault => fault.File is null && fault.RuleId != "PATCH001"))
            output.WriteLine($"{Painted(fault.IsError ? Red : Yellow, fault.IsError ? "error" : "note")}: {Wording.OneLine(fault.Message)}");
        foreach (var note in report.Notes)
            output.WriteLine($"{Painted(Yellow, "note")}: {Wording.OneLine(note)}");
        if (outcome.Verification is { } verification)
            WriteVerification(verification);
        output.WriteLine(Painted(outcome.IsFine ? Green : Red, Wording.OneLine(Summary())));
    }

    private void WriteVerification(PatchVerification verification)
    {
        if (verification.Charts.IsEmpty)
            output.WriteLine($"{Painted(Yellow, "not verified")}: there is no chart to render");
        foreach (var chart in verification.Charts)
        {
            if (chart.Unverified is { } reason)
                output.WriteLine($"{Painted(Yellow, "not verified")}: {Wording.OneLine($"{chart.Chart}: {reason}")}");
            else if (chart.Problems.IsEmpty)
                output.WriteLine($"{Painted(Green, "verified")}: {Wording.OneLine(chart.Chart)}, {Seen(verification, chart)}: {Wording.Counted(chart.Pods, "pod template")} with exactly the nets wanted, nothing else differs");
            foreach (var problem in chart.Problems)
                output.WriteLine($"{Painted(Red, "error")}: {Wording.OneLine($"{chart.Chart}: {problem}")}");
            foreach (var note in chart.Notes)
                output.WriteLine($"{Painted(Yellow, "note")}: {Wording.OneLine($"{chart.Chart}: {note}")}");
        }
    }

    private static string Seen(PatchVerification verification, VerifiedChart chart) =>
        chart.Renderings == 0 ? "by reading it" : $"rendered by {verification.Renderer} with {chart.Renderings} sets of values";

    private void WriteChart(ChartPatch chart)
    {
        var kdus = chart.Kdus.IsEmpty ? "" : $"KDU {string.Join(", ", chart.Kdus)}: ";
        output.WriteLine(Painted(Bold, Wording.OneLine($"{kdus}{(chart.Chart.Length == 0 ? outcome.Report.Input : chart.Chart)}")));
        if (chart.Unreachable is { } reason)
            output.WriteLine($"  {Painted(Red, "not reached")}: {Wording.OneLine(reason)}");
        if (chart.Workloads.IsEmpty)
            return;
        var rows = chart.Workloads.Select(workload => (
            Workload: workload,
            Name: Shortened(Wording.OneLine(PatchFaults.NameOf(workload))),
            Nets: workload.Networks.IsEmpty || !workload.IsAttached ? "-" : string.Join(",", workload.Networks))).ToArray();
        var nameWidth = Math.Max("WORKLOAD".Length, rows.Max(row => row.Name.Length));
        var netWidth = Math.Max("NETS".Length, rows.Max(row => row.Nets.Length));
        output.WriteLine($"  {"WORKLOAD".PadRight(nameWidth)}  {"NETS".PadRight(netWidth)}  {"HOW",-11}  WHERE");
        foreach (var (workload, name, nets) in rows)
        {
            output.WriteLine(
                $"  {name.PadRight(nameWidth)}  {nets.PadRight(netWidth)}  {Painted(ColourOf(workload.How), WordOf(workload.How).PadRight(11))}  {Wording.OneLine(workload.File)}:{workload.Line}");
            if (workload.Reason is { } why)
                output.WriteLine($"    {Wording.OneLine(why)}");
        }
    }

    private string Summary()
    {
        var report = outcome.Report;
        if (outcome.Takes == "unpatched")
            return $"unpatched: {Changes(report)}; {Where()}";
        var workloads = report.Charts.SelectMany(chart => chart.Workloads).ToArray();
        var attached = workloads.Count(workload => workload.IsAttached);
        var missed = PatchFaults.Of(report).Count(fault => fault.IsError);
        var text = report.Networks.IsEmpty ? "no data net in the descriptor: nothing to attach" : $"{Wording.Counted(attached, "workload")} attached, {workloads.Count(workload => workload.How == AttachmentWay.Excluded)} left out";
        if (missed > 0)
            text += $", {missed} not reached";
        return $"{text}; {Changes(report)}; {Where()}";
    }

    private string Where() =>
        outcome.WrittenTo is { } path ? $"written to {path}"
        : outcome.Report.IsComplete ? "nothing is written"
        : outcome.Verification?.HasProblems == true ? "nothing is written"
        : "nothing is written (--partial writes what is reached)";

    private static string Changes(PatchReport report) =>
        report.Members.IsEmpty ? "nothing changes" : $"{Wording.Counted(report.Members.Length, "file")} of the package differ{(report.Members.Length == 1 ? "s" : "")}";

    private static string Shortened(string name) => name.Length <= WidestName ? name : name[..(WidestName - 1)] + "…";

    private static string WordOf(AttachmentWay how) => how switch
    {
        AttachmentWay.Inserted => "inserted",
        AttachmentWay.Wrapped => "wrapped",
        AttachmentWay.Option => "by option",
        AttachmentWay.Already => "was there",
        AttachmentWay.Excluded => "left out",
        _ => "not reached",
    };

    private static string ColourOf(AttachmentWay how) => how switch
    {
        AttachmentWay.Excluded => Yellow,
        AttachmentWay.Unreachable => Red,
        _ => Green,
    };

    private string Painted(string code, string text) => coloured ? $"\u001b[{code}m{text}\u001b[0m" : text;
}
