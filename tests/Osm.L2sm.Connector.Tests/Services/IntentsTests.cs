using CsCheck;
using L2sm.OpenFlow;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Topology;
using Osm.L2sm.Connector.Persistence;
using Osm.L2sm.Connector.Services;
using Osm.L2sm.Connector.Tests.Testing;

namespace Osm.L2sm.Connector.Tests.Services;

public sealed class IntentsTests
{
    [Fact]
    public void After_the_highest_number_the_free_ones_are_given_again()
    {
        var contents = JournalContents.Empty with { Networks = [Network(1, 1), Network(2, 2)], LastNumber = NetworkId.MaxValue };
        Intents.From(contents).FreeNumber().ShouldBe(new NetworkId(3));
        Intents.From(JournalContents.Empty).FreeNumber().ShouldBe(new NetworkId(1));
        Intents.From(contents with { LastNumber = NetworkId.MaxValue - 1 }).FreeNumber().ShouldBe(new NetworkId(NetworkId.MaxValue));
    }

    [Fact]
    public void VLANs_go_round_and_only_the_living_have_one()
    {
        var intents = Intents.From(JournalContents.Empty);
        for (var n = 1; n <= L2Network.MaxVlan; n++)
        {
            intents.FreeVlan().ShouldBe((ushort)n);
            intents = intents.After(new IntentChange.NetworkAdded(Network(n, (uint)n) with { Vlan = (ushort)n }));
        }
        intents.FreeVlan().ShouldBeNull("all are taken");
        var next = intents.After(new IntentChange.NetworkAdded(Network(5000, 5000)));
        next.LastVlan.ShouldBe(L2Network.MaxVlan, "a network without one leaves the order as it is");

        var freed = next.After(new IntentChange.NetworkRemoved(Id(7))).After(new IntentChange.NetworkRemoved(Id(2046)));
        freed.FreeVlan().ShouldBe((ushort)7, "after the highest the free ones are given again");
        freed = freed.After(new IntentChange.NetworkAdded(Network(5001, 5001) with { Vlan = 7 }));
        freed.FreeVlan().ShouldBe((ushort)2046, "the one given last is not the next");
    }

    [Fact]
    public void Configured_guards_hold_for_ports_of_before_and_not_for_those_about_which_something_was_said()
    {
        var (a, b, c, d) = (Key(1), Key(2), Key(3), Key(4));
        var asked = new SourceGuard([new MacAddress(0x0200_0000_0009)], []);
        MacAddress mac = new(0x0200_0000_000a);
        var contents = JournalContents.Empty with
        {
            Networks = [Network(1, 1)],
            Ports =
            [
                (Id(1), new PortIntent(a, [mac]) { IpAddresses = ["10.0.0.7"] }), (Id(1), new PortIntent(b)),
                (Id(1), new PortIntent(c, [new MacAddress(0x0200_0000_000c)]) { Unguarded = true }),
                (Id(1), new PortIntent(d, [new MacAddress(0x0200_0000_0009)]) { Guard = asked }),
            ],
        };
        GuardsWith(AntiSpoofing.Off).ShouldBe([null, null, null, asked]);
        GuardsWith(AntiSpoofing.Mac).ShouldBe([new SourceGuard([mac], []), null, null, asked]);
        GuardsWith(AntiSpoofing.MacAndIp).ShouldBe([new SourceGuard([mac], ["10.0.0.7"]), null, null, asked]);

        IEnumerable<SourceGuard?> GuardsWith(AntiSpoofing configured) =>
            Intents.From(contents, configured).Wanted.Networks[new NetworkId(1)].Attachments.Values.Select(p => p.Guard);

        static PortKey Key(uint number) => new(new DatapathId(0xa1), number);
    }

