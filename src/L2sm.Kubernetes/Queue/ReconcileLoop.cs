using L2sm.Kubernetes.Api;
using Microsoft.Extensions.Logging;

namespace L2sm.Kubernetes.Queue;

/// <summary>Works on keys: each time there is news of one, or it failed, or asked for it. Two workers never have the same key.</summary>
/// <param name="name">For the log.</param>
/// <param name="reconcile">Looks at what there is and makes it what it should be; may be cancelled at any point.</param>
/// <param name="options">How many at a time, and the pauses.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
public sealed class ReconcileLoop<TKey>(string name, Func<TKey, CancellationToken, Task<Reconciled>> reconcile, ReconcileLoopOptions options, TimeProvider time, ILogger logger) : IDisposable
    where TKey : notnull
{
    private readonly WorkQueue<TKey> queue = new(options.Backoff, time);

    /// <summary>Keys that are ready, in work or waiting for their time.</summary>
    public int Count => queue.Count;

    /// <summary>Keys that wait for their time.</summary>
    public int Waiting => queue.WaitingCount;

    /// <summary>There is news of a key. Quick, and never blocks: made for the handlers of caches.</summary>
    public void Add(TKey key) => queue.Add(key);

    /// <summary>A key is to be looked at after some time.</summary>
    public void AddAfter(TKey key, TimeSpan delay) => queue.AddAfter(key, delay);

    /// <summary>Works until cancelled; returns when the last worker is done.</summary>
    public Task RunAsync(CancellationToken cancellation) => Task.WhenAll(Enumerable.Range(0, options.Workers).Select(_ => WorkAsync(cancellation)));

    /// <inheritdoc/>
    public void Dispose() => queue.Dispose();

    private async Task WorkAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            TKey key;
            try
            {
                key = await queue.TakeAsync(cancellation);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            await ReconcileAsync(key, cancellation);
            queue.Done(key);
        }
    }

    private async Task ReconcileAsync(TKey key, CancellationToken cancellation)
    {
        try
        {
            var result = await reconcile(key, cancellation);
            queue.Forget(key);
            if (result.Again is { } again) queue.AddAfter(key, again);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            queue.Add(key); // whoever runs the loop next finds it
        }
        catch (KubernetesException e)
        {
            var pause = queue.Retry(key, e.RetryAfter ?? TimeSpan.Zero);
            if (e.Failure == KubernetesFailure.Conflict) Log.ReconcileConflict(logger, name, key, e.Message, pause.TotalSeconds);
            else Log.ReconcileFailed(logger, name, key, e.Message, pause.TotalSeconds);
        }
#pragma warning disable CA1031 // a fault over one key must not stop the work on the others
        catch (Exception e)
#pragma warning restore CA1031
        {
            var pause = queue.Retry(key);
            Log.ReconcileFault(logger, name, key, pause.TotalSeconds, e);
        }
    }
}
