using System.Diagnostics;

namespace L2smOsm.Testing;

/// <summary>Waits for what becomes true by itself, with a deadline.</summary>
public static class Condition
{
    /// <summary>Polls until the condition holds; fails with what was last seen.</summary>
    public static async Task HoldsAsync(Func<bool> condition, string what, TimeSpan? within = null)
    {
        var limit = within ?? TimeSpan.FromSeconds(20);
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            if (watch.Elapsed > limit) throw new TimeoutException($"not within {limit.TotalSeconds:0.#} s: {what}");
            await Task.Delay(5);
        }
    }

    /// <summary>Looks until what is seen is as it should be, and returns it; fails with what was last seen.</summary>
    public static async Task<T> ReachesAsync<T>(Func<Task<T>> look, Predicate<T> isReached, string what, TimeSpan? within = null)
    {
        var limit = within ?? TimeSpan.FromSeconds(20);
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var seen = await look();
            if (isReached(seen)) return seen;
            if (watch.Elapsed > limit) throw new TimeoutException($"not within {limit.TotalSeconds:0.#} s: {what}; last seen: {seen}");
            await Task.Delay(20);
        }
    }
}
