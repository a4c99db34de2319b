using System.Globalization;
using L2smOsm.Benchmarks;
using L2smOsm.Benchmarks.Clusters;
using L2smOsm.Benchmarks.Sdn;

if (args is [MeasuredController.Verb, var kind, var port, .. var sizes])
    return await MeasuredController.RunAsync(kind, int.Parse(port, CultureInfo.InvariantCulture), [.. sizes.Select(size => int.Parse(size, CultureInfo.InvariantCulture))]);
if (args is [MeasuredCaches.Verb, var kubeconfig, var networks, var place])
    return await MeasuredCaches.RunAsync(kubeconfig, int.Parse(networks, CultureInfo.InvariantCulture), place);
var json = args.Contains("--json");
var suites = new Dictionary<string, Func<IAsyncEnumerable<Figure>>>
{
    ["sdn"] = () => InTurn(SdnSuite.RunAsync(), LabSuite.RunAsync("attach_times.py"), LabSuite.RunAsync("failover_times.py"), ScaleSuite.RunAsync()),
    ["service"] = ServiceSuite.RunAsync,
    ["vim"] = VimSuite.RunAsync,
    ["k8s"] = ClusterSuite.RunAsync,
    ["validate"] = ValidateSuite.RunAsync,
    ["patch"] = PatchSuite.RunAsync,
};
var asked = args.Where(arg => !arg.StartsWith('-')).ToArray();
if (asked.FirstOrDefault(name => !suites.ContainsKey(name)) is { } unknown)
{
    Console.Error.WriteLine($"'{unknown}' is no benchmark: there are {string.Join(", ", suites.Keys)}");
    return 2;
}
foreach (var (name, suite) in suites.Where(suite => asked.Length == 0 || asked.Contains(suite.Key)))
{
    if (!json) Console.WriteLine($"{name}");
    await foreach (var figure in suite()) Console.WriteLine(json ? figure.ToJson() : figure.ToRow());
}
return 0;

static async IAsyncEnumerable<Figure> InTurn(params IAsyncEnumerable<Figure>[] parts)
{
    foreach (var part in parts)
        await foreach (var figure in part)
            yield return figure;
}
