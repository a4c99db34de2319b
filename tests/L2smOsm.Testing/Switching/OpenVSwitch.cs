using System.Diagnostics;
using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using L2sm.Sdn;
using L2sm.Sdn.Sessions;

namespace L2smOsm.Testing.Switching;

/// <summary>
/// A private Open vSwitch with the dummy datapath: the real OpenFlow switch, its tables and its tracer, with ports that need no root and no
/// kernel. Lives in a folder of its own and goes with it.
/// </summary>
public sealed partial class OpenVSwitch : IAsyncDisposable
{
    private const string Bridge = "br0";

    private readonly string folder = Directory.CreateTempSubdirectory("ovs-").FullName;

    private readonly bool tunnels;

    /// <summary>The command that its daemons are started by, to be elsewhere than here; none for here.</summary>
    private readonly string[] within;

    private OpenVSwitch(bool tunnels, params string[] within) => (this.tunnels, this.within) = (tunnels, within);

    /// <summary>Why there is none on this machine; null if there is.</summary>
    public static string? Missing { get; } =
        File.Exists("/usr/sbin/ovs-vswitchd") ? null : "needs Open vSwitch: apt-get install openvswitch-switch (build/setup-machine does it)";

    /// <summary>Starts one with a bridge of this datapath id and dummy ports 1 to <paramref name="ports"/>.</summary>
    /// <param name="datapathId">The bridge's id.</param>
    /// <param name="ports">How many.</param>
    /// <param name="tunnels">Tunnels carry frames, see <see cref="JoinAsync"/>; without it they are dummies too.</param>
    public static Task<OpenVSwitch> StartAsync(ulong datapathId, int ports, bool tunnels = false) => StartAsync(new OpenVSwitch(tunnels), datapathId, ports);

    /// <summary>Starts one whose ports are network interfaces, added by <see cref="VsctlAsync"/>: the userspace datapath.</summary>
    /// <param name="datapathId">The bridge's id.</param>
    /// <param name="within">The command that starts a program where the interfaces are; what is started by it has to end before <see cref="DisposeAsync"/>.</param>
    public static Task<OpenVSwitch> StartWithinAsync(ulong datapathId, params string[] within) => StartAsync(new OpenVSwitch(tunnels: true, within), datapathId, ports: 0);

    private static async Task<OpenVSwitch> StartAsync(OpenVSwitch ovs, ulong datapathId, int ports)
    {
        try
        {
            await ovs.StartDatabaseAsync();
            await ovs.StartSwitchAsync();
            await ovs.AddBridgeAsync(Bridge, datapathId);
            if (ports > 0)
                await ovs.VsctlAsync([.. Enumerable.Range(1, ports).SelectMany(port => new[]
                {
                    "--", "add-port", Bridge, $"p{port}", "--", "set", "interface", $"p{port}", "type=dummy", $"ofport_request={port}",
                }).Skip(1)]);
            return ovs;
        }
        catch
        {
            // Nobody else can: the caller never gets to see it.
            await ovs.DisposeAsync();
            throw;
        }
    }

    /// <summary>Adds a VXLAN port that carries a tunnel id per frame.</summary>
    public Task AddTunnelAsync(uint port, string remote) => VsctlAsync(
        "add-port", Bridge, $"vx{port}", "--", "set", "interface", $"vx{port}", "type=vxlan", $"options:remote_ip={remote}", "options:key=flow", $"ofport_request={port}");

    /// <summary>
    /// Joins two switches by VXLAN, as the nodes of a cluster are: a port of this number on both, over bridges that a wire joins. The wire does
    /// not survive a restart.
    /// </summary>
    public static async Task JoinAsync(OpenVSwitch one, OpenVSwitch other, uint port)
    {
        // A subnet for each tunnel, so that a switch may have several.
        var (oneAddress, otherAddress, underlay) = ($"10.{port / 256}.{port % 256}.1", $"10.{port / 256}.{port % 256}.2", $"phy{port}");
        var wire = $"unix:{one.folder}/{underlay}.sock";
        var oneMac = await one.AddUnderlayAsync(underlay, $"options:pstream=p{wire}", oneAddress);
        var otherMac = await other.AddUnderlayAsync(underlay, $"options:stream={wire}", otherAddress);
        await one.AppctlAsync("tnl/arp/set", underlay, otherAddress, otherMac);
        await other.AppctlAsync("tnl/arp/set", underlay, oneAddress, oneMac);
        await one.AddTunnelAsync(port, otherAddress);
        await other.AddTunnelAsync(port, oneAddress);
    }