    /// <summary>Whatever was done: reading the journal gives the state that was in memory, index by index.</summary>
    [Fact]
    public void A_replay_gives_the_state_that_was() => Gen.Select(Gen.Int[0, 9], Gen.Int[0, 7], Gen.Int[0, 4]).Array[0, 40].Sample(
        steps =>
        {
            using var folder = new TestFolder();
            using var journal = new SqliteJournal(folder.Store);
            var intents = Intents.From(journal.Load());
            foreach (var (what, which, port) in steps)
            {
                if (Change(intents, what, which, port) is not { } change) continue;
                if (change.IsDurable) journal.Commit([change]);
                intents = intents.After(change);
            }
            var replayed = Intents.From(journal.Load(), ofPods: intents.OfPods);

            replayed.Wanted.Networks.Values.Select(n => (n.Id, Oldest(n))).ShouldBe(intents.Wanted.Networks.Values.Select(n => (n.Id, Oldest(n))), ignoreOrder: true);
            replayed.Asked.Select(a => (a.Key, a.Value.Network, a.Value.Intent)).ShouldBe(intents.Asked.Select(a => (a.Key, a.Value.Network, a.Value.Intent)), ignoreOrder: true);
            replayed.ById.ShouldBe(intents.ById, ignoreOrder: true);
            replayed.Order.ShouldBe(intents.Order);
            replayed.ByNetName.Keys.ShouldBe(intents.ByNetName.Keys, ignoreOrder: true);
            replayed.ByClusterName.ShouldBe(intents.ByClusterName, ignoreOrder: true);
            replayed.ByRequestId.ShouldBe(intents.ByRequestId, ignoreOrder: true);
            replayed.ByNumber.ShouldBe(intents.ByNumber, ignoreOrder: true);
            replayed.ByAddress.ShouldBe(intents.ByAddress, ignoreOrder: true);
            replayed.Wanted.Owners.ShouldBe(intents.Wanted.Owners, ignoreOrder: true);
            replayed.Wanted.Networks.Values.SelectMany(n => n.Attachments.Values).ShouldBe(intents.Wanted.Networks.Values.SelectMany(n => n.Attachments.Values), ignoreOrder: true);
            replayed.Wanted.Networks.Values.Select(n => (n.Id, n.Vlan, n.Path, n.Rate)).ShouldBe(intents.Wanted.Networks.Values.Select(n => (n.Id, n.Vlan, n.Path, n.Rate)), ignoreOrder: true);
            replayed.Wanted.Networks.Values.SelectMany(n => n.Mirrors.Select(m => (n.Id, m))).ShouldBe(intents.Wanted.Networks.Values.SelectMany(n => n.Mirrors.Select(m => (n.Id, m))), ignoreOrder: true);
            replayed.Ports.ShouldBe(intents.Ports, ignoreOrder: true);
            replayed.Vlans.ShouldBe(intents.Vlans, ignoreOrder: true);
            replayed.LastNumber.ShouldBe(intents.LastNumber);
            replayed.LastVlan.ShouldBe(intents.LastVlan);
        },
        iter: 40);

    [Fact]
    public void Pods_decide_where_a_port_is_whatever_was_asked_and_whatever_came_first()
    {
        var port = new PortKey(new DatapathId(0xa1), 1);
        Intents[] both = [Of(false), Of(true)];
        foreach (var intents in both)
        {
            intents.OwnerOf(port)!.Id.ShouldBe(Id(2), "asked into the first, seen in the second");
            intents.AskedOwnerOf(port)!.Id.ShouldBe(Id(1));
            intents.After(new IntentChange.PodPortSeen(port, PodPort.Nowhere)).OwnerOf(port).ShouldBeNull("two pods disagree");
            intents.After(new IntentChange.PodPortSeen(port, null)).OwnerOf(port)!.Id.ShouldBe(Id(1), "no pod says anything: what was asked holds");
            intents.After(new IntentChange.NetworkRemoved(Id(2))).OwnerOf(port).ShouldBeNull("pods wait for their network");
            var removed = intents.After(new IntentChange.NetworkRemoved(Id(1)));
            removed.OwnerOf(port)!.Id.ShouldBe(Id(2));
            removed.After(new IntentChange.PodPortSeen(port, null)).OwnerOf(port).ShouldBeNull("what was asked went with its network");
        }

        Intents Of(bool podsFirst)
        {
            IntentChange networks1 = new IntentChange.NetworkAdded(Network(1, 1)), networks2 = new IntentChange.NetworkAdded(Network(2, 2));
            IntentChange asked = new IntentChange.PortAttached(Id(1), new PortIntent(port)), seen = new IntentChange.PodPortSeen(port, Pod("cluster-2", 1));
            return ((IntentChange[])(podsFirst ? [seen, networks1, asked, networks2] : [networks1, networks2, asked, seen]))
                .Aggregate(Intents.From(JournalContents.Empty), (intents, change) => intents.After(change));
        }
    }

