using System.Net;
using L2sm.OpenFlow;

namespace L2smOsm.Benchmarks.Sdn;

/// <summary>Emulated switches 1 to n, as <see cref="MeasuredController.Links"/> joins them.</summary>
internal sealed class EmulatedFabric(int count, int hostPorts) : IAsyncDisposable
{
    private readonly EmulatedSwitch[] switches =
        [.. Enumerable.Range(1, count).Select(at => new EmulatedSwitch(new DatapathId((ulong)at), [.. Enumerable.Range(1, hostPorts).Select(port => (uint)port), .. LinkPorts(at, count)]))];

    private CancellationTokenSource hangUp = new();
    private Task[] sessions = [];
    private TaskCompletionSource programmed = new();

    /// <summary>Every switch has been sent a rule since it connected.</summary>
    public Task Programmed => programmed.Task;

    /// <summary>Mods that all of them got since they connected.</summary>
    public int Mods => switches.Sum(each => each.Mods);

    /// <summary>All of them dial; those that had a session hang up first.</summary>
    public async Task ConnectAsync(IPEndPoint controller)
    {
        await HangUpAsync();
        hangUp = new CancellationTokenSource();
        programmed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var waiting = switches.Length;
        void One()
        {
            if (Interlocked.Decrement(ref waiting) == 0) programmed.SetResult();
        }

        sessions = [.. switches.Select(each => Task.Run(() => each.RunAsync(controller, One, hangUp.Token)))];
    }

    public async ValueTask DisposeAsync() => await HangUpAsync();

    private async Task HangUpAsync()
    {
        await hangUp.CancelAsync();
        try
        {
            await Task.WhenAll(sessions);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // Told to hang up, or the controller was killed.
        }
        hangUp.Dispose();
    }

    private static IEnumerable<uint> LinkPorts(int at, int count) =>
        count > 500 ? [] : MeasuredController.Links(count).SelectMany(link => new[] { link.A, link.B }).Where(end => end.Switch.Value == (ulong)at).Select(end => end.PortNo);
}
