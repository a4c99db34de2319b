using L2sm.Kubernetes.Operator;
using L2smOsm.Testing;
using L2smOsm.Testing.Kubernetes;

namespace L2sm.Kubernetes.Tests.Clusters;

/// <summary>
/// Our process is killed at each call that it makes, before the call reaches the API server and after, while a network is made and while it is
/// deleted: the next process ends in the right state, with no duplicate and no orphan.
/// </summary>
public sealed class KilledProcessTests
{
    private const int MoreThanItCalls = 60;

    [Theory]
    [MemberData(nameof(ApiServers.Best), MemberType = typeof(ApiServers))]
    public async Task Killed_before_any_call_reaches_the_server_it_ends_right(string on) => await KillAtEachCallAsync(on, isAnswerLost: false);

    [Theory]
    [MemberData(nameof(ApiServers.Best), MemberType = typeof(ApiServers))]
    public async Task Killed_before_any_answer_comes_back_it_ends_right(string on) => await KillAtEachCallAsync(on, isAnswerLost: true);

    private static async Task KillAtEachCallAsync(string on, bool isAnswerLost)
    {
        await using var cluster = await TestCluster.MakeAsync(on);
        await cluster.MakePodAsync("a", cluster.Node1, "red");
        var port = cluster.Port(cluster.Node1, 1);
        var calls = 0;
        for (var wasKilled = true; wasKilled; calls++)
        {
            calls.ShouldBeLessThan(MoreThanItCalls);
            var wish = cluster.Wish("red");
            wasKilled = await RunKilledAsync(cluster, calls, isAnswerLost, () => cluster.Networks.ProgressOf("red")?.State == NetworkProgressState.Available && cluster.Host.NetworkOf(port) == "red");

            cluster.Start();
            await cluster.AvailableAsync("red");
            await cluster.InAsync(port, "red");
            cluster.Owner.WishOf((await cluster.AllNetworksAsync()).ShouldHaveSingleItem().Metadata).ShouldBe(wish.Id);
            await cluster.StopAsync();

            cluster.Host.NoLongerWish("red");
            await RunKilledAsync(cluster, calls, isAnswerLost, () => cluster.Caches.Networks.IsSynced && cluster.Caches.Networks.Count == 0);
            cluster.Start();
            await Condition.ReachesAsync(cluster.AllNetworksAsync, all => all.Count == 0, "no network is left");
            await cluster.StopAsync();
        }
        calls.ShouldBeGreaterThan(6, "there were calls to be killed at");
    }

    /// <summary>Runs until the call of this number, or until all is done. True where it was killed.</summary>
    private static async Task<bool> RunKilledAsync(TestCluster cluster, int callsBefore, bool isAnswerLost, Func<bool> isDone)
    {
        var seen = 0;
        var isHit = () => false;
        await cluster.StartOverLinkAsync(link =>
        {
            bool IsLast(ApiRequest request) => Interlocked.Increment(ref seen) == callsBefore + 1;
            if (isAnswerLost)
            {
                link.LoseNext(1, IsLast);
                // Nothing that it calls after that arrives: it is dead.
                link.FailNext(int.MaxValue, _ => Volatile.Read(ref seen) > callsBefore, 500, "InternalError");
                isHit = () => link.Calls.Any(call => call.Status == 0);
            }
            else
            {
                var hold = link.HoldBack(IsLast);
                isHit = () => hold.Waiting > 0;
            }
        });
        await Condition.HoldsAsync(() => isHit() || isDone(), "it came to the call, or to its end");
        var wasHit = isHit();
        await cluster.StopAsync();
        return wasHit;
    }
}
