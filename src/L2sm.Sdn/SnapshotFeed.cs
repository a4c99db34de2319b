using L2sm.OpenFlow;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Pipeline;
using L2sm.Sdn.Telemetry;

namespace L2sm.Sdn;

/// <summary>What people are told of the fabric: the newest snapshot, and news of it for those who wait. Under the controller's lock.</summary>
/// <param name="first">What is told before anything happens.</param>
/// <param name="unconfirmed">Is shown each network that is told of.</param>
/// <param name="options">The underlay's MTU.</param>
internal sealed class SnapshotFeed(FabricSnapshot first, ConfirmationTimes unconfirmed, L2smControllerOptions options)
{
    private volatile FabricSnapshot newest = first;
    private TaskCompletionSource<FabricSnapshot> next = NewSignal();

    /// <summary>The newest. May be read without the lock.</summary>
    public FabricSnapshot Newest => newest;

    /// <summary>The newest, with the counters of these switches as they are now.</summary>
    public FabricSnapshot Fresh(IEnumerable<SwitchAgent> agents)
    {
        var switches = newest.Switches.ToBuilder(); // which copies a node of the tree once, however many below it change
        foreach (var agent in agents)
        {
            var (counters, inSync) = (agent.Session.Counters, agent.Programmer.InSync);
            if (switches.TryGetValue(agent.Id, out var status) && (status.Counters != counters || status.InSync != inSync))
                switches[agent.Id] = status with { Counters = counters, InSync = inSync };
        }
        var fresh = switches.ToImmutable();
        return ReferenceEquals(fresh, newest.Switches) ? newest : newest with { Switches = fresh };
    }

    /// <summary>The first that is newer than this version: there already, or to come.</summary>
    public Task<FabricSnapshot> After(long version) => newest.Version > version ? Task.FromResult(newest) : next.Task;

    /// <summary>Puts a snapshot in place of the newest, with the next version, and wakes who waits.</summary>
    /// <param name="snapshot">The newest, with what is other than before.</param>
    /// <param name="networks">The networks of which something else may have to be said.</param>
    /// <param name="plan">What should be.</param>
    /// <param name="agents">The switches that are there.</param>
    public void Publish(FabricSnapshot snapshot, IEnumerable<NetworkId> networks, FabricPlan plan, IReadOnlyDictionary<DatapathId, SwitchAgent> agents)
    {
        var realizations = snapshot.Networks.ToBuilder();
        var now = new NetworkRealizations(plan, agents, options);
        foreach (var id in networks)
            if (plan.Plans.TryGetValue(id, out var network))
            {
                var realization = now.Of(network, realizations.GetValueOrDefault(id));
                realizations[id] = realization;
                unconfirmed.Saw(realization);
            }
            else
            {
                unconfirmed.Forget(id);
            }
        newest = snapshot with { Version = newest.Version + 1, Networks = realizations.ToImmutable() };
        var signal = next;
        next = NewSignal();
        signal.SetResult(newest);
    }

    private static TaskCompletionSource<FabricSnapshot> NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
