using System.Collections.Immutable;

namespace L2sm.Sdn.Networks;

/// <summary>
/// Which network each of the last steps touched that led to a set. Names earlier sets by number, so that none is kept alive. Immutable.
/// </summary>
internal sealed class NetworkLineage
{
    /// <summary>As many steps are remembered: more than one request makes, and little to copy at each.</summary>
    internal const int Depth = 16;

    private static long last;

    private readonly long number = Interlocked.Increment(ref last);
    private readonly ImmutableArray<Step> steps;

    /// <summary>A set that was made from no other.</summary>
    public NetworkLineage()
        : this([])
    {
    }

    private NetworkLineage(ImmutableArray<Step> steps) => this.steps = steps;

    private readonly record struct Step(long From, NetworkId Touched);

    /// <summary>The lineage of a set that differs from this one's in one network.</summary>
    public NetworkLineage Then(NetworkId touched) =>
        new([.. steps.AsSpan()[(steps.Length < Depth ? 0 : 1)..], new Step(number, touched)]);

    /// <summary>The networks touched since an earlier set, each once; null if this one is not known to come from it.</summary>
    public NetworkId[]? TouchedSince(NetworkLineage earlier)
    {
        if (earlier.number == number) return [];
        for (var i = steps.Length - 1; i >= 0; i--)
            if (steps[i].From == earlier.number)
                return [.. steps.Skip(i).Select(step => step.Touched).Distinct()];
        return null;
    }
}
