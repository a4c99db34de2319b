using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace L2smOsm.Benchmarks.Sdn;

/// <summary>A controller as a process of its own on the loopback: ours, or a peer that this machine has.</summary>
internal sealed class Candidate : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process process;

    private Candidate(Process process, IPEndPoint address, double listens) => (this.process, Address, Listens) = (process, address, listens);

    public IPEndPoint Address { get; }

    /// <summary>Milliseconds from the start of the process to the first connection that it takes.</summary>
    public double Listens { get; }

    public TimeSpan Cpu
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    public double ResidentMebibytes
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64 / 1048576.0;
        }
    }

    /// <summary>The bare controller library with these networks over these switches.</summary>
    public static Task<Candidate> ControllerAsync(int switches, int networks, int portsPerNetwork) =>
        OursAsync("controller", $"{switches}", $"{networks}", $"{portsPerNetwork}");

    /// <summary>The learning responder on our codec.</summary>
    public static Task<Candidate> ResponderAsync() => OursAsync("responder");

    /// <summary>os-ken with a learning switch; null where it is not installed.</summary>
    public static async Task<Candidate?> OsKenAsync() => File.Exists("/usr/bin/osken-manager")
        ? await StartAsync(port =>
        [
            "/usr/bin/osken-manager", "--ofp-listen-host", "127.0.0.1", "--ofp-tcp-listen-port", port,
            Path.Combine(AppContext.BaseDirectory, "learning_switch.py"),
        ])
        : null;

    /// <summary>Open vSwitch's own test controller, a learning switch; null where it is not installed.</summary>
    public static async Task<Candidate?> TestControllerAsync() => File.Exists("/usr/bin/ovs-testcontroller")
        ? await StartAsync(port => ["/usr/bin/ovs-testcontroller", $"ptcp:{port}:127.0.0.1", "--unixctl=none", "-vconsole:off", "-vsyslog:off"])
        : null;

    /// <summary>Waits until our controller says that all its switches hold what they should; gives its resident size then.</summary>
    public async Task<double> InSyncMebibytesAsync()
    {
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        if (line?.Split(' ') is not ["insync", var bytes]) throw new InvalidOperationException($"the controller said '{line}'");
        return long.Parse(bytes, CultureInfo.InvariantCulture) / 1048576.0;
    }

    /// <summary>SIGKILL.</summary>
    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    private static Task<Candidate> OursAsync(string kind, params string[] sizes) =>
        StartAsync(port => [Environment.ProcessPath!, MeasuredController.Verb, kind, port, .. sizes]);

    private static async Task<Candidate> StartAsync(Func<string, string[]> command)
    {
        var address = new IPEndPoint(IPAddress.Loopback, FreePort());
        var words = command(address.Port.ToString(CultureInfo.InvariantCulture));
        var start = new ProcessStartInfo(words[0], words[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        var watch = Stopwatch.StartNew();
        var child = Process.Start(start)!;
        _ = child.StandardError.BaseStream.CopyToAsync(Stream.Null);
        while (true)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(address);
                return new Candidate(child, address, watch.Elapsed.TotalMilliseconds);
            }
            catch (SocketException) when (!child.HasExited && watch.Elapsed < Patience)
            {
                await Task.Delay(2); // not yet
            }
            catch (SocketException refused)
            {
                new Candidate(child, address, 0).Dispose();
                throw new InvalidOperationException($"{words[0]} does not listen on {address}", refused);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)listener.LocalEndPoint!).Port;
    }
}