    /// <summary>Joins two switches by a cable, which carries frames as they are and nothing beside them: a port of this number on both.</summary>
    public static async Task CableAsync(OpenVSwitch one, OpenVSwitch other, uint port)
    {
        var cable = $"unix:{one.folder}/cable{port}.sock";
        await one.AddCableAsync(port, $"options:pstream=p{cable}");
        await other.AddCableAsync(port, $"options:stream={cable}");
    }

    /// <summary>Adds a second bridge, joined by patch ports, with a dummy port; <see cref="ConnectAsync"/> takes its name.</summary>
    /// <param name="bridge">Its name.</param>
    /// <param name="datapathId">Its id.</param>
    /// <param name="patch">The number of the patch port on both bridges.</param>
    /// <param name="port">The number of its dummy port; no port of the first bridge has it.</param>
    public async Task AddPatchedBridgeAsync(string bridge, ulong datapathId, uint patch, uint port)
    {
        await AddBridgeAsync(bridge, datapathId);
        await VsctlAsync(
            "add-port", Bridge, "there", "--", "set", "interface", "there", "type=patch", "options:peer=back", $"ofport_request={patch}", "--",
            "add-port", bridge, "back", "--", "set", "interface", "back", "type=patch", "options:peer=there", $"ofport_request={patch}", "--",
            "add-port", bridge, $"p{port}", "--", "set", "interface", $"p{port}", "type=dummy", $"ofport_request={port}");
    }

    /// <summary>Writes down what leaves by a dummy port from now on, for <see cref="SentFrames"/>.</summary>
    public Task CaptureAsync(uint port) => VsctlAsync("set", "interface", $"p{port}", $"options:tx_pcap={folder}/p{port}.pcap");

    /// <summary>The frames that left by a captured port, in hexadecimal.</summary>
    public string[] SentFrames(uint port)
    {
        // The classic format of libpcap: 24 bytes of header; before each frame 16 bytes, the third four of which are its length.
        const int FileHeader = 24, RecordHeader = 16, LengthAt = 8;
        var bytes = ReadShared($"{folder}/p{port}.pcap");
        var frames = new List<string>();
        for (var at = FileHeader; at + RecordHeader <= bytes.Length;)
        {
            var length = BitConverter.ToInt32(bytes, at + LengthAt);
            if (at + RecordHeader + length > bytes.Length) break; // it is being written
            frames.Add(Convert.ToHexStringLower(bytes, at + RecordHeader, length));
            at += RecordHeader + length;
        }
        return [.. frames];
    }

    /// <summary>Has the switch dial this controller, and dial again each second when it is gone. Another address replaces the one before; no flow is lost.</summary>
    public Task SetControllerAsync(IPEndPoint controller) => VsctlAsync(
        "set-controller", Bridge, $"tcp:{controller}", "--", "set", "controller", Bridge, "connection-mode=out-of-band", "max_backoff=1000",
        "inactivity_probe=5000");

    /// <summary>Has the switch dial several controllers, with the settings that it has by itself.</summary>
    public Task SetControllersAsync(params IPEndPoint[] controllers) => VsctlAsync(
        ["set", "bridge", Bridge, "other-config:disable-in-band=true", "--", "set-controller", Bridge, .. controllers.Select(controller => $"tcp:{controller}")]);

    /// <summary>Has the switch dial this controller over TLS, with the certificate that it shows and the authority that it asks for.</summary>
    public async Task SetTlsControllerAsync(IPEndPoint controller, string certificate, string key, string authority)
    {
        await VsctlAsync("set-ssl", key, certificate, authority);
        await VsctlAsync("set-controller", Bridge, $"ssl:{controller}", "--", "set", "controller", Bridge, "connection-mode=out-of-band", "max_backoff=1000");
    }

