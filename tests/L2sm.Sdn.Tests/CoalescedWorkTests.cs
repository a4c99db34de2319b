namespace L2sm.Sdn.Tests;

public sealed class CoalescedWorkTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task All_who_ask_while_it_is_done_are_served_by_one_more_run()
    {
        using var stop = new CancellationTokenSource();
        using var begun = new SemaphoreSlim(0);
        using var goOn = new SemaphoreSlim(0);
        var work = new CoalescedWork(
            () =>
            {
                begun.Release();
                goOn.Wait();
            },
            fault => throw fault);
        var running = Task.Run(() => work.RunAsync(stop.Token));

        work.Ask();
        (await begun.WaitAsync(Patience)).ShouldBeTrue("it begins at once");
        for (var i = 0; i < 10; i++) work.Ask();
        goOn.Release(2);

        (await begun.WaitAsync(Patience)).ShouldBeTrue("it is done once more");
        await stop.CancelAsync();
        await running.WaitAsync(Patience);
        begun.CurrentCount.ShouldBe(0, "and not a third time");
    }

    [Fact]
    public async Task A_run_that_fails_is_told_and_the_next_comes_all_the_same()
    {
        using var stop = new CancellationTokenSource();
        using var runs = new SemaphoreSlim(0);
        var faults = new List<string>();
        var work = new CoalescedWork(
            () =>
            {
                runs.Release();
                throw new InvalidOperationException("no");
            },
            fault => faults.Add(fault.Message));
        var running = Task.Run(() => work.RunAsync(stop.Token));

        for (var i = 0; i < 2; i++)
        {
            work.Ask();
            (await runs.WaitAsync(Patience)).ShouldBeTrue();
        }
        await stop.CancelAsync();
        await running.WaitAsync(Patience);

        faults.ShouldBe(["no", "no"]);
    }
}
