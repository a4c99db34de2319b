using System.Diagnostics;
using System.Globalization;
using Osm.Descriptors.Packaging;
using Osm.Descriptors.Validation;

namespace L2smOsm.Benchmarks;

/// <summary>Validation of the reference packages, and of the published command as a whole process where build/publish has made it.</summary>
internal static class ValidateSuite
{
    private const int Rounds = 5;
    private const int Repeats = 2_000;

    public static async IAsyncEnumerable<Figure> RunAsync()
    {
        var examples = Checkout.Path("descriptors-examples", "reference-ns");
        var opened = PackageFinder.Open([examples], PackageLimits.Default).Packages;
        var rates = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            Parallel.For(0, Repeats, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, _ => DescriptorValidator.Validate(opened));
            rates.Add(Repeats * opened.Length / watch.Elapsed.TotalSeconds);
        }
        yield return new("descriptors validated per second, all cores, warm", Samples.Median(rates), "1/s");

        var command = Checkout.Path("artifacts", "publish", "osm-l2sm");
        if (!File.Exists(command))
        {
            Console.Error.WriteLine("the cold process is not measured: build/publish has not made artifacts/publish/osm-l2sm");
            yield break;
        }
        var package = Path.Combine(examples, "cnf_a_knf");
        var times = new List<double>();
        for (var round = 0; round <= 2 * Rounds; round++)
        {
            var elapsed = await Samples.MillisecondsAsync(async () =>
            {
                using var process = Process.Start(new ProcessStartInfo(command, ["validate", package]) { RedirectStandardOutput = true, UseShellExecute = false })!;
                await process.StandardOutput.ReadToEndAsync();
                await process.WaitForExitAsync();
                if (process.ExitCode != 0) throw new InvalidOperationException($"{command} validate {package} ended with {process.ExitCode}");
            });
            if (round > 0) times.Add(elapsed); // the first run loads the file from disk
        }
        yield return new("validate one KNF package, cold process", Samples.Median(times), "ms");
        yield return new("validate one KNF package, cold process: peak memory", await MebibytesAsync(command, ["validate", package]), "MiB");
        yield return new("validate the reference NS as SARIF, cold: peak memory", await MebibytesAsync(command, ["validate", examples, "--format", "sarif"]), "MiB");
    }

    // A process of our own that is this big would be counted with its child until that is another program: GNU time is small.
    private static async Task<double> MebibytesAsync(string command, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/time", ["--format=%M", command, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{command} ended with {process.ExitCode}: {await error}");
        return double.Parse((await error).Trim().Split('\n')[^1], CultureInfo.InvariantCulture) / 1024;
    }
}
