using L2sm.OpenFlow;
using L2sm.Sdn.Networks;
using L2smOsm.Testing;
using L2smOsm.Testing.Switching;
using Microsoft.Extensions.Time.Testing;

namespace L2sm.Sdn.Tests;

/// <summary>A switch without a controller may open (DESIGN §4): that cannot be seen, so it is inferred and told.</summary>
public sealed class OpenedSwitchTests
{
    private static readonly DatapathId One = new(1);

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly TestLog log = new();

    [Fact]
    public async Task A_switch_that_is_away_for_more_than_15_s_is_told_as_possibly_open_until_it_is_back()
    {
        await using var controller = NewController(new L2smControllerOptions());
        await using var fabric = new FakeFabric(controller);
        var left = await LeaveAsync(controller, fabric);

        clock.Advance(TimeSpan.FromSeconds(14));
        controller.Snapshot.Switches[One].MayHaveOpenedSince.ShouldBeNull();
        await Condition.HoldsAsync(() => AfterASecond(controller).MayHaveOpenedSince is not null, "it is told");
        controller.Snapshot.Switches[One].MayHaveOpenedSince.ShouldBe(left + TimeSpan.FromSeconds(15));
        log.Lines.Count(line => line.Event.Id == 1034).ShouldBe(1);

        fabric.Connect(One);
        await Condition.HoldsAsync(() => controller.Snapshot.Switches[One] is { Connected: true, MayHaveOpenedSince: null }, "it is back");
        log.Lines.Count(line => line.Event.Id == 1035).ShouldBe(1);
    }

    [Fact]
    public async Task A_switch_that_is_known_to_be_fail_secure_is_never_told_as_open()
    {
        await using var controller = NewController(new L2smControllerOptions { FailSecure = true });
        await using var fabric = new FakeFabric(controller);
        await LeaveAsync(controller, fabric);

        for (var i = 0; i < 30; i++) AfterASecond(controller);
        fabric.Connect(One);

        await Condition.HoldsAsync(() => controller.Snapshot.Switches[One].Connected, "it is back");
        log.Lines.ShouldNotContain(line => line.Event.Id == 1034 || line.Event.Id == 1035);
    }

    private L2smController NewController(L2smControllerOptions options) => new(options, [], clock, log);

    private async Task<DateTimeOffset> LeaveAsync(L2smController controller, FakeFabric fabric)
    {
        controller.Apply(NetworkSet.Empty.With(new L2Network(new NetworkId(5), "blue").With(new Attachment(Fabrics.Port(1, 1)))));
        var fake = fabric.Connect(One);
        await Condition.HoldsAsync(() => controller.Snapshot.Switches.TryGetValue(One, out var status) && status.InSync, "in sync");
        var left = clock.GetUtcNow();
        await fake.DisposeAsync();
        await Condition.HoldsAsync(() => !controller.Snapshot.Switches[One].Connected, "it is away");
        return left;
    }

    private SwitchStatus AfterASecond(L2smController controller)
    {
        clock.Advance(TimeSpan.FromSeconds(1));
        return controller.Snapshot.Switches[One];
    }
}
