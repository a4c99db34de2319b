using System.Diagnostics;
using System.Globalization;

namespace L2smOsm.Benchmarks;

/// <summary>The published command as a whole process, where build/publish has made it.</summary>
internal static class ColdProcess
{
    private static readonly string s_command = Checkout.Path("artifacts", "publish", "osm-l2sm");

    /// <summary>Whether it is there; says so where it is not.</summary>
    public static bool IsPublished
    {
        get
        {
            if (File.Exists(s_command)) return true;
            Console.Error.WriteLine("the cold process is not measured: build/publish has not made artifacts/publish/osm-l2sm");
            return false;
        }
    }

    /// <summary>The median time of so many runs, from the start of the process to its end.</summary>
    public static async Task<double> MillisecondsAsync(int runs, params string[] arguments)
    {
        var times = new List<double>();
        for (var run = 0; run <= runs; run++)
        {
            var elapsed = await Samples.MillisecondsAsync(async () =>
            {
                using var process = Process.Start(new ProcessStartInfo(s_command, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
                await process.StandardOutput.ReadToEndAsync();
                await process.WaitForExitAsync();
                if (process.ExitCode != 0) throw new InvalidOperationException($"{s_command} {string.Join(' ', arguments)} ended with {process.ExitCode}");
            });
            if (run > 0) times.Add(elapsed); // the first run loads the file from disk
        }

        return Samples.Median(times);
    }

    /// <summary>Its peak of resident memory.</summary>
    /// <remarks>A process of our own that is this big would be counted with its child until that is another program: GNU time is small.</remarks>
    public static async Task<double> MebibytesAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/time", ["--format=%M", s_command, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{s_command} ended with {process.ExitCode}: {await error}");
        return double.Parse((await error).Trim().Split('\n')[^1], CultureInfo.InvariantCulture) / 1024;
    }
}
