using System.Diagnostics;

namespace L2smOsm.Testing.Switching;

/// <summary>Runs the programs of Open vSwitch, with what they leave in one folder.</summary>
internal static class OvsProgram
{
    /// <summary>Runs one until it ends, or its daemon is up, and gives what it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed; says how.</exception>
    public static async Task<string> RunAsync(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["OVS_RUNDIR"] = folder;
        start.Environment["OVS_LOGDIR"] = folder;
        start.Environment["PATH"] = $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin";
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        // A daemon keeps its error stream open, so only the parent's end tells that the command is done.
        var detached = arguments.Contains("--detach");
        // Read while it runs: a large dump does not fit the pipe.
        var reading = detached ? Task.FromResult("") : process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var output = await reading;
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments.Take(4))}…: {(detached ? "did not start" : await process.StandardError.ReadToEndAsync())}");
        return output;
    }
}
