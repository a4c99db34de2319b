using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Grpc.Net.Client;
using L2smOsm.Testing;
using Osm.L2sm.V1;

namespace L2smOsm.EndToEnd.Tests.Running;

/// <summary>The connector as it is shipped, in a process of its own, with a gRPC client.</summary>
internal sealed partial class Service : IAsyncDisposable
{
    /// <summary>The setting with which the REST of the L2S-M operator is served.</summary>
    public const string NorthboundOn = "--Northbound:Enabled=true";

    /// <summary>The setting with which the L2S-M operator makes the networks; the REST is served then, too.</summary>
    public const string OperatorBackend = "--Backend=operator";

    private readonly Process process;
    private readonly ConcurrentQueue<string> lines;
    private readonly GrpcChannel channel;

    private Service(Process process, ConcurrentQueue<string> lines)
    {
        (this.process, this.lines) = (process, lines);
        channel = GrpcChannel.ForAddress($"http://{Endpoint("grpc")}");
        Networks = new VimNetwork.VimNetworkClient(channel);
        Fabric = new Fabric.FabricClient(channel);
    }

    public VimNetwork.VimNetworkClient Networks { get; }

    public Fabric.FabricClient Fabric { get; }

    public IPEndPoint Grpc => Endpoint("grpc");

    public IPEndPoint OpenFlow => Endpoint("openflow");

    public IPEndPoint Http => Endpoint("http");

    /// <summary>Only where the settings switch it on.</summary>
    public IPEndPoint Northbound => Endpoint("northbound");

    public bool IsRunning => !process.HasExited;

    /// <summary>What it logged so far.</summary>
    public string Log => string.Join('\n', lines);

    /// <summary>Starts it on free ports, or on an OpenFlow port that switches know already, and waits until it listens.</summary>
    public static async Task<Service> StartAsync(string store, int openFlowPort = 0, params string[] settings)
    {
        var started = new Process { StartInfo = StartInfo(store, openFlowPort, settings) };
        var output = new ConcurrentQueue<string>();
        started.OutputDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        started.ErrorDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        started.Start();
        try
        {
            started.BeginOutputReadLine();
            started.BeginErrorReadLine();
            await Condition.HoldsAsync(
                () => started.HasExited || Listening().Count(string.Join('\n', output)) == (settings.Contains(NorthboundOn) || settings.Contains(OperatorBackend) ? 4 : 3), "the service listens", TimeSpan.FromSeconds(60));
            if (started.HasExited) throw new InvalidOperationException($"the service ended at its start: {string.Join('\n', output)}");
            return new Service(started, output);
        }
        catch
        {
            if (!started.HasExited) started.Kill();
            started.Dispose();
            throw;
        }
    }

    /// <summary>Starts it where it cannot start, and waits for its end.</summary>
    public static Task<Finished> FailAsync(string store) => Finished.RunAsync(StartInfo(store, openFlowPort: 0));

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, as Kubernetes and systemd send it; returns the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
        return process.ExitCode;
    }

    /// <summary>
    /// Fails if the service logged a fault of its own. What the call handler of the web server logs is not: it is reached only by bytes that are
    /// no message, since everything else ends in the interceptor.
    /// </summary>
    public void HasNoFaults() => Log.Split('\n')
        .Where(line => line.Contains(" fail: ", StringComparison.Ordinal) || line.Contains(" crit: ", StringComparison.Ordinal))
        .Where(line => !line.Contains("Grpc.AspNetCore.Server.ServerCallHandler", StringComparison.Ordinal))
        .ShouldBeEmpty();

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) await KillAsync();
        process.Dispose();
        channel.Dispose();
    }

    private static ProcessStartInfo StartInfo(string store, int openFlowPort, params string[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [Built.Program("Osm.L2sm.Connector", "Osm.L2sm.Connector.dll"), .. settings])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["L2SM_Grpc__Address"] = "127.0.0.1";
        start.Environment["L2SM_Grpc__Port"] = "0";
        start.Environment["L2SM_Northbound__Address"] = "127.0.0.1";
        start.Environment["L2SM_Northbound__Port"] = "0";
        start.Environment["L2SM_Http__Address"] = "127.0.0.1";
        start.Environment["L2SM_Http__Port"] = "0";
        start.Environment["L2SM_OpenFlow__Address"] = "127.0.0.1";
        start.Environment["L2SM_OpenFlow__Ports__0"] = openFlowPort.ToString(CultureInfo.InvariantCulture);
        start.Environment["L2SM_Store__Path"] = store;
        return start;
    }

    private IPEndPoint Endpoint(string name) =>
        IPEndPoint.Parse(Listening().Matches(Log).First(match => match.Groups["name"].Value == name).Groups["address"].Value);

    [GeneratedRegex("listening (?<name>[a-z]+) (?<address>[0-9.]+:[0-9]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listening();
}
