using System.Diagnostics;
using System.Text.Json.Nodes;

namespace L2smOsm.Testing.Charts;

/// <summary>
/// Renders charts: with <c>helm</c> where it is on the path, else with our own <c>build/tools/helm-render</c>, which takes the same flags. The
/// latter is needed in both cases: it also reads what helm prints.
/// </summary>
public static class HelmRender
{
    private static readonly string s_own = Path.Combine(Golden.Root, "artifacts", "tools", "helm-render");

    /// <summary>What is missing for rendering, as the reason to skip a test, or null.</summary>
    public static string? Missing { get; } = File.Exists(s_own) ? null : $"{s_own} is not built: build/tools/helm-render/make builds it";

    /// <summary>Helm itself, if it is here.</summary>
    public static string? Helm { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, "helm")).FirstOrDefault(File.Exists);

    /// <summary>
    /// Renders a chart's folder or .tgz as the release <c>rel</c> in the namespace <c>default</c>, unless a flag says otherwise.
    /// </summary>
    /// <param name="chart">The path.</param>
    /// <param name="flags">Flags of <c>helm template</c>: <c>--set</c>, <c>-f</c>, <c>--namespace</c>, …</param>
    /// <exception cref="ChartRenderException">It does not render.</exception>
    public static Task<IReadOnlyList<RenderedManifest>> RenderAsync(string chart, params string[] flags) => RenderAsync("rel", chart, flags);

    /// <summary>Renders a chart as a release of this name.</summary>
    /// <exception cref="ChartRenderException">It does not render.</exception>
    public static async Task<IReadOnlyList<RenderedManifest>> RenderAsync(string release, string chart, IEnumerable<string> flags) =>
        Parse(Helm is null
            ? await RunAsync(s_own, [release, chart, .. flags, "--json"], input: null)
            : await RunAsync(s_own, ["--read"], await RunAsync(Helm, ["template", release, chart, .. flags], input: null)));

    /// <summary>Reads what <c>helm template</c> printed, or any other stream of YAML manifests.</summary>
    /// <exception cref="ChartRenderException">It is no YAML.</exception>
    public static async Task<IReadOnlyList<RenderedManifest>> ReadAsync(string manifests) => Parse(await RunAsync(s_own, ["--read"], manifests));

    private static RenderedManifest[] Parse(string json) =>
    [
        .. from each in JsonNode.Parse(json)!.AsArray()
           select new RenderedManifest((string)each["source"]!, (bool?)each["hook"] ?? false, (string)each["text"]!, each["object"]),
    ];

    private static async Task<string> RunAsync(string program, IEnumerable<string> arguments, string? input)
    {
        if (Missing is not null) throw new InvalidOperationException(Missing);
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (input is not null) await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? await output : throw new ChartRenderException((await errors).Trim());
    }
}
