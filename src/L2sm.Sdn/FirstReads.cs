using L2sm.OpenFlow;
using L2sm.Sdn.Pipeline;

namespace L2sm.Sdn;

/// <summary>
/// What switches hold that differ from a plan of which nobody knows yet what others hold: such a switch waits for those others, so that the plan takes in all of
/// them at once. One by one, each would have trees go back for the sake of edges that a moment later prove not to be there, and on the first start
/// of a whole fabric every rule would be written several times. All members are called under the controller's lock.
/// </summary>
/// <param name="adopt">Takes what some switches hold into the plan. Called under the lock.</param>
/// <param name="gate">The controller's lock.</param>
/// <param name="clock">Time.</param>
internal sealed class FirstReads(Action<IReadOnlyDictionary<DatapathId, SwitchTables>> adopt, Lock gate, TimeProvider clock) : IDisposable
{
    // For the next to come, and for all. Switches of one fabric come back in bursts; for one that does not come it is not long.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250), Limit = TimeSpan.FromSeconds(1);

    private readonly Dictionary<DatapathId, (SwitchAgent Agent, SwitchTables Held)> waiting = [];
    private TaskCompletionSource adopted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ITimer? timer;
    private long began; // while the timer is there

    /// <summary>Takes in what a switch holds. The task ends once it is in the plan: until then nothing may be sent to the switch.</summary>
    public Task Take(SwitchAgent agent, SwitchTables held, FabricPlan plan)
    {
        var waits = adopted.Task;
        if (plan.Explains(agent.Id, held)) adopt(new Dictionary<DatapathId, SwitchTables> { [agent.Id] = held });
        else waiting[agent.Id] = (agent, held);
        if (waiting.Count == 0) return Task.CompletedTask;
        // A switch without a link holds no edge.
        if (plan.Unread.All(id => id == agent.Id || waiting.ContainsKey(id) || plan.Graph.NeighboursOf(id).IsEmpty)) AdoptAll();
        else WaitForNext();
        return waiting.ContainsKey(agent.Id) ? waits : Task.CompletedTask;
    }

    /// <summary>The session is over: what it read may have changed since.</summary>
    public void Drop(SwitchAgent agent)
    {
        if (waiting.TryGetValue(agent.Id, out var entry) && entry.Agent == agent) waiting.Remove(agent.Id);
    }

    /// <summary>Another controller may have written since.</summary>
    public void DropAll() => waiting.Clear();

    /// <inheritdoc/>
    public void Dispose() => timer?.Dispose();

    private void WaitForNext()
    {
        if (timer is null) (began, timer) = (clock.GetTimestamp(), clock.CreateTimer(_ => Expire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        var left = Limit - clock.GetElapsedTime(began);
        timer.Change(left < Patience ? (left > TimeSpan.Zero ? left : TimeSpan.Zero) : Patience, Timeout.InfiniteTimeSpan);
    }

    private void Expire()
    {
        lock (gate) AdoptAll();
    }

    private void AdoptAll()
    {
        timer?.Dispose();
        timer = null;
        var read = waiting.ToDictionary(entry => entry.Key, entry => entry.Value.Held);
        waiting.Clear();
        var told = adopted;
        adopted = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (read.Count > 0) adopt(read);
        told.SetResult();
    }
}
