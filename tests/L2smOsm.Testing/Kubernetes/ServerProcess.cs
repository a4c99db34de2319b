using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace L2smOsm.Testing.Kubernetes;

/// <summary>
/// A program that dies with the tests, however they end: a shell beside it waits for the end of a pipe that we hold, and cleans up then.
/// </summary>
internal sealed class ServerProcess : IDisposable
{
    private const string Script = """
        log=$1 folder=$2; shift 2
        exec 3<&0 2>/dev/null
        "$@" </dev/null >"$log" 2>&1 &
        child=$!
        (read -r end <&3; kill -0 $$ && kill -KILL $child; [ -z "$folder" ] || rm -rf "$folder") >/dev/null 2>&1 &
        wait $child
        """;

    private readonly Process process;
    private readonly string log;

    private ServerProcess(Process process, string log)
    {
        this.process = process;
        this.log = log;
    }

    public bool HasExited => process.HasExited;

    /// <summary>The last words.</summary>
    public string Said => File.Exists(log) ? string.Join('\n', File.ReadLines(log).TakeLast(15)) : "";

    /// <summary>Starts a program.</summary>
    /// <param name="log">Where its output goes.</param>
    /// <param name="folder">What is deleted after our end, or our <see cref="Dispose"/>; empty for nothing.</param>
    /// <param name="command">The program and its arguments.</param>
    public static ServerProcess Start(string log, string folder, params string[] command)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", Script, "sh", log, folder, .. command]) { RedirectStandardInput = true, UseShellExecute = false };
        return new ServerProcess(Process.Start(start)!, log);
    }

    /// <summary>A port that is free now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit(10_000);
        process.Dispose();
    }
}
