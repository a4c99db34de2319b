using Grpc.Core;
using L2smOsm.Testing;
using Osm.L2sm.Connector.Services;
using Osm.L2sm.Connector.Tests.Testing;
using Osm.L2sm.V1;
using NetworkEvent = Osm.L2sm.V1.NetworkEvent;

namespace Osm.L2sm.Connector.Tests.Grpc;

public sealed class WatchTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_watcher_gets_the_snapshot_its_end_and_each_change()
    {
        await using var connector = await TestConnector.StartAsync();
        var first = await connector.CreateAsync("a-1");
        using var watch = connector.Networks.WatchNetworks(new WatchNetworksRequest(), deadline: DateTime.MaxValue);

        (await NextAsync(watch)).Changed.Id.ShouldBe(first.Id);
        (await NextAsync(watch)).EndOfSnapshot.ShouldBeTrue();

        var second = await connector.CreateAsync("b-1");
        (await NextAsync(watch)).Changed.Id.ShouldBe(second.Id);

        // The news of a creation may come late, and is told as it is then: in which order, and how often on the way, is not promised.
        connector.Fabric.Connect(0xa1, "veth-a");
        var active = new HashSet<string>();
        while (active.Count < 2)
            if ((await NextAsync(watch)).Changed is { Status: NetworkStatus.Active } network) active.Add(network.Id);
        active.ShouldBe([first.Id, second.Id], ignoreOrder: true);

        await connector.AttachAsync(second.Id, "00000000000000a1", 1);
        await UntilAsync(watch, second.Id, network => network is { Ports: 1, PortsConfirmed: 1, Status: NetworkStatus.Active });

        await connector.Networks.DeleteNetworkAsync(new DeleteNetworkRequest { Id = first.Id });
        (await NextAsync(watch)).DeletedId.ShouldBe(first.Id);
    }

    [Fact]
    public async Task A_watch_ends_with_the_service_and_says_so()
    {
        await using var connector = await TestConnector.StartAsync();
        using var watch = connector.Networks.WatchNetworks(new WatchNetworksRequest());
        (await NextAsync(watch)).EndOfSnapshot.ShouldBeTrue();
        var refusal = Refusal.OfAsync(() => NextAsync(watch));
        await connector.StopAsync().WaitAsync(TimeSpan.FromSeconds(5));
        (await refusal).Reason.ShouldBe("SHUTTING_DOWN");
    }

    [Fact]
    public async Task A_fault_in_following_the_fabric_loses_no_news()
    {
        await using var connector = await TestConnector.StartAsync("--Logging:LogLevel:Default=None");
        var network = await connector.CreateAsync("a-1");
        using var watch = connector.Networks.WatchNetworks(new WatchNetworksRequest());
        (await NextAsync(watch)).Changed.Id.ShouldBe(network.Id);
        (await NextAsync(watch)).EndOfSnapshot.ShouldBeTrue();

        connector.Fabric.Fault = new InvalidOperationException("boom");
        connector.Fabric.Connect(0xa1, "veth-a");
        await Condition.HoldsAsync(() => connector.Fabric.FaultsThrown == 2, "both loops have met the fault");
        connector.Fabric.Fault = null;
        var news = NextAsync(watch);
        await Condition.HoldsAsync(
            () =>
            {
                connector.Clock.Advance(FabricFollower.RetryDelay);
                return news.IsCompleted;
            },
            "the watcher hears of the switch");
        (await news).Changed.Status.ShouldBe(NetworkStatus.Active);
    }

    /// <summary>Reads news of this network alone, until it is as it should be.</summary>
    private static async Task UntilAsync(AsyncServerStreamingCall<NetworkEvent> watch, string id, Predicate<Network> isReached)
    {
        while (true)
        {
            var network = (await NextAsync(watch)).Changed;
            network.ShouldNotBeNull().Id.ShouldBe(id);
            if (isReached(network)) return;
        }
    }

    private static async Task<NetworkEvent> NextAsync(AsyncServerStreamingCall<NetworkEvent> watch)
    {
        (await watch.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience)).ShouldBeTrue();
        return watch.ResponseStream.Current;
    }
}
