using System.Diagnostics;
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

        if (!ColdProcess.IsPublished)
            yield break;
        var package = Path.Combine(examples, "cnf_a_knf");
        yield return new("validate one KNF package, cold process", await ColdProcess.MillisecondsAsync(2 * Rounds, "validate", package), "ms");
        yield return new("validate one KNF package, cold process: peak memory", await ColdProcess.MebibytesAsync("validate", package), "MiB");
        yield return new("validate the reference NS as SARIF, cold: peak memory", await ColdProcess.MebibytesAsync("validate", examples, "--format", "sarif"), "MiB");
    }
}
