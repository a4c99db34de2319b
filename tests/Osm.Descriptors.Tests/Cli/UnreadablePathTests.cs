#pragma warning disable CA1416 // tests run on Linux

using System.Diagnostics;
using Osm.Descriptors.Cli;
using Osm.Descriptors.Tests.Packaging;

namespace Osm.Descriptors.Tests.Cli;

/// <summary>What may not be read costs the rest nothing. The program is run without root's power to read everything.</summary>
public sealed class UnreadablePathTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly string Wrong = Samples.Vnfd.With("k8s-cluster-net: data", "k8s-cluster-net: lost");

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _closed = [];

    public void Dispose()
    {
        foreach (var path in Enumerable.Reverse(_closed))
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _folder.Dispose();
    }

    [Theory]
    [InlineData("b_closed")]
    [InlineData("b_knf")]
    [InlineData("b_knf/helm-chart-v3s/chart")]
    [InlineData("b_knf/knfd.yaml")]
    [InlineData("b_knf/helm-chart-v3s/chart/values.yaml")]
    [InlineData("packed.tar.gz")]
    [InlineData("other.yaml")]
    public async Task A_path_without_permission_is_named_and_everything_else_is_told(string closed)
    {
        _folder.Write("a_knf/knfd.yaml", Wrong.With("id: knf", "id: a"));
        _folder.Write("b_closed/knf/knfd.yaml", Wrong.With("id: knf", "id: closed"));
        _folder.Write("b_knf/knfd.yaml", Samples.Vnfd);
        _folder.Write("b_knf/helm-chart-v3s/chart/Chart.yaml", Samples.Chart);
        _folder.Write("b_knf/helm-chart-v3s/chart/values.yaml", "a: b\n");
        _folder.Write("other.yaml", "stages: []\n");
        _folder.Write("packed.tar.gz", Tar.Gz(("p/p_knfd.yaml", Samples.Vnfd.With("id: knf", "id: packed"))));
        _folder.Write("z_knf/knfd.yaml", Wrong.With("id: knf", "id: z"));
        Close(closed);

        foreach (var input in new[] { _folder.Path, $"{_folder.Path}/**" })
        {
            var run = await RunAsync("validate", input);

            run.Error.ShouldContain($"{_folder.Path}/{closed}");
            run.Error.ShouldContain("denied");
            run.ExitCode.ShouldBe(2);
            run.Output.ShouldContain("a_knf/knfd.yaml:12:22: error NET201");
            run.Output.ShouldContain("z_knf/knfd.yaml:12:22: error NET201");
        }
    }

    [Fact]
    public async Task What_stands_beside_a_file_unasked_is_not_told()
    {
        var nsd = _folder.Write("ns/nsd.yaml", Samples.Nsd);
        _folder.Write("knf/knfd.yaml", Samples.Vnfd);
        _folder.Write("closed_knf/knfd.yaml", Samples.Vnfd);
        _folder.Write("ns/notes.yaml", "x: 1\n");
        Close("closed_knf");
        Close("ns/notes.yaml");

        var run = await RunAsync("validate", nsd, "--fail-on", "note");

        run.ShouldBe(new CliRun(0, "1 descriptor: 0 errors, 0 warnings, 0 notes\n", ""));
    }

    private void Close(string relative)
    {
        var path = Path.Join(_folder.Path, relative);
        File.SetUnixFileMode(path, UnixFileMode.None);
        _closed.Add(path);
    }

    private static async Task<CliRun> RunAsync(params string[] arguments)
    {
        var program = Path.ChangeExtension(typeof(Surroundings).Assembly.Location, "dll");
        string[] command = ["dotnet", program, .. arguments];
        if (Environment.IsPrivilegedProcess)
            command = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search", .. command];
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Patience);
        return new CliRun(process.ExitCode, await output, await error);
    }
}
