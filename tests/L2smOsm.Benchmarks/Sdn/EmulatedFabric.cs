using System.Net;
using L2sm.OpenFlow;
using L2sm.OpenFlow.Actions;
using L2sm.OpenFlow.Matching;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Topology;

namespace L2smOsm.Benchmarks.Sdn;

/// <summary>Emulated switches 1 to n, as <see cref="MeasuredController.Links"/> joins them.</summary>
internal sealed class EmulatedFabric : IAsyncDisposable
{
    private readonly EmulatedSwitch[] switches;
    private readonly Dictionary<PortKey, PortKey> cables = [];
    private CancellationTokenSource hangUp = new();
    private Task[] sessions = [];
    private TaskCompletionSource programmed = new();

    /// <summary>Makes them.</summary>
    /// <param name="count">How many.</param>
    /// <param name="hostPorts">Ports of each beside those of links.</param>
    /// <param name="carries">Frames of the controller go over the links, so that it discovers them.</param>
    public EmulatedFabric(int count, int hostPorts, bool carries = false)
    {
        switches =
        [
            .. Enumerable.Range(1, count).Select(at => new EmulatedSwitch(
                new DatapathId((ulong)at), [.. Enumerable.Range(1, hostPorts).Select(port => (uint)port), .. LinkPorts(at, count)]) { FrameSent = carries ? Carry : null }),
        ];
        if (!carries) return;
        foreach (var link in MeasuredController.Links(count)) (cables[link.A], cables[link.B]) = (link.B, link.A);
    }

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

    private void Carry(EmulatedSwitch from, PacketOut sent)
    {
        foreach (var action in sent.Actions.Items)
            if (action is OutputAction output && cables.TryGetValue(new PortKey(from.Id, output.Port), out var far))
                _ = Task.Run(() => switches[(int)far.Switch.Value - 1].ShowAsync(new PacketIn(
                    uint.MaxValue, (ushort)sent.Data.Count, PacketInReason.Action, 0, 0,
                    Match.Of(MatchField.InPort(far.PortNo), MatchField.TunnelId(NetworkId.Discovery)), sent.Data)));
    }

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
