using L2sm.OpenFlow;
using L2sm.OpenFlow.Actions;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Roles;
using L2sm.Sdn.Topology;
using L2smOsm.Testing;
using L2smOsm.Testing.Switching;
using Microsoft.Extensions.Time.Testing;

namespace L2sm.Sdn.Tests.Roles;

/// <summary>What a standby does and leaves, on switches that do as they are told and a clock that does too.</summary>
public sealed class RoleTests : IAsyncLifetime
{
    private static readonly DatapathId One = new(1), Two = new(2);
    private static readonly Link Between = Fabrics.Link(1, 2);
    private static readonly NetworkSet Networks = NetworkSet.Empty.With(
        new L2Network(new NetworkId(5), "blue").With(new Attachment(new PortKey(One, 1))).With(new Attachment(new PortKey(Two, 1))));

    private readonly TestLog log = new();
    private readonly FakeTimeProvider clock = new(DateTimeOffset.UnixEpoch);
    private readonly L2smControllerOptions options = new() { Role = FabricRole.Slave };
    private L2smController controller = null!;
    private FakeFabric fabric = null!;

    public Task InitializeAsync()
    {
        controller = new L2smController(options, [Between], clock, log);
        fabric = new FakeFabric(controller, Between);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await fabric.DisposeAsync();
        await controller.DisposeAsync();
        log.HasNoErrors();
    }

    [Fact]
    public async Task A_standby_reads_and_sends_nothing_that_changes_a_switch_or_leaves_a_port()
    {
        controller.Apply(Networks);
        await ConnectAsync();
        await Condition.HoldsAsync(() => fabric[One].Received.OfType<GroupDescriptionRequest>().Any(), "its tables are read");
        await RoundsAsync(20);

        foreach (var fake in new[] { fabric[One], fabric[Two] })
        {
            fake.Received.Where(message => message is FlowMod or GroupMod || message is PacketOut sent && sent.Actions.Items.Any(action => action is OutputAction)).ShouldBeEmpty();
            fake.Tables.Flows.ShouldBeEmpty();
        }
        controller.Snapshot.Links.ShouldBe([new LinkStatus(Between, Remembered: true)], "silence proves nothing where nobody asks");
    }

    [Fact]
    public async Task A_standby_of_switches_that_hold_everything_says_so()
    {
        await ConnectAsync();
        controller.SetRole(FabricRole.Equal);
        controller.Apply(Networks);
        await InSyncAsync();

        controller.SetRole(FabricRole.Slave);
        await fabric[One].DisposeAsync();
        await Condition.HoldsAsync(() => !controller.Snapshot.Switches[One].Connected, "it is away");
        fabric.Connect(One);
        await InSyncAsync();

        fabric[One].Received.Where(message => message is FlowMod or GroupMod).ShouldBeEmpty();
        controller.Snapshot.Networks.Values.ShouldHaveSingleItem().Attachments.Values.ShouldAllBe(shortfall => shortfall == null);
    }

    [Fact]
    public async Task A_role_asks_each_switch_and_goes_on_to_write_what_is_missing()
    {
        controller.Apply(Networks);
        await ConnectAsync();
        controller.SetRole(FabricRole.Master(7));
        await InSyncAsync();

        controller.Snapshot.Switches.Values.ShouldAllBe(status => status.Role == ControllerRole.Master);
        fabric[One].Role.ShouldBe(new RoleReply(ControllerRole.Master, 7));
        var order = fabric[One].Received.ToList();
        order.FindIndex(message => message is RoleRequest { Role: ControllerRole.Master }).ShouldBeLessThan(order.FindIndex(message => message is FlowMod));
    }

    [Fact]
    public async Task A_standby_that_joins_a_fabric_with_a_master_becomes_its_slave_at_the_masters_generation()
    {
        fabric.Connect(One).Role = new RoleReply(ControllerRole.Equal, 41);
        await Condition.HoldsAsync(() => fabric[One].Role == new RoleReply(ControllerRole.Slave, 41), "slave");
    }

    [Fact]
    public async Task A_master_with_an_old_generation_is_deposed_everywhere_before_it_writes()
    {
        controller.Apply(Networks);
        await ConnectAsync();
        fabric[Two].Role = new RoleReply(ControllerRole.Slave, 9);
        controller.SetRole(FabricRole.Master(8));
        await Condition.HoldsAsync(() => controller.Snapshot.Role.Deposed is not null, "deposed");

        controller.Snapshot.Role.Deposed!.ShouldContain("switch 0000000000000002 has seen a newer master: ROLE_REQUEST_FAILED/STALE");
        log.Lines.ShouldContain(line => line.Event.Id == 1014);
        fabric[Two].Received.OfType<FlowMod>().ShouldBeEmpty();
        await Condition.HoldsAsync(() => fabric[One].Role.Role != ControllerRole.Master, "it stands aside where it was granted mastership too, if it was");

        // A newer lease makes it the master again.
        controller.SetRole(FabricRole.Master(10));
        await InSyncAsync();
        controller.Snapshot.Role.Deposed.ShouldBeNull();
    }

    [Fact]
    public async Task A_standby_takes_the_links_that_the_master_knows_and_a_master_does_not()
    {
        var other = new Link(new PortKey(One, 2), new PortKey(Two, 2), LinkCarrier.TunnelId);
        var dead = new Link(new PortKey(One, 77), new PortKey(Two, 3), LinkCarrier.TunnelId);
        await ConnectAsync();
        controller.AdoptLinks([other, dead]);
        controller.Snapshot.Links.ShouldBe([new LinkStatus(other, Remembered: true)], "the switch has no port 77");

        controller.SetRole(FabricRole.Equal);
        Should.Throw<InvalidOperationException>(() => controller.AdoptLinks([]));
    }

    private async Task ConnectAsync()
    {
        fabric.Connect(One);
        fabric.Connect(Two);
        await Condition.HoldsAsync(() => controller.Snapshot.Switches.Values.Count(status => status.Connected) == 2, "both are connected");
    }

    private Task InSyncAsync() => Condition.HoldsAsync(
        () => controller.Snapshot.Switches.Values.Count(status => status is { Connected: true, InSync: true }) == 2, "both hold what they should");

    private async Task RoundsAsync(int count)
    {
        for (var round = 0; round < count; round++)
        {
            clock.Advance(options.DiscoveryInterval);
            await Task.Yield();
        }
    }
}
