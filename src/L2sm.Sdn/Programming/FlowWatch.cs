using L2sm.OpenFlow.Matching;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Pipeline;

namespace L2sm.Sdn.Programming;

/// <summary>
/// The changes that others made to the flows of our tables, as the switch's flow monitor tells them, until they are dealt with. Learned
/// addresses are not watched: a host that is learned makes no message. Thread-safe, bounded.
/// </summary>
/// <param name="ring">Called when something waits that did not before.</param>
internal sealed class FlowWatch(Action ring)
{
    private const int Most = 4096;

    private readonly Lock gate = new();
    private List<FlowChanged> waiting = [];
    private bool overflowed;

    /// <summary>Begins to watch. What is there already is not told: the tables are read anyway.</summary>
    public static FlowMonitorRequest Request { get; } = new(
        [.. Tables.Programmed.Select(table => new FlowMonitor(
            1u + table, FlowMonitorFlags.Add | FlowMonitorFlags.Delete | FlowMonitorFlags.Modify | FlowMonitorFlags.Instructions, Match.Any, table))]);

    /// <summary>Something waits.</summary>
    public bool IsWaiting
    {
        get
        {
            lock (gate) return waiting.Count > 0 || overflowed;
        }
    }

    /// <summary>The switch tells changes. Our own come in short, and are left out.</summary>
    public void Tell(FlowMonitorReply report)
    {
        bool first;
        lock (gate)
        {
            first = waiting.Count == 0 && !overflowed;
            foreach (var change in report.Updates.OfType<FlowChanged>())
            {
                if (overflowed) break;
                waiting.Add(change);
                if (waiting.Count <= Most) continue;
                overflowed = true;
                waiting = [];
            }
            first &= waiting.Count > 0 || overflowed;
        }
        if (first) ring();
    }

    /// <summary>Takes what waits; null if it was too much to keep, so that the tables have to be read again.</summary>
    public IReadOnlyList<FlowChanged>? Take()
    {
        lock (gate)
        {
            IReadOnlyList<FlowChanged>? taken = overflowed ? null : waiting;
            (waiting, overflowed) = ([], false);
            return taken;
        }
    }
}
