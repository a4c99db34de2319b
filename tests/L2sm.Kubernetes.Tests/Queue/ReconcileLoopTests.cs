using System.Collections.Concurrent;
using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Queue;
using L2smOsm.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace L2sm.Kubernetes.Tests.Queue;

public sealed class ReconcileLoopTests
{
    private readonly FakeTimeProvider time = new();
    private readonly TestLog log = new();
    private readonly ConcurrentQueue<string> worked = [];

    [Fact]
    public async Task What_failed_is_tried_again_not_before_the_time_that_the_server_asked_for()
    {
        var fails = true;
        await using var running = Run(key => fails ? throw new KubernetesException(KubernetesFailure.TooManyRequests, "not now", TimeSpan.FromMinutes(5)) : Reconciled.Done);
        running.Loop.Add("a");
        await Condition.HoldsAsync(() => running.IsResting && log.Lines.Any(line => line.Event.Id == 4010), "the failure is told, and the key waits");
        fails = false;

        time.Advance(TimeSpan.FromMinutes(4.9));
        worked.Count.ShouldBe(1);
        time.Advance(TimeSpan.FromMinutes(0.2));
        await Condition.HoldsAsync(() => worked.Count == 2 && running.Loop.Count == 0, "it is tried again");
        log.HasNoErrors();
    }

    [Fact]
    public async Task A_fault_over_one_key_stops_no_other()
    {
        await using var running = Run(key => key == "bad" ? throw new InvalidOperationException("a bug") : Reconciled.Done);
        running.Loop.Add("bad");
        running.Loop.Add("good");

        await Condition.HoldsAsync(() => worked.Contains("good") && running.Loop is { Count: 1, Waiting: 1 }, "the other is done, and the bad one waits");
        await Condition.HoldsAsync(() => log.Lines.Any(line => line.Event.Id == 4012 && line.Level == LogLevel.Error && line.Text.Contains("a bug")), "the fault is told");
    }

    [Fact]
    public async Task What_asks_for_it_is_looked_at_again()
    {
        await using var running = Run(_ => Reconciled.After(TimeSpan.FromHours(1)));
        running.Loop.Add("a");
        for (var round = 1; round <= 3; round++)
        {
            await Condition.HoldsAsync(() => worked.Count == round && running.IsResting, $"round {round}");
            time.Advance(TimeSpan.FromHours(1));
        }
        await Condition.HoldsAsync(() => worked.Count == 4, "the last round");
    }

    [Fact]
    public async Task What_was_cut_off_is_worked_on_by_the_next_run()
    {
        var release = new TaskCompletionSource();
        var loop = new ReconcileLoop<string>("test", async (key, cancellation) =>
        {
            worked.Enqueue(key);
            await release.Task.WaitAsync(cancellation);
            return Reconciled.Done;
        }, new ReconcileLoopOptions(), time, log);
        using var first = new CancellationTokenSource();
        var running = loop.RunAsync(first.Token);
        loop.Add("a");
        await Condition.HoldsAsync(() => worked.Count == 1, "it is in work");
        await first.CancelAsync();
        await running;
        loop.Count.ShouldBe(1);

        release.SetResult();
        using var second = new CancellationTokenSource();
        running = loop.RunAsync(second.Token);
        await Condition.HoldsAsync(() => worked.Count == 2 && loop.Count == 0, "it is done");
        await second.CancelAsync();
        await running;
        log.HasNoErrors();
        loop.Dispose();
    }

    private Running Run(Func<string, Reconciled> reconcile) => new(time, log, key =>
    {
        worked.Enqueue(key);
        return reconcile(key);
    });

    private sealed class Running : IAsyncDisposable
    {
        private readonly CancellationTokenSource stop = new();
        private readonly Task task;

        public Running(TimeProvider time, TestLog log, Func<string, Reconciled> reconcile)
        {
            Loop = new ReconcileLoop<string>("test", (key, _) => Task.FromResult(reconcile(key)), new ReconcileLoopOptions { Workers = 2 }, time, log);
            task = Loop.RunAsync(stop.Token);
        }

        public ReconcileLoop<string> Loop { get; }

        public bool IsResting => Loop.Waiting == 1;

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await task;
            Loop.Dispose();
            stop.Dispose();
        }
    }
}
