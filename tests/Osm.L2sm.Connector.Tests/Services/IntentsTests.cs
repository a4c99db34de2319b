using CsCheck;
using L2sm.OpenFlow;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Topology;
using Osm.L2sm.Connector.Persistence;
using Osm.L2sm.Connector.Services;
using Osm.L2sm.Connector.Tests.Testing;
using static Osm.L2sm.Connector.Tests.Testing.RandomHistory;

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
    public void A_replay_gives_the_state_that_was() => RandomHistory.Steps.Sample(
        steps =>
        {
            using var folder = new TestFolder();
            using var journal = new SqliteJournal(folder.Store);
            var intents = Intents.From(journal.Load());
            foreach (var (what, which, port) in steps)
            {
                if (RandomHistory.Change(intents, what, which, port) is not { } change) continue;
                if (change.IsDurable) journal.Commit([change]);
                intents = intents.After(change);
            }
            var replayed = Intents.From(journal.Load(), ofPods: intents.OfPods);

            RandomHistory.ShouldBeSame(replayed, intents);
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
}
