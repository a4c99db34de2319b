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

    /// <summary>Whatever was done: reading the journal gives the state that was in memory, index by index.</summary>
    [Fact]
    public void A_replay_gives_the_state_that_was() => Gen.Select(Gen.Int[0, 5], Gen.Int[0, 7], Gen.Int[0, 4]).Array[0, 40].Sample(
        steps =>
        {
            using var folder = new TestFolder();
            using var journal = new SqliteJournal(folder.Store);
            var intents = Intents.From(journal.Load());
            foreach (var (what, which, port) in steps)
            {
                if (Change(intents, what, which, port) is not { } change) continue;
                journal.Commit([change]);
                intents = intents.After(change);
            }
            var replayed = Intents.From(journal.Load());

            replayed.ById.ShouldBe(intents.ById, ignoreOrder: true);
            replayed.Order.ShouldBe(intents.Order);
            replayed.ByNetName.Keys.ShouldBe(intents.ByNetName.Keys, ignoreOrder: true);
            replayed.ByClusterName.ShouldBe(intents.ByClusterName, ignoreOrder: true);
            replayed.ByRequestId.ShouldBe(intents.ByRequestId, ignoreOrder: true);
            replayed.ByNumber.ShouldBe(intents.ByNumber, ignoreOrder: true);
            replayed.ByAddress.ShouldBe(intents.ByAddress, ignoreOrder: true);
            replayed.Wanted.Owners.ShouldBe(intents.Wanted.Owners, ignoreOrder: true);
            replayed.Wanted.Networks.Values.SelectMany(n => n.Attachments.Values).ShouldBe(intents.Wanted.Networks.Values.SelectMany(n => n.Attachments.Values), ignoreOrder: true);
            replayed.LastNumber.ShouldBe(intents.LastNumber);
        },
        iter: 30);

    private static IntentChange? Change(Intents intents, int what, int which, int port)
    {
        var (id, key) = (Id(which), new PortKey(new DatapathId(0xa1), (uint)port + 1));
        var exists = intents.ById.TryGetValue(id, out var network);
        return what switch
        {
            0 or 1 when !exists => new IntentChange.NetworkAdded(Network(intents.LastSequence + 1, which % 4 == 3 ? null : intents.FreeNumber().Value, id, which)),
            2 when exists => new IntentChange.NetworkRemoved(id),
            3 when exists => new IntentChange.NetworkClaimed(id, Guid.NewGuid(), DateTimeOffset.UnixEpoch.AddSeconds(port)),
            4 when exists && !network!.IsManagement && (intents.OwnerOf(key) is not { } owner || owner.Id == id) =>
                new IntentChange.PortAttached(id, new Attachment(key, [new MacAddress((ulong)(0x0200_0000_0000 + which * 16 + port))])),
            5 when intents.OwnerOf(key) is { } holder => new IntentChange.PortDetached(holder.Id, key),
            _ => null,
        };
    }

    private static Guid Id(int which) => new(which + 1, 0, 0, new byte[8]);

    private static NetworkIntent Network(long sequence, uint number) => Network(sequence, number, Id((int)sequence), (int)sequence);

    private static NetworkIntent Network(long sequence, uint? number, Guid id, int which) => new(
        sequence, id, number is { } n ? new NetworkId(n) : null, $"cluster-{which}",
        new NetworkRequest($"name-{which / 2}", number is null ? null : "bridge", null, false, null, "", ""),
        Guid.NewGuid(), DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, false);
}
