using Osm.L2sm.Connector.Services;

namespace Osm.L2sm.Connector.Tests.Services;

public sealed class NetworkWatchTests
{
    [Fact]
    public async Task Many_changes_of_one_network_wait_as_one()
    {
        var changes = new NetworkChanges();
        using var watcher = changes.Watch();
        var id = Guid.NewGuid();
        for (var i = 0; i < 1000; i++) changes.Changed(id);
        (await watcher.TakeAsync(CancellationToken.None)).ShouldBe([id]);
        watcher.TakeAsync(CancellationToken.None).IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_watcher_that_falls_far_behind_looks_at_everything_anew()
    {
        var changes = new NetworkChanges();
        using var watcher = changes.Watch();
        for (var i = 0; i < 100_000; i++) changes.Changed(Guid.NewGuid());
        (await watcher.TakeAsync(CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public void A_watcher_that_went_is_forgotten()
    {
        var changes = new NetworkChanges();
        changes.Watch().Dispose();
        changes.IsWatched.ShouldBeFalse();
    }
}
