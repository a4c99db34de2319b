using System.Collections.Immutable;
using L2sm.OpenFlow;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Pipeline;
using L2sm.Sdn.Topology;
using Osm.L2sm.Connector.Persistence;
using Osm.L2sm.Connector.Services;
using Osm.L2sm.Connector.Tests.Testing;

namespace Osm.L2sm.Connector.Tests.Persistence;

/// <summary>A crash at each write of a history, and what the next life makes of it.</summary>
public sealed class CrashTests
{
    [Fact]
    public async Task A_crash_at_any_write_keeps_what_was_written_and_the_repeated_call_leads_to_the_same_end()
    {
        using var folder = new TestFolder();
        var crashes = new List<Crash>();
        try
        {
            var (client, written) = (new ScriptedHistory(), ImmutableList<IntentChange>.Empty);
            Outcome uncut; // where the history ends without a crash
            using (var journal = new SqliteJournal(folder.Store))
            {
                await using var life = await ServiceLife.BeginAsync(new WatchedJournal(journal)
                {
                    BeforeCommit = changes => crashes.Add(new Crash($"before write {crashes.Count / 3}: {Named(changes)}", folder.Crashed(), client.Copy(), written)),
                    AfterCommit = changes =>
                    {
                        var before = crashes[^1];
                        crashes.Add(new Crash($"in the middle of write {crashes.Count / 3}: {Named(changes)}", Torn(folder, before.Disk), client.Copy(), written) { IsTorn = true });
                        written = written.AddRange(changes);
                        crashes.Add(new Crash($"after write {crashes.Count / 3}, before its answer: {Named(changes)}", folder.Crashed(), client.Copy(), written));
                    },
                });
                while (!client.IsOver) await client.CallAsync(life);
                uncut = Outcome.Of(life);
                ShouldBeKnown(client, life);
            }
            ShouldHoldAllKinds(written);

            foreach (var crash in crashes)
            {
                using var journal = new SqliteJournal(crash.Disk.Store);
                await using var life = await ServiceLife.BeginAsync(journal);
                ShouldBe(life, crash.Written, crash.When);
                // One torn in the middle is one that never was, whose end is seen already.
                if (crash.IsTorn) continue;
                while (!crash.Client.IsOver) await crash.Client.CallAsync(life);
                Outcome.Of(life).ShouldBe(uncut, crash.When);
                ShouldBeKnown(crash.Client, life);
            }
        }
        finally
        {
            foreach (var crash in crashes) crash.Disk.Dispose();
        }
    }

    /// <summary>A life that just began wants what these changes make, and the tables of a fresh compile of that.</summary>
    private static void ShouldBe(ServiceLife life, ImmutableList<IntentChange> written, string when)
    {
        var expected = written.Aggregate(Intents.From(JournalContents.Empty, ServiceLife.Guarding), (intents, change) => intents.After(change));
        var links = written.OfType<IntentChange.LinksSeen>().LastOrDefault()?.Links ?? [];
        RandomHistory.ShouldBeSame(life.Store.Current, expected);
        Networks(life.Fabric.Wanted).ShouldBe(Networks(expected.Wanted), when);
        life.Fabric.Remembered.ShouldBe(links, ignoreOrder: true, when);
        Tables(life.Fabric.Wanted, life.Fabric.Remembered).ShouldBe(Tables(expected.Wanted, links), when);
    }

    /// <summary>What the client was told is there, and whatever OSM made is known to it.</summary>
    private static void ShouldBeKnown(ScriptedHistory client, ServiceLife life) =>
        life.Store.Current.ById.Values.Where(n => n.Owner == NetworkOwner.Osm).Select(n => (n.Request.NetName, n.Id.ToString("D")))
            .ShouldBe(client.Networks.Select(a => (a.Key, a.Value)), ignoreOrder: true);

