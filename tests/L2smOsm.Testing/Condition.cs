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
}
