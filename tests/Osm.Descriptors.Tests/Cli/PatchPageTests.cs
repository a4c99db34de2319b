using System.Diagnostics;
using L2smOsm.Testing.Charts;

namespace Osm.Descriptors.Tests.Cli;

/// <summary>Every command of <c>docs/patch.md</c>, run in order in a copy of the reference NS, with the mobile core beside it.</summary>
public sealed class PatchPageTests : IDisposable
{
    private static readonly string[] s_examples = ["reference-ns", "core-ns"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_command_of_the_page_does_what_it_says()
    {
        var script = string.Join('\n', Blocks(File.ReadAllLines(Path.Join(Repository.Root, "docs/patch.md"))));
        script.Split("osm-l2sm ").Length.ShouldBeGreaterThan(10);
        var work = Path.Join(_folder.Path, "reference-ns");
        foreach (var file in s_examples.SelectMany(example => Directory.EnumerateFiles(Path.Join(Repository.Examples, example), "*", SearchOption.AllDirectories)))
        {
            var target = Path.Join(_folder.Path, Path.GetRelativePath(Repository.Examples, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        var programs = Path.GetDirectoryName(_folder.Write("bin/osm-l2sm", $"#!/bin/sh\nexec dotnet '{typeof(Descriptors.Cli.Surroundings).Assembly.Location}' \"$@\"\n"))!;
        // OSM's client is not here: what it is given must be.
        _folder.Write("bin/osm", "#!/bin/sh\ncase $1 in *pkg-create) test -e \"$2\" ;; ns-create) test \"$2\" = --ns_name ;; *) exit 9 ;; esac\n");
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", $"chmod +x '{programs}'/*\n{script}"])
        {
            WorkingDirectory = work, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        start.Environment["PATH"] = $"{programs}:{Path.Join(Repository.Root, "artifacts/tools")}:{Environment.GetEnvironmentVariable("PATH")}";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        process.ExitCode.ShouldBe(0, output + await error);
        output.ShouldContain("+++ b/helm-chart-v3s/cnf-a/templates/deployment.yaml");
        output.ShouldContain("+      pod-labels: '{\"l2sm\":\"true\"}'");
        output.ShouldContain("pod-annotations: \"{\\\"l2sm/networks\\\":\\\"core-1-n6\\\"}\"");
        output.ShouldContain(HelmRender.Missing is null ? "verified: helm-chart-v3s/cnf-a" : "not verified");
    }

    private static IEnumerable<string> Blocks(IEnumerable<string> lines)
    {
        var inside = false;
        foreach (var line in lines)
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
                inside = line == "```sh";
            else if (inside)
                yield return line;
        }
    }
}