    private static PortKey? Oldest(L2Network network) => network.Attachments.Values.MinBy(a => a.Age)?.Port;

    private static PodPort Pod(string network, int port) =>
        new(network, [new MacAddress(0x0200_0000_1000 + (ulong)port)], ["10.0.1.1"], DateTimeOffset.UnixEpoch.AddYears(55).AddSeconds(port % 3));

    private static IntentChange? Change(Intents intents, int what, int which, int port)
    {
        var (id, key) = (Id(which), new PortKey(new DatapathId(0xa1), (uint)port + 1));
        var exists = intents.ById.TryGetValue(id, out var network);
        return what switch
        {
            0 or 1 when !exists => new IntentChange.NetworkAdded(which % 4 == 3
                ? Network(intents.LastSequence + 1, null, id, which)
                : Network(intents.LastSequence + 1, intents.FreeNumber().Value, id, which) with
                {
                    Vlan = intents.FreeVlan(),
                    Path = which % 2 == 0 ? [new DatapathId(0xa1), new DatapathId(0xb1)] : [],
                    Rate = which > 4 ? new RateLimit((uint)which) : null,
                }),
            2 when exists => new IntentChange.NetworkRemoved(id),
            3 when exists => new IntentChange.NetworkClaimed(id, Guid.NewGuid(), DateTimeOffset.UnixEpoch.AddSeconds(port)),
            4 when exists && !network!.IsManagement && !intents.IsMirror(key) && ((intents.AskedOwnerOf(key) ?? intents.OwnerOf(key)) is not { } owner || owner.Id == id) =>
                new IntentChange.PortAttached(id, Port(key, which, port)),
            6 when exists && !network!.IsManagement && (intents.AskedOwnerOf(key) ?? intents.OwnerOf(key)) is null => new IntentChange.MirrorAdded(id, key),
            7 when exists && !network!.IsManagement => new IntentChange.NetworkRated(id, port == 0 ? null : new RateLimit((uint)port, (uint)which)),
            8 when port < 3 => new IntentChange.PodPortSeen(key, which == 0 ? null : which == 1 ? PodPort.Nowhere : Pod($"cluster-{which}", port)),
            9 when intents.AskedOwnerOf(key) is { } asked => new IntentChange.PortDetached(asked.Id, key),
            5 when intents.OwnerOf(key) is { } holder => new IntentChange.PortDetached(holder.Id, key),
            _ => null,
        };
    }

    private static PortIntent Port(PortKey key, int which, int port) => new(key, [new MacAddress((ulong)(0x0200_0000_0000 + which * 16 + port))])
    {
        IpAddresses = which % 2 == 0 ? [] : ["10.0.0.7", "fd00::7"],
        Guard = which % 3 == 0 ? new SourceGuard([new MacAddress(0x0200_0000_0001), new MacAddress(0x0200_0000_0002)], ["10.0.0.7"]) : null,
        Unguarded = which % 3 == 1,
        Rate = port > 2 ? new RateLimit(1000, (uint)port) : null,
    };

    private static Guid Id(int which) => new(which + 1, 0, 0, new byte[8]);

    private static NetworkIntent Network(long sequence, uint number) => Network(sequence, number, Id((int)sequence), (int)sequence);

    private static NetworkIntent Network(long sequence, uint? number, Guid id, int which) => new(
        sequence, id, number is { } n ? new NetworkId(n) : null, $"cluster-{which}",
        new NetworkRequest($"name-{which / 2}", number is null ? null : "bridge", null, false, null, "", ""),
        Guid.NewGuid(), DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, false);
}
