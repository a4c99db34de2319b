using System.Diagnostics;

namespace L2smOsm.EndToEnd.Tests.Running;

/// <summary>A program that ran to its end.</summary>
internal sealed record Finished(int ExitCode, string Output, string Error)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static async Task<Finished> RunAsync(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync().WaitAsync(Limit);
            return new Finished(process.ExitCode, await output.WaitAsync(Limit), await error.WaitAsync(Limit));
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }
}
