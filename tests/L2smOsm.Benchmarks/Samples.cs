using System.Diagnostics;

namespace L2smOsm.Benchmarks;

/// <summary>Repeated measurements of one thing: medians, never single runs.</summary>
internal static class Samples
{
    public static double Median(IEnumerable<double> values) => Percentile(values, 0.5);

    public static double Percentile(IEnumerable<double> values, double part)
    {
        var sorted = values.Order().ToArray();
        return sorted[(int)Math.Min(sorted.Length - 1, part * sorted.Length)];
    }

    public static async Task<double> MillisecondsAsync(Func<Task> work)
    {
        var watch = Stopwatch.StartNew();
        await work();
        return watch.Elapsed.TotalMilliseconds;
    }
}
