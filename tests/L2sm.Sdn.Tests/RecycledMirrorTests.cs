using L2sm.OpenFlow;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Topology;
using L2smOsm.Testing;
using L2smOsm.Testing.Switching;

namespace L2sm.Sdn.Tests;

/// <summary>A mirror sees all that a network says: who gets the number of a mirror port that is gone must not.</summary>
public sealed class RecycledMirrorTests : IAsyncLifetime
{
    private static readonly DatapathId One = new(1);
    private static readonly NetworkId Blue = new(5);
    private static readonly PortKey Mirror = Fabrics.Port(1, 3);
    private static readonly Frame Broadcast = new(MacAddress.Broadcast, new MacAddress(0x0200_0000_0001));
    private static readonly L2Network Plain = new L2Network(Blue, "blue").With(new Attachment(Fabrics.Port(1, 1))).With(new Attachment(Fabrics.Port(1, 2)));
    private static readonly NetworkSet Mirrored = NetworkSet.Empty.With(Plain with { Mirrors = [Mirror] });

    private readonly TestLog log = new();
    private L2smController controller = null!;
    private FakeFabric fabric = null!;
    private FakeSwitch fake = null!;

    public async Task InitializeAsync()
    {
        controller = new L2smController(new L2smControllerOptions(), [], TimeProvider.System, log);
        fabric = new FakeFabric(controller);
        controller.Apply(Mirrored);
        fake = fabric.Connect(One);
        await Hears(1, 2, 3);
    }

    public async Task DisposeAsync()
    {
        await fabric.DisposeAsync();
        await controller.DisposeAsync();
        log.HasNoErrors();
    }

    [Fact]
    public async Task A_port_at_the_number_of_a_mirror_that_is_gone_gets_no_copies_until_it_is_made_a_mirror_itself()
    {
        await Replace("another");

        await Hears(1, 2);
        await Condition.HoldsAsync(() => Missing?.Kind == ShortfallKind.PortReplaced, "it is told");
        Missing!.Message.ShouldBe("port of:0000000000000001/3 was 'p3' when it became a mirror, and is 'another' now: if that is meant, remove the mirror and add it again");
        fake.Process(3, 0, Broadcast).ShouldBeEmpty("it is in no network either");
        controller.Apply(Mirrored.Attach(Blue, new Attachment(Fabrics.Port(1, 4))));
        await Hears(1, 2, 4);

        controller.Apply(NetworkSet.Empty.With(Plain));
        controller.Apply(Mirrored);
        await Hears(1, 2, 3);
        await Condition.HoldsAsync(() => Missing is null, "it is a mirror");
    }

    [Fact]
    public async Task A_mirror_that_comes_back_itself_is_one()
    {
        await Replace("another");
        await Hears(1, 2);

        await Replace("p3");
        await Hears(1, 2, 3);
    }

    [Fact]
    public async Task A_mirror_that_was_removed_and_added_while_its_port_was_away_is_whoever_comes()
    {
        await fake.SendAsync(new PortStatusMessage(PortStatusReason.Delete, FakeSwitch.NewPort(One, 3)));
        await Condition.HoldsAsync(() => !controller.Snapshot.Switches[One].Ports.ContainsKey(3), "it is gone");
        controller.Apply(NetworkSet.Empty.With(Plain));
        controller.Apply(Mirrored);

        await fake.SendAsync(new PortStatusMessage(PortStatusReason.Add, FakeSwitch.NewPort(One, 3) with { Name = "another" }));
        await Condition.HoldsAsync(() => controller.Snapshot.Networks[Blue].Mirrors[Mirror] is null, "it is a mirror");
        await Hears(1, 2, 3);
    }

    private Shortfall? Missing => controller.Snapshot.Networks[Blue].Mirrors[Mirror];

    private async Task Replace(string name)
    {
        var port = FakeSwitch.NewPort(One, 3);
        await fake.SendAsync(new PortStatusMessage(PortStatusReason.Delete, port));
        await fake.SendAsync(new PortStatusMessage(PortStatusReason.Add, port with { Name = name }));
    }

    /// <summary>Waits until what the first of these ports sends leaves by the others and no more.</summary>
    private Task Hears(uint from, params uint[] to) => Condition.ReachesAsync(
        () => Task.FromResult(string.Join(", ", fake.Process(from, 0, Broadcast).Select(departure => departure.Port).Order())),
        heard => heard == string.Join(", ", to),
        "ports that hear it");
}