    /// <summary>Each network in one line, its attachments in their order.</summary>
    private static IEnumerable<string> Networks(NetworkSet set) => set.Networks.Values.OrderBy(n => n.Id.Value).Select(n =>
        $"{n.Id} {n.Name} vlan {n.Vlan} path {string.Join(' ', n.Path)} rate {n.Rate} mirrors {string.Join(' ', n.Mirrors)}"
        + $" ports {string.Join("; ", n.Attachments.Values.OrderBy(a => a.Age).Select(a => $"{a.Port} {string.Join(' ', a.MacAddresses)} {a.Rate} {GuardOf(a)}"))}");

    private static string GuardOf(Attachment attachment) => attachment.Guard is { } guard ? GuardText.Of(guard) : "open";

    private static IEnumerable<(DatapathId Switch, uint Fragment, TableFragment Tables)> Tables(NetworkSet networks, ImmutableArray<Link> links)
    {
        var plan = FabricPlan.Empty.With(new TopologyGraph(links)).With(networks);
        return new[] { 0xa1ul, 0xb1ul, 0xc1ul }.Select(id => new DatapathId(id))
            .SelectMany(id => plan.TablesOf(id).Fragments.OrderBy(f => f.Key).Select(f => (id, f.Key, f.Value)));
    }

    /// <summary>The file as it is now, but for the second half of what was appended to its log since then.</summary>
    private static TestFolder Torn(TestFolder now, TestFolder before)
    {
        var torn = now.Crashed();
        using var log = new FileStream($"{torn.Store}-wal", FileMode.Open);
        var old = new FileInfo($"{before.Store}-wal").Length;
        log.Length.ShouldBeGreaterThan(old, "each write appends to the log");
        log.SetLength(old + (log.Length - old) / 2);
        return torn;
    }

    private static string Named(IReadOnlyList<IntentChange> changes) => string.Join(", ", changes.Select(c => c.GetType().Name));

    // A new kind of change has to come into the history.
    private static void ShouldHoldAllKinds(IEnumerable<IntentChange> written) => written.Select(c => c.GetType()).Distinct().ShouldBe(
        typeof(IntentChange).GetNestedTypes().Where(t => t != typeof(IntentChange.PodPortSeen)), ignoreOrder: true);

    /// <param name="When">For people.</param>
    /// <param name="Disk">What the crash left.</param>
    /// <param name="Client">It has no answer to its call.</param>
    /// <param name="Written">What the disk holds.</param>
    private sealed record Crash(string When, TestFolder Disk, ScriptedHistory Client, ImmutableList<IntentChange> Written)
    {
        /// <summary>It came in the middle of a write.</summary>
        public bool IsTorn { get; init; }
    }

    /// <summary>All that is wanted, but for what a life chooses by chance: ids, and the request ids of REST.</summary>
    private sealed record Outcome(EquatableArray<string> Wanted, EquatableArray<NetworkIntent> Intents, uint LastNumber, ushort LastVlan)
    {
        public static Outcome Of(ServiceLife life)
        {
            var intents = life.Store.Current;
            return new Outcome(
                Networks(life.Fabric.Wanted).ToEquatableArray(),
                intents.Order.Values.Select((id, place) => intents.ById[id] with
                {
                    Id = default,
                    Sequence = place,
                    RequestId = intents.ById[id].Owner == NetworkOwner.Rest ? default : intents.ById[id].RequestId,
                }).ToEquatableArray(),
                intents.LastNumber, intents.LastVlan);
        }
    }

    private sealed class WatchedJournal(IIntentJournal inner) : IIntentJournal
    {
        public required Action<IReadOnlyList<IntentChange>> BeforeCommit { get; init; }

        public required Action<IReadOnlyList<IntentChange>> AfterCommit { get; init; }

        public Task<JournalContents> LoadAsync(CancellationToken cancellation) => inner.LoadAsync(cancellation);

        public async Task CommitAsync(IReadOnlyList<IntentChange> changes, CancellationToken cancellation)
        {
            BeforeCommit(changes);
            await inner.CommitAsync(changes, cancellation);
            AfterCommit(changes);
        }
    }
}
