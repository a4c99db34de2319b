using System.Diagnostics;
using System.Text.RegularExpressions;
using Grpc.Net.Client;
using Osm.L2sm.V1;

namespace Osm.L2sm.Connector.Tests.Testing;

/// <summary>The service in another process.</summary>
internal sealed partial class ConnectorProcess : IDisposable
{
    private readonly Process process;
    private readonly GrpcChannel channel;

    private ConnectorProcess(Process process, string address)
    {
        this.process = process;
        channel = GrpcChannel.ForAddress($"http://{address}");
        Networks = new VimNetwork.VimNetworkClient(channel);
        Ports = new Fabric.FabricClient(channel);
    }

    public VimNetwork.VimNetworkClient Networks { get; }

    public Fabric.FabricClient Ports { get; }

    public static async Task<ConnectorProcess> StartAsync(TestFolder folder)
    {
        var child = Process.Start(new ProcessStartInfo(
            "dotnet",
            [
                typeof(ConnectorProcess).Assembly.Location, "--Grpc:Address=127.0.0.1", "--Grpc:Port=0", "--Http:Address=127.0.0.1", "--Http:Port=0",
                "--OpenFlow:Address=127.0.0.1", "--OpenFlow:Ports:0=0", $"--Store:Path={folder.Store}", Program.WithSwitch,
            ])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var output = new List<string>();
        while (await child.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30)) is { } line)
        {
            output.Add(line);
            if (Listening().Match(line) is not { Success: true } match) continue;
            // The rest is read away, so that the process never waits for us.
            _ = child.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
            return new ConnectorProcess(child, match.Groups["address"].Value);
        }
        throw new InvalidOperationException($"the service did not start: {string.Join('\n', output)}");
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.Dispose();
        channel.Dispose();
    }

    [GeneratedRegex("listening grpc (?<address>[0-9.:]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listening();
}
