using L2sm.Kubernetes.Queue;
using L2smOsm.Testing;
using Microsoft.Extensions.Time.Testing;

namespace L2sm.Kubernetes.Tests.Queue;

public sealed class WorkQueueTests : IDisposable
{
    private static readonly Backoff Pauses = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(8));

    private readonly FakeTimeProvider time = new();
    private readonly WorkQueue<string> queue;

    public WorkQueueTests() => queue = new WorkQueue<string>(Pauses, time);

    public void Dispose() => queue.Dispose();

    [Fact]
    public async Task A_key_that_is_added_often_comes_once()
    {
        for (var i = 0; i < 3; i++) queue.Add("a");
        queue.Add("b");

        (await queue.TakeAsync()).ShouldBe("a");
        (await queue.TakeAsync()).ShouldBe("b");
        IsEmpty().ShouldBeTrue();
        queue.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_key_that_is_added_while_it_is_worked_on_comes_again_only_when_that_is_done()
    {
        queue.Add("a");
        await queue.TakeAsync();
        queue.Add("a");
        queue.Add("a");
        IsEmpty().ShouldBeTrue();

        queue.Done("a");

        (await queue.TakeAsync()).ShouldBe("a");
        queue.Done("a");
        IsEmpty().ShouldBeTrue();
        queue.Count.ShouldBe(0);
    }

    [Fact]
    public async Task The_earlier_of_two_times_counts()
    {
        queue.AddAfter("a", TimeSpan.FromSeconds(10));
        queue.AddAfter("a", TimeSpan.FromSeconds(2));
        queue.AddAfter("a", TimeSpan.FromSeconds(5));

        time.Advance(TimeSpan.FromSeconds(1.9));
        IsEmpty().ShouldBeTrue();
        time.Advance(TimeSpan.FromSeconds(0.2));
        (await queue.TakeAsync()).ShouldBe("a");
        queue.Done("a");

        time.Advance(TimeSpan.FromSeconds(20));
        IsEmpty().ShouldBeTrue();
    }

    [Fact]
    public async Task News_end_the_waiting()
    {
        queue.AddAfter("a", TimeSpan.FromSeconds(10));
        queue.Add("a");
        (await queue.TakeAsync()).ShouldBe("a");
        queue.Done("a");

        time.Advance(TimeSpan.FromSeconds(20));
        IsEmpty().ShouldBeTrue();
    }

    [Fact]
    public void Pauses_grow_with_each_failure_up_to_the_longest_and_start_anew_once_forgotten()
    {
        var pauses = Enumerable.Range(0, 6).Select(_ => queue.Retry("a")).ToArray();

        double[] whole = [1, 2, 4, 8, 8, 8];
        for (var i = 0; i < whole.Length; i++) pauses[i].TotalSeconds.ShouldBeInRange(whole[i] / 2, whole[i]);
        queue.Retry("b").TotalSeconds.ShouldBeLessThanOrEqualTo(1);
        queue.Forget("a");
        queue.Retry("a").TotalSeconds.ShouldBeLessThanOrEqualTo(1);
        queue.Retry("c", TimeSpan.FromSeconds(30)).ShouldBe(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task No_key_is_with_two_workers_and_none_is_lost()
    {
        const int Keys = 20, Workers = 8, Rounds = 500;
        using var many = new WorkQueue<int>(Pauses, TimeProvider.System);
        var wanted = new int[Keys];
        var done = new int[Keys];
        var inside = new int[Keys];
        using var stop = new CancellationTokenSource();
        var workers = Enumerable.Range(0, Workers).Select(_ => Task.Run(async () =>
        {
            while (true)
            {
                int key;
                try
                {
                    key = await many.TakeAsync(stop.Token);
                }
                catch (OperationCanceledException)
                {
                    return;
                }
                Interlocked.Increment(ref inside[key]).ShouldBe(1);
                var seen = Volatile.Read(ref wanted[key]);
                await Task.Yield();
                Volatile.Write(ref done[key], seen);
                Interlocked.Decrement(ref inside[key]);
                many.Done(key);
            }
        })).ToArray();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(adder => Task.Run(() =>
        {
            for (var i = 0; i < Rounds; i++)
            {
                var key = (i * 7 + adder) % Keys;
                Interlocked.Increment(ref wanted[key]);
                many.Add(key);
            }
        })));

        await Condition.HoldsAsync(() => Enumerable.Range(0, Keys).All(key => Volatile.Read(ref done[key]) == wanted[key]), "the last news of every key is worked on");
        await stop.CancelAsync();
        await Task.WhenAll(workers);
        many.Count.ShouldBe(0);
    }

    private bool IsEmpty()
    {
        using var now = new CancellationTokenSource();
        var take = queue.TakeAsync(now.Token);
        if (take.IsCompleted) return false;
        now.Cancel();
        return true;
    }
}
