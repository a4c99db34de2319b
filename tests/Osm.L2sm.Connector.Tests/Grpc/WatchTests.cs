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

        connector.Fabric.Connect(0xa1, "veth-a");
        var active = new[] { await NextAsync(watch), await NextAsync(watch) };
        active.Select(e => (e.Changed.Id, e.Changed.Status)).ShouldBe([(first.Id, NetworkStatus.Active), (second.Id, NetworkStatus.Active)]);

        await connector.AttachAsync(second.Id, "00000000000000a1", 1);
        (await NextAsync(watch)).Changed.Ports.ShouldBe(1u);

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

    private static async Task<NetworkEvent> NextAsync(AsyncServerStreamingCall<NetworkEvent> watch)
    {
        (await watch.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience)).ShouldBeTrue();
        return watch.ResponseStream.Current;
    }
}
