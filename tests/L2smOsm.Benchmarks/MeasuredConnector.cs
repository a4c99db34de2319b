using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Grpc.Core;
using Grpc.Net.Client;
using Osm.L2sm.V1;

namespace L2smOsm.Benchmarks;

/// <summary>The real service process on free ports of the loopback, with a store of its own, and how long it took to come up.</summary>
internal sealed partial class MeasuredConnector : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process process;
    private readonly DirectoryInfo? folder; // its own
    private readonly GrpcChannel channel;

    private MeasuredConnector(Process process, DirectoryInfo? folder, GrpcChannel channel, IPEndPoint openFlow, double listens, double serves)
    {
        (this.process, this.folder, this.channel) = (process, folder, channel);
        (OpenFlow, OpenFlowListens, GrpcServes) = (openFlow, listens, serves);
        Networks = new VimNetwork.VimNetworkClient(channel);
        Fabric = new Fabric.FabricClient(channel);
    }

    public VimNetwork.VimNetworkClient Networks { get; }

    public Fabric.FabricClient Fabric { get; }

    /// <summary>Where it listens for switches.</summary>
    public IPEndPoint OpenFlow { get; }

    /// <summary>Milliseconds from the start of the process to its line that it listens for switches.</summary>
    public double OpenFlowListens { get; }

    /// <summary>Milliseconds from the start of the process to the answer to a first call, which wrote to the store.</summary>
    public double GrpcServes { get; }

    public double ResidentMebibytes
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64 / 1048576.0;
        }
    }

    /// <summary>The most that was resident at any time.</summary>
    public double PeakMebibytes => double.Parse(
        File.ReadLines($"/proc/{process.Id}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture) / 1024;

    /// <summary>Starts it with a store of its own.</summary>
    /// <param name="program">The connector.</param>
    /// <param name="settings">Besides those of its sockets and its store.</param>
    public static Task<MeasuredConnector> StartAsync(string program, params string[] settings) =>
        StartAsync(program, Directory.CreateTempSubdirectory("osm-l2sm-bench-"), isOwn: true, settings);

    /// <summary>Starts it on a store that outlives it.</summary>
    public static Task<MeasuredConnector> StartOnAsync(string program, DirectoryInfo store) => StartAsync(program, store, isOwn: false);

    private static async Task<MeasuredConnector> StartAsync(string program, DirectoryInfo store, bool isOwn, params string[] settings)
    {
        var watch = Stopwatch.StartNew();
        var child = Process.Start(new ProcessStartInfo(
            program,
            [
                "--Grpc:Address=127.0.0.1", "--Grpc:Port=0", "--Http:Address=127.0.0.1", "--Http:Port=0",
                "--OpenFlow:Address=127.0.0.1", "--OpenFlow:Ports:0=0", "--OpenFlow:Ports:1=0", $"--Store:Path={Path.Combine(store.FullName, "store.db")}", .. settings,
            ])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        GrpcChannel? opened = null;
        try
        {
            var seen = new Dictionary<string, (IPEndPoint Address, double At)>(StringComparer.Ordinal);
            while (!seen.ContainsKey("http") || !seen.ContainsKey("openflow") || !seen.ContainsKey("grpc"))
            {
                var line = await child.StandardOutput.ReadLineAsync().WaitAsync(Patience)
                    ?? throw new InvalidOperationException($"{program} ended before it listened");
                if (Listening().Match(line) is { Success: true } match)
                    seen[match.Groups["endpoint"].Value] = (IPEndPoint.Parse(match.Groups["address"].Value), watch.Elapsed.TotalMilliseconds);
            }
            // The rest is read away, so that the process never waits for us.
            _ = child.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
            opened = GrpcChannel.ForAddress(string.Create(CultureInfo.InvariantCulture, $"http://{seen["grpc"].Address}"));
            await AnswersAsync(new VimNetwork.VimNetworkClient(opened), watch);
            var serves = watch.Elapsed.TotalMilliseconds;
            using var client = new TcpClient();
            await client.ConnectAsync(seen["openflow"].Address);
            return new MeasuredConnector(child, isOwn ? store : null, opened, seen["openflow"].Address, seen["openflow"].At, serves);
        }
        catch
        {
            opened?.Dispose();
            End(child, isOwn ? store : null);
            throw;
        }
    }

    public void Dispose()
    {
        channel.Dispose();
        End(process, folder);
    }

    // One that is to lead others refuses calls until it does.
    private static async Task AnswersAsync(VimNetwork.VimNetworkClient networks, Stopwatch watch)
    {
        while (true)
        {
            try
            {
                await networks.CheckConnectivityAsync(new CheckConnectivityRequest());
                return;
            }
            catch (RpcException e) when (e.StatusCode is StatusCode.Unavailable or StatusCode.FailedPrecondition && watch.Elapsed < Patience)
            {
                await Task.Delay(20);
            }
        }
    }

    private static void End(Process process, DirectoryInfo? folder)
    {
        if (!process.HasExited) process.Kill();
        process.WaitForExit();
        process.Dispose();
        folder?.Delete(recursive: true);
    }

    [GeneratedRegex("listening (?<endpoint>[a-z]+) (?<address>[0-9.:]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listening();
}
