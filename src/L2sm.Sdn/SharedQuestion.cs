namespace L2sm.Sdn;

/// <summary>
/// A question that any number of callers share. Who comes while it is under way shares the next one: the answer to the first may be older than what he
/// asks about. So at most one is under way, all who wait cost one more, and each gets an answer of after he came.
/// </summary>
/// <param name="ask">Asks. Its end frees the next question.</param>
internal sealed class SharedQuestion<T>(Func<Task<T>> ask)
{
    private readonly Lock gate = new();
    private Task last = Task.CompletedTask;
    private Task<T>? waiting;

    /// <summary>The answer.</summary>
    public Task<T> AskAsync()
    {
        lock (gate) return waiting ??= AskAfterAsync(last);
    }

    private async Task<T> AskAfterAsync(Task before)
    {
        // Elsewhere, whatever came of it: who calls holds the lock.
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.SuppressThrowing);
        lock (gate) (last, waiting) = (waiting!, null);
        return await ask();
    }
}