    /// <summary>Has the switch wait for TLS connections on this port of the loopback.</summary>
    public async Task ListenTlsAsync(int port, string certificate, string key, string authority)
    {
        await VsctlAsync("set-ssl", key, certificate, authority);
        await VsctlAsync("set-controller", Bridge, $"pssl:{port}:127.0.0.1");
    }

    /// <summary>The socket of the bridge that always waits for controllers.</summary>
    public string ManagementSocket => $"{folder}/{Bridge}.mgmt";

    /// <summary>To be called when connected: Open vSwitch before 3.3 obeys the shorter back-off only if it changes then, and waits up to 8 s otherwise.</summary>
    public async Task ComeBackFastAsync()
    {
        await VsctlAsync("set", "controller", Bridge, "max_backoff=1001", "inactivity_probe=5001");
        await VsctlAsync("set", "controller", Bridge, "max_backoff=1000", "inactivity_probe=5000");
    }

    /// <summary>All flows and groups, sorted, without what changes by itself.</summary>
    public async Task<string> TablesAsync()
    {
        var dumps = await OfctlAsync("dump-flows", "--no-stats") + await OfctlAsync("dump-groups");
        // The header of a reply has a transaction id.
        return string.Join('\n', dumps.Split('\n').Where(line => line.Contains('=') && !line.Contains("xid=", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    /// <summary>A real frame comes in by a dummy port.</summary>
    public Task InjectAsync(uint port, string from, string to) =>
        AppctlAsync("netdev-dummy/receive", $"p{port}", $"in_port({port}),eth(src={from},dst={to}),eth_type(0x88b5)");

    /// <summary>A real frame, given in hexadecimal, comes in by a dummy port.</summary>
    public Task InjectAsync(uint port, string frame) => AppctlAsync("netdev-dummy/receive", $"p{port}", frame);

    /// <summary>As many frames come in at once, up to 100: a dummy port holds no more.</summary>
    public Task InjectAsync(uint port, string from, string to, int count, int length)
    {
        var frame = $"in_port({port}),eth(src={from},dst={to}),eth_type(0x88b5)";
        return AppctlAsync(["netdev-dummy/receive", $"p{port}", .. Enumerable.Range(0, count).SelectMany(_ => new[] { frame, "--len", $"{length}" })]);
    }

    /// <summary>Real frames from many senders, as many as a dummy port takes at a time.</summary>
    public async Task InjectAsync(uint port, IEnumerable<string> from, string to)
    {
        foreach (var some in from.Chunk(50))
            await AppctlAsync(["netdev-dummy/receive", $"p{port}", .. some.Select(sender => $"in_port({port}),eth(src={sender},dst={to}),eth_type(0x88b5)")]);
    }

    /// <summary>How many frames have left by a port.</summary>
    public async Task<long> SentAsync(uint port) =>
        long.Parse(SentPackets().Match(await OfctlAsync("dump-ports", $"{port}")).Groups["packets"].ValueSpan, CultureInfo.InvariantCulture);

    /// <summary>The ports that a frame leaves by, as its own tracer says.</summary>
    /// <param name="flow">Where it comes in, and the fields that it is to have.</param>
    /// <param name="frame">The frame in hex, for the switch to read the fields itself.</param>
    public async Task<int[]> OutputsAsync(string flow, string? frame = null)
    {
        // The datapath numbers dummy ports as OpenFlow does not, so the translation is read: one line an output, or "output port is" below one
        // that names a register, and a line below that where the switch skips the port that the frame came in by.
        var lines = (await TraceAsync(flow, frame)).Split('\n');
        return [.. lines.Zip(lines.Skip(1))
            .Where(pair => !pair.Second.Contains("skipping output", StringComparison.Ordinal))
            .Select(pair => Output().Match(pair.First).Groups["port"].Value)
            .Select(port => int.TryParse(port, out var number) ? number : -1).Where(port => port > 0)];
    }

    /// <summary>
    /// Waits until the switch has learned from every frame up to now, and obeys what it learned. From frames that it need not translate anew it learns
    /// only when it next counts them, up to half a second later: of a host that has moved meanwhile, the place before. And frames of a kind that it
    /// has seen go where they went until it has looked at its tables again.
    /// </summary>
    public Task CountedAsync() => AppctlAsync("revalidator/wait");

    /// <summary>
    /// Has the controller serve the bridge, or another of this name, until the session ends. The switch hangs up on a connection that says no HELLO
    /// before the second is over in which it took it, which a busy machine can miss: so it is dialled again, as the service does.
    /// </summary>
    /// <param name="controller">The controller.</param>
    /// <param name="stop">Ends the session.</param>
    /// <param name="bridge">The bridge's name.</param>
    /// <param name="dialled">Is given each connection, for <see cref="Break"/>.</param>
    public async Task ServeAsync(L2smController controller, CancellationToken stop, string bridge = Bridge, Action<IDuplexPipe>? dialled = null)
    {
        SessionEnd end;
        do
        {
            var connection = await ConnectAsync(bridge);
            dialled?.Invoke(connection);
            end = await controller.RunSessionAsync(connection, bridge, stop);
        }
        while (end.Switch is null && !stop.IsCancellationRequested);
    }

    /// <summary>A new OpenFlow connection to the bridge, or to another of this name, dialled.</summary>
    public async Task<IDuplexPipe> ConnectAsync(string bridge = Bridge)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint($"{folder}/{bridge}.mgmt"));
        return new SocketPipe(socket);
    }

    /// <summary>Cuts a connection of <see cref="ConnectAsync"/> as the end of a process does.</summary>
    public static void Break(IDuplexPipe connection) => ((SocketPipe)connection).Break();

    /// <summary>Kills the switch daemon and starts it again: its tables are empty then.</summary>
    public async Task RestartAsync()
    {
        await StopAsync("vs.pid");
        await StartSwitchAsync();
    }

    /// <summary>
    /// Runs ovs-ofctl on the bridge; again, if the switch hung up before it came to say HELLO (<see cref="ServeAsync"/>): it has asked nothing by then.
    /// </summary>
    public async Task<string> OfctlAsync(string command, params string[] arguments)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return await RunAsync("ovs-ofctl", ["-O", "OpenFlow13", command, ManagementSocket, .. arguments]);
            }
            catch (InvalidOperationException e) when (tries < 10 && e.Message.Contains("failed to connect to socket (Broken pipe)", StringComparison.Ordinal))
            {
                // As ServeAsync dials again.
            }
        }
    }

    /// <summary>Runs ovs-ofctl on the bridge with these lines as its file.</summary>
    public async Task<string> OfctlFileAsync(string command, IEnumerable<string> lines)
    {
        var file = Path.Combine(folder, Path.GetRandomFileName());
        await File.WriteAllLinesAsync(file, lines);
        return await OfctlAsync(command, file);
    }

    /// <summary>Runs a frame through the real tables; the last line of the answer names the datapath's actions.</summary>
    public Task<string> TraceAsync(string flow, string? frame = null) => AppctlAsync(["ofproto/trace", Bridge, flow, .. frame is null ? [] : new[] { frame }]);

    /// <summary>The words of ovs-vsctl.</summary>
    public Task<string> VsctlAsync(params string[] arguments) => RunAsync("ovs-vsctl", ["--timeout=20", $"--db=unix:{folder}/db.sock", .. arguments]);

    /// <summary>Stops the daemons and removes the folder, however far the start came and whatever became of them since.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await StopAsync("vs.pid");
            await StopAsync("db.pid");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task StartDatabaseAsync()
    {
        await RunAsync("ovsdb-tool", "create", $"{folder}/conf.db", "/usr/share/openvswitch/vswitch.ovsschema");
        await StartDaemonAsync(
            "ovsdb-server", $"{folder}/conf.db", $"--remote=punix:{folder}/db.sock", $"--pidfile={folder}/db.pid", $"--unixctl={folder}/db.ctl",
            "-vconsole:off", "-vsyslog:off");
        await VsctlAsync("--no-wait", "init");
    }

    private Task<string> AddBridgeAsync(string name, ulong datapathId) => VsctlAsync(
        "add-br", name, "--", "set", "bridge", name, $"datapath_type={(within.Length > 0 ? "netdev" : "dummy")}", "protocols=OpenFlow13", "fail-mode=secure", $"other-config:datapath-id={datapathId:x16}");

    private Task<string> AddCableAsync(uint port, string end) => VsctlAsync(
        "add-port", Bridge, $"c{port}", "--", "set", "interface", $"c{port}", "type=dummy", end, $"ofport_request={port}");

    private static byte[] ReadShared(string path)
    {
        if (!File.Exists(path)) return [];
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var copy = new MemoryStream();
        file.CopyTo(copy);
        return copy.ToArray();
    }

    private async Task<string> AddUnderlayAsync(string bridge, string wire, string address)
    {
        await VsctlAsync(
            "add-br", bridge, "--", "set", "bridge", bridge, "datapath_type=dummy", "--", "add-port", bridge, $"{bridge}-wire", "--", "set", "interface",
            $"{bridge}-wire", "type=dummy", wire);
        await AppctlAsync("netdev-dummy/ip4addr", bridge, $"{address}/24");
        await AppctlAsync("ovs/route/add", $"{address}/24", bridge);
        return (await VsctlAsync("get", "interface", bridge, "mac_in_use")).Trim().Trim('"');
    }

    /// <summary>The words of ovs-appctl to the switch.</summary>
    public Task<string> AppctlAsync(params string[] arguments) => RunAsync("ovs-appctl", ["-t", $"{folder}/vs.ctl", .. arguments]);

    private Task<string> StartSwitchAsync() => StartDaemonAsync([
        "ovs-vswitchd", $"unix:{folder}/db.sock", $"--pidfile={folder}/vs.pid", $"--unixctl={folder}/vs.ctl", $"--log-file={folder}/vs.log", "-vconsole:off", "-vsyslog:off",
        .. within.Length > 0 ? [] : new[] { tunnels ? "--enable-dummy" : "--enable-dummy=override", "--disable-system", "--disable-system-route" }]);

    private Task<string> StartDaemonAsync(params string[] command)
    {
        string[] all = [.. within, .. command, "--detach", "--no-chdir"];
        return RunAsync(all[0], all[1..]);
    }

    /// <summary>Kills the daemon of this file, if it lives. Nothing that it holds outlives the folder, so nobody needs a clean end.</summary>
    private async Task StopAsync(string pidFile)
    {
        var path = Path.Combine(folder, pidFile);
        if (!File.Exists(path)) return;
        var pid = int.Parse(await File.ReadAllTextAsync(path), CultureInfo.InvariantCulture);
        if (!IsOurs(pid)) return;
        using (var daemon = Process.GetProcessById(pid)) daemon.Kill();
        await Condition.HoldsAsync(() => !HoldsFiles(pid), $"{pidFile}: the daemon is gone");
    }

    /// <summary>Whether the process was started on this folder: a number alone may be another's by now.</summary>
    private bool IsOurs(int pid) => Read($"/proc/{pid}/cmdline")?.Contains(folder, StringComparison.Ordinal) == true;

    /// <summary>
    /// Whether a killed process still holds what it had. Its command line goes first, its files, and the lock on its pid file with them, only with
    /// the last of its threads: a daemon that is started before that says that it runs already. Nobody may wait for what is left then.
    /// </summary>
    private static bool HoldsFiles(int pid)
    {
        if (Read($"/proc/{pid}/stat") is not { } stat) return false;
        try
        {
            return stat[stat.LastIndexOf(')')..] is not [_, _, 'Z' or 'X', ..] || Directory.GetDirectories($"/proc/{pid}/task").Length > 1;
        }
        catch (IOException)
        {
            return false; // gone meanwhile
        }
    }

    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private Task<string> RunAsync(string program, params string[] arguments) => OvsProgram.RunAsync(folder, program, arguments);

    [GeneratedRegex(@"output(:| port is )(?<port>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Output();

    [GeneratedRegex("tx pkts=(?<packets>[0-9]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SentPackets();
}
