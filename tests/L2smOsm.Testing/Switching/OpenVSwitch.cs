using System.Diagnostics;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace L2smOsm.Testing.Switching;

/// <summary>
/// A private Open vSwitch with the dummy datapath: the real OpenFlow switch, its tables and its tracer, with ports that need no root and no
/// kernel. Lives in a folder of its own and goes with it.
/// </summary>
public sealed class OpenVSwitch : IAsyncDisposable
{
    private const string Bridge = "br0";

    private readonly string folder = Directory.CreateTempSubdirectory("ovs-").FullName;

    private OpenVSwitch()
    {
    }

    /// <summary>Why there is none on this machine; null if there is.</summary>
    public static string? Missing { get; } =
        File.Exists("/usr/sbin/ovs-vswitchd") ? null : "needs Open vSwitch: apt-get install openvswitch-switch (build/setup-machine does it)";

    /// <summary>Starts one with a bridge of this datapath id and dummy ports 1 to <paramref name="ports"/>.</summary>
    public static async Task<OpenVSwitch> StartAsync(ulong datapathId, int ports)
    {
        var ovs = new OpenVSwitch();
        await ovs.RunAsync("ovsdb-tool", "create", $"{ovs.folder}/conf.db", "/usr/share/openvswitch/vswitch.ovsschema");
        await ovs.RunAsync(
            "ovsdb-server", $"{ovs.folder}/conf.db", $"--remote=punix:{ovs.folder}/db.sock", $"--pidfile={ovs.folder}/db.pid", $"--unixctl={ovs.folder}/db.ctl",
            "-vconsole:off", "-vsyslog:off", "--detach", "--no-chdir");
        await ovs.VsctlAsync("--no-wait", "init");
        await ovs.StartSwitchAsync();
        await ovs.VsctlAsync(
            "add-br", Bridge, "--", "set", "bridge", Bridge, "datapath_type=dummy", "protocols=OpenFlow13", "fail-mode=secure", $"other-config:datapath-id={datapathId:x16}");
        if (ports > 0)
            await ovs.VsctlAsync([.. Enumerable.Range(1, ports).SelectMany(port => new[]
            {
                "--", "add-port", Bridge, $"p{port}", "--", "set", "interface", $"p{port}", "type=dummy", $"ofport_request={port}",
            }).Skip(1)]);
        return ovs;
    }

    /// <summary>Adds a VXLAN port that carries a tunnel id per frame.</summary>
    public Task AddTunnelAsync(uint port, string remote) => VsctlAsync(
        "add-port", Bridge, $"vx{port}", "--", "set", "interface", $"vx{port}", "type=vxlan", $"options:remote_ip={remote}", "options:key=flow", $"ofport_request={port}");

    /// <summary>A new OpenFlow connection to the bridge, dialled.</summary>
    public async Task<IDuplexPipe> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint($"{folder}/{Bridge}.mgmt"));
        return new SocketPipe(socket);
    }

    /// <summary>Kills the switch daemon and starts it again: its tables are empty then.</summary>
    public async Task RestartAsync()
    {
        await StopAsync("vs.pid");
        await StartSwitchAsync();
    }

    /// <summary>Runs ovs-ofctl on the bridge.</summary>
    public Task<string> OfctlAsync(string command, params string[] arguments) =>
        RunAsync("ovs-ofctl", ["-O", "OpenFlow13", command, $"{folder}/{Bridge}.mgmt", .. arguments]);

    /// <summary>Runs a frame through the real tables; the last line of the answer names the datapath's actions.</summary>
    public Task<string> TraceAsync(string flow) => RunAsync("ovs-appctl", "-t", $"{folder}/vs.ctl", "ofproto/trace", Bridge, flow);

    /// <summary>The words of ovs-vsctl.</summary>
    public Task<string> VsctlAsync(params string[] arguments) => RunAsync("ovs-vsctl", ["--timeout=20", $"--db=unix:{folder}/db.sock", .. arguments]);

    /// <summary>Stops the daemons and removes the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync("vs.pid");
        await StopAsync("db.pid");
        Directory.Delete(folder, recursive: true);
    }

    private Task<string> StartSwitchAsync() => RunAsync(
        "ovs-vswitchd", $"unix:{folder}/db.sock", $"--pidfile={folder}/vs.pid", $"--unixctl={folder}/vs.ctl", $"--log-file={folder}/vs.log",
        "--enable-dummy=override", "--disable-system", "--disable-system-route", "-vconsole:off", "-vsyslog:off", "--detach", "--no-chdir");

    private async Task StopAsync(string pidFile)
    {
        var path = Path.Combine(folder, pidFile);
        if (!File.Exists(path)) return;
        await RunAsync("kill", (await File.ReadAllTextAsync(path)).Trim());
        await Condition.HoldsAsync(() => !File.Exists(path), $"{pidFile} is gone");
    }

    private async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["OVS_RUNDIR"] = folder;
        start.Environment["OVS_LOGDIR"] = folder;
        start.Environment["PATH"] = $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin";
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        // A daemon keeps its error stream open, so only the parent's end tells that the command is done.
        await process.WaitForExitAsync();
        var detached = arguments.Contains("--detach");
        var output = detached ? "" : await process.StandardOutput.ReadToEndAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments.Take(4))}…: {(detached ? "did not start" : await process.StandardError.ReadToEndAsync())}");
        return output;
    }

    private sealed class SocketPipe : IDuplexPipe
    {
        public SocketPipe(Socket socket)
        {
            var stream = new NetworkStream(socket, ownsSocket: true);
            Input = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: false, bufferSize: 64 * 1024));
            Output = PipeWriter.Create(stream);
        }

        public PipeReader Input { get; }

        public PipeWriter Output { get; }
    }
}
