using L2smOsm.Benchmarks;

var json = args.Contains("--json");
var suites = new Dictionary<string, Func<IAsyncEnumerable<Figure>>>
{
    ["sdn"] = SdnSuite.RunAsync,
    ["vim"] = VimSuite.RunAsync,
    ["validate"] = ValidateSuite.RunAsync,
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
