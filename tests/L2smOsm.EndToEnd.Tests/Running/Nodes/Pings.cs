using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using L2smOsm.Testing;

namespace L2smOsm.EndToEnd.Tests.Running.Nodes;

/// <summary>Pings without a pause from a pod, and which of them were answered.</summary>
internal sealed partial class Pings : IDisposable
{
    private readonly Process process;
    private readonly ConcurrentDictionary<int, int> answers = [];

    private Pings(Process process) => this.process = process;

    /// <summary>The last that was answered.</summary>
    public int Last => answers.Keys.DefaultIfEmpty().Max();

    /// <summary>Those before the last that were not answered, or more than once.</summary>
    public int[] Wrong => [.. Enumerable.Range(1, Last).Where(number => answers.GetValueOrDefault(number) != 1)];

    public static Pings Start(NetworkSpace from, string to)
    {
        var pings = new Pings(from.Start("ping", "-n", "-i", "0.02", to));
        pings.process.OutputDataReceived += (_, line) =>
        {
            if (Answer().Match(line.Data ?? "") is { Success: true } match)
                pings.answers.AddOrUpdate(int.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture), 1, (_, count) => count + 1);
        };
        pings.process.ErrorDataReceived += (_, _) => { };
        pings.process.BeginOutputReadLine();
        pings.process.BeginErrorReadLine();
        return pings;
    }

    /// <summary>Waits until so many more were answered, and none before them is missing.</summary>
    public Task GoOnAsync(int more = 20)
    {
        var goal = Last + more;
        return Condition.ReachesAsync(() => Task.FromResult((Last, Missing: string.Join(',', Wrong))), seen => seen.Last >= goal && seen.Missing.Length == 0, "pings go on, and none is lost", TimeSpan.FromSeconds(60));
    }

    public void Dispose()
    {
        process.Kill(entireProcessTree: true); // what enters the namespace waits for ping outside it
        process.WaitForExit();
        process.Dispose();
    }

    [GeneratedRegex("bytes from .* icmp_seq=(?<number>[0-9]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Answer();
}
