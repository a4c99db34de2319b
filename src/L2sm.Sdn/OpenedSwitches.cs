using System.Collections.Immutable;
using L2sm.OpenFlow;
using Microsoft.Extensions.Logging;

namespace L2sm.Sdn;

/// <summary>
/// Infers which switches may forward without our rules: those that are not fail-secure do, some time after they lost their controller, and hide
/// it (DESIGN §4). Of the time before this process began nothing can be said.
/// </summary>
internal sealed class OpenedSwitches(L2smControllerOptions options, TimeProvider clock, ILogger logger)
{
    /// <summary>The switches, with those marked that may have opened by now; each is logged once.</summary>
    public ImmutableSortedDictionary<DatapathId, SwitchStatus> Mark(ImmutableSortedDictionary<DatapathId, SwitchStatus> switches)
    {
        if (options.FailSecure) return switches;
        var now = clock.GetUtcNow();
        foreach (var (id, status) in switches)
            if (status is { MayHaveOpenedSince: null, LastHeard: { } heard } && now > heard + options.OpensAfter)
            {
                Log.MayHaveOpened(logger, id, (now - heard).TotalSeconds, heard + options.OpensAfter);
                switches = switches.SetItem(id, status with { MayHaveOpenedSince = heard + options.OpensAfter });
            }
        return switches;
    }

    /// <summary>A switch is back: says once from when to when it may have been open.</summary>
    public void Returned(DatapathId id, DateTimeOffset? lastHeard)
    {
        var now = clock.GetUtcNow();
        if (!options.FailSecure && lastHeard + options.OpensAfter is { } opened && now > opened) Log.MayHaveBeenOpen(logger, id, opened, now);
    }
}
