using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace L2smOsm.EndToEnd.Tests.Running.Nodes;

/// <summary>
/// A machine of its own as far as the network goes: a network namespace and a process namespace without names. A shell in it waits for the end of a
/// pipe that we hold: however we end, the kernel ends all that runs there and removes all that is linked there.
/// </summary>
internal sealed class NetworkSpace : IAsyncDisposable
{
    // IPv6's own multicasts would only disturb: a userspace datapath has one thread.
    private const string Script = """
        for kind in all default; do [ ! -e /proc/sys/net/ipv6 ] || echo 1 >/proc/sys/net/ipv6/conf/$kind/disable_ipv6; done
        ip link set lo up
        read -r pid rest </proc/self/stat
        echo "$pid"
        read -r end
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Process process;

    private NetworkSpace(Process process) => this.process = process;

    /// <summary>Why there can be none on this machine; null if there can.</summary>
    public static string? Missing { get; } = FindMissing();

    /// <summary>The process that holds it, as processes outside see it.</summary>
    public int Pid { get; private set; }

    /// <summary>The command that starts a program in it, which ends with it at the latest.</summary>
    public string[] Enter => ["nsenter", $"--target={Number}", "--net", "--pid", "--"];

    private string Number => Pid.ToString(CultureInfo.InvariantCulture);

    public static async Task<NetworkSpace> StartAsync()
    {
        var space = new NetworkSpace(Process.Start(Unshare("/bin/sh", "-ec", Script))!);
        try
        {
            var said = await space.process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
            space.Pid = int.Parse(said ?? throw new InvalidOperationException(await space.process.StandardError.ReadToEndAsync()), CultureInfo.InvariantCulture);
            return space;
        }
        catch
        {
            await space.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a line of the shell on its interfaces; to links, processes have the numbers that they have outside.</summary>
    public Task ShellAsync(string script) => RunAsync("nsenter", $"--target={Number}", "--net", "--", "/bin/sh", "-ec", script);

    /// <summary>Runs a program in it to its end.</summary>
    public Task<Finished> TryAsync(params string[] command) => Finished.RunAsync(StartInfo(command));

    /// <summary>Starts a program in it.</summary>
    public Process Start(params string[] command) => Process.Start(StartInfo(command))!;

    /// <summary>Runs a program here, outside; fails if it fails.</summary>
    public static async Task RunAsync(params string[] command)
    {
        var run = await Finished.RunAsync(Heard(command));
        if (run.ExitCode != 0) throw new InvalidOperationException($"{string.Join(' ', command)}: {run.Error}");
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(Patience);
        process.Dispose();
    }

    private ProcessStartInfo StartInfo(string[] command) => Heard([.. Enter, .. command]);

    private static ProcessStartInfo Unshare(params string[] command)
    {
        var start = Heard(["unshare", "--net", "--pid", "--fork", "--kill-child=KILL", "--", .. command]);
        start.RedirectStandardInput = true;
        return start;
    }

    private static ProcessStartInfo Heard(string[] command) =>
        new(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };

    private static string? FindMissing()
    {
        try
        {
            using var tried = Process.Start(Unshare("ip", "link"))!;
            tried.WaitForExit();
            return tried.ExitCode == 0 ? null : "needs root, for network namespaces, and ip: apt-get install iproute2 (build/setup-machine does it)";
        }
        catch (Win32Exception)
        {
            return "needs unshare: apt-get install util-linux (build/setup-machine does it)";
        }
    }
}
