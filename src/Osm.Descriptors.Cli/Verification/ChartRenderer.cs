using System.Diagnostics;

namespace Osm.Descriptors.Cli.Verification;

/// <summary>The program that renders charts: <c>helm</c>, or this project's <c>helm-render</c>, from the PATH.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Path">Where it is.</param>
internal sealed record ChartRenderer(string Name, string Path)
{
    private static readonly string[] Names = ["helm", "helm-render"];

    // A chart that takes longer than this to render does not end.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>The first that is there; null where none is.</summary>
    public static ChartRenderer? Find(Func<string, string?> variable)
    {
        var folders = (variable("PATH") ?? "").Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return Names
            .SelectMany(name => folders.Select(folder => new ChartRenderer(name, System.IO.Path.Join(folder, name))))
            .FirstOrDefault(renderer => File.Exists(renderer.Path));
    }

    /// <summary>Renders a chart.</summary>
    /// <param name="chart">Its folder, or its .tgz.</param>
    /// <param name="release">The release's name.</param>
    /// <param name="namespaceName">The release's namespace.</param>
    /// <param name="values">Files of values; the last wins.</param>
    /// <returns>What it prints, or what is wrong with the chart.</returns>
    public (string? Rendered, string? Fault) Render(string chart, string release, string namespaceName, IEnumerable<string> values)
    {
        string[] verb = Name == "helm" ? ["template"] : [];
        var start = new ProcessStartInfo(Path, [.. verb, release, chart, "--namespace", namespaceName, .. values.SelectMany(file => new[] { "--values", file })])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        try
        {
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(Longest))
            {
                process.Kill(entireProcessTree: true);
                return (null, $"it is not rendered after {Longest.TotalMinutes:0} minutes");
            }

            process.WaitForExit();
            return process.ExitCode == 0 ? (output.GetAwaiter().GetResult(), null) : (null, LastLine(error.GetAwaiter().GetResult()));
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            return (null, $"{Path} does not start: {failure.Message}");
        }
    }

    private static string LastLine(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [.., var last] ? last : "no reason given";
}
