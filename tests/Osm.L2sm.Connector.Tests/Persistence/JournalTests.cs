using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using L2smOsm.Testing;
using Microsoft.Extensions.DependencyInjection;
using L2sm.OpenFlow;
using L2sm.Sdn.Topology;
using Osm.L2sm.Connector.Hosting;
using Osm.L2sm.Connector.Persistence;
using Osm.L2sm.Connector.Services;
using Osm.L2sm.Connector.Tests.Testing;
using Osm.L2sm.V1;

namespace Osm.L2sm.Connector.Tests.Persistence;

public sealed class JournalTests
{
    private const string A1 = "00000000000000a1";

    [Fact]
    public async Task What_was_answered_survives_a_kill()
    {
        using var folder = new TestFolder();
        await using var before = await TestConnector.StartAsync(folder);
        before.Fabric.Connect(0xa1, "veth-a", "veth-b", "veth-c", "veth-d");
        var request = new CreateNetworkRequest
        {
            NetName = "a-1", NetType = "data", Shared = true, Tenant = "blue", VimAccount = "v", RequestId = Guid.NewGuid().ToString(),
            IpProfile = new global::Osm.L2sm.V1.IpProfile { SubnetAddress = "10.0.0.0/8", DhcpCount = 3, DhcpEnabled = true },
            ProviderNetworkProfile = Profiles.L2sm("path", Google.Protobuf.WellKnownTypes.Value.ForList(Google.Protobuf.WellKnownTypes.Value.ForString($"of:{A1}"))),
        };
        var kept = await before.Networks.CreateNetworkAsync(request);
        var gone = await before.CreateAsync("b-1");
        await before.CreateAsync("mgmt", type: null);
        await before.Ports.AttachPortAsync(new AttachPortRequest
        {
            NetworkId = kept.Id, DatapathId = A1, PortNo = 1, MacAddresses = { "02:00:00:00:00:0a" }, IpAddresses = { "10.0.0.7", "fd00::7" },
            Guard = new SourceGuard { MacAddresses = { "02:00:00:00:00:0a", "02:00:00:00:00:0b" } }, Rate = new RateLimit { KilobitsPerSecond = 7, BurstKilobits = 8 },
        });
        await before.AttachAsync(gone.Id, A1, 2);
        foreach (var (network, port) in ((string, uint)[])[(kept.Id, 3), (gone.Id, 4)])
            await before.Ports.AddMirrorAsync(new AddMirrorRequest { NetworkId = network, DatapathId = A1, PortNo = port });
        await before.Networks.UpdateNetworkAsync(new UpdateNetworkRequest { Id = kept.Id, Rate = new RateLimit { KilobitsPerSecond = 9 } });
        await before.Networks.DeleteNetworkAsync(new DeleteNetworkRequest { Id = gone.Id });
        var shown = await before.Networks.ListNetworksAsync(new ListNetworksRequest());

        using var crashed = folder.Crashed();
        await using var after = await TestConnector.StartAsync(crashed);
        after.Fabric.Connect(0xa1, "veth-a", "veth-b", "veth-c", "veth-d");
        (await after.Networks.ListNetworksAsync(new ListNetworksRequest())).ShouldBe(shown);
        after.Fabric.Wanted.Networks.Keys.ShouldBe(before.Fabric.Wanted.Networks.Keys);
        after.Fabric.Wanted.Owners.ShouldBe(before.Fabric.Wanted.Owners);
        (await after.Ports.ListPortsAsync(new ListPortsRequest())).ShouldBe(await before.Ports.ListPortsAsync(new ListPortsRequest()));
        (await after.Ports.ListMirrorsAsync(new ListMirrorsRequest())).ShouldBe(await before.Ports.ListMirrorsAsync(new ListMirrorsRequest()));
        after.Fabric.Wanted.Networks.Values.SelectMany(n => n.Attachments.Values).ShouldBe(before.Fabric.Wanted.Networks.Values.SelectMany(n => n.Attachments.Values));
        (await after.Networks.CreateNetworkAsync(request)).Id.ShouldBe(kept.Id, "the retry after the kill");
        (await after.CreateAsync("c-1")).Network.SegmentationId.ShouldBe(3u, "the deleted network's number may live in a switch still");
    }

    [Fact]
    public async Task The_fabric_knows_what_is_wanted_and_the_old_links_before_any_switch_can_connect()
    {
        using var folder = new TestFolder();
        var link = new global::L2sm.Sdn.Topology.Link(new(new(0xa1), 1), new(new(0xa2), 1), global::L2sm.Sdn.Topology.LinkCarrier.Vlan);
        await using (var before = await TestConnector.StartAsync(folder))
        {
            await before.CreateAsync("a-1");
            before.Fabric.See(link);
            // The clock stands still: nothing waits for links to settle, since a kill would not.
            await Condition.HoldsAsync(() => LinksOf(folder) == 1, "the link is written");
        }
        await using var after = await TestConnector.StartAsync(folder);
        after.Fabric.Remembered.ShouldBe([link]);
        after.Fabric.Wanted.Networks.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Links_that_could_not_be_written_are_told_and_written_later(bool isFaultOfOurs)
    {
        using var folder = new TestFolder();
        using var broken = new BreakableJournal(new SqliteJournal(folder.Store));
        await using var connector = await TestConnector.StartAsync(folder, false, s => s.AddSingleton<IIntentJournal>(broken));
        using var http = new HttpClient();
        await connector.CreateAsync("a-1");
        (broken.IsBroken, broken.HasFault) = (!isFaultOfOurs, isFaultOfOurs);
        connector.Fabric.See(new global::L2sm.Sdn.Topology.Link(new(new(0xa1), 1), new(new(0xa2), 1), global::L2sm.Sdn.Topology.LinkCarrier.TunnelId));
        await ReadyAsync(503, "links");
        (broken.IsBroken, broken.HasFault) = (false, false);
        (await connector.CreateAsync("b-1")).Id.ShouldNotBeEmpty("the journal is well again");
        await ReadyAsync(503, "links");

        await Condition.HoldsAsync(() => Moved(FabricFollower.RetryDelay) && LinksOf(folder) == 1, "the link is written at last");
        await Condition.HoldsAsync(() => http.GetAsync(connector.Http("/readyz")).Result.IsSuccessStatusCode, "ready");

        bool Moved(TimeSpan by)
        {
            connector.Clock.Advance(by);
            return true;
        }

        string? BodyOf(int status)
        {
            using var answer = http.GetAsync(connector.Http("/readyz")).Result;
            return (int)answer.StatusCode == status ? answer.Content.ReadAsStringAsync().Result : null;
        }

        async Task ReadyAsync(int status, string missing)
        {
            await Condition.HoldsAsync(
                () => BodyOf(status)?.Contains($"\"{missing}\"", StringComparison.Ordinal) == true, $"{status} {missing}");
        }
    }

    [Fact]
    public async Task A_fault_of_the_writer_is_told_as_internal_and_ends_nothing()
    {
        using var folder = new TestFolder();
        using var broken = new BreakableJournal(new SqliteJournal(folder.Store));
        await using var connector = await TestConnector.StartAsync(folder, false, s => s.AddSingleton<IIntentJournal>(broken));
        broken.HasFault = true;
        var refusal = await Refusal.OfAsync(() => connector.CreateAsync("a-1"));
        (refusal.Code, refusal.Reason).ShouldBe((global::Grpc.Core.StatusCode.Internal, "INTERNAL"));
        refusal.Message.ShouldContain("incident");
        refusal.Message.ShouldNotContain("boom");
        broken.HasFault = false;
        (await connector.CreateAsync("a-1")).Id.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Readiness_finds_out_by_itself_that_the_journal_cannot_be_written()
    {
        using var folder = new TestFolder();
        using var broken = new BreakableJournal(new SqliteJournal(folder.Store));
        await using var connector = await TestConnector.StartAsync(folder, false, s => s.AddSingleton<IIntentJournal>(broken));
        using var http = new HttpClient();
        ((int)(await http.GetAsync(connector.Http("/readyz"))).StatusCode).ShouldBe(200);
        var commits = broken.Commits;
        ((int)(await http.GetAsync(connector.Http("/readyz"))).StatusCode).ShouldBe(200);
        broken.Commits.ShouldBe(commits, "a young write is proof enough");
        broken.IsBroken = true;
        connector.Clock.Advance(Readiness.ProofAge);
        ((int)(await http.GetAsync(connector.Http("/readyz"))).StatusCode).ShouldBe(503);
    }

    [Fact]
    public async Task Ports_come_back_in_the_order_of_their_attaching_whatever_addresses_they_got_since()
    {
        using var folder = new TestFolder();
        await using var connector = await TestConnector.StartAsync(folder);
        connector.Fabric.Connect(0xa1, "veth-a", "veth-b", "veth-c", "veth-d");
        var network = (await connector.CreateAsync("a-1")).Id;
        foreach (var port in (uint[])[3, 1, 4, 2]) await connector.AttachAsync(network, A1, port, $"02:00:00:00:00:0{port}");
        await connector.AttachAsync(network, A1, 3, "02:00:00:00:00:0a");
        await connector.Ports.DetachPortAsync(new DetachPortRequest { DatapathId = A1, PortNo = 1 });
        await connector.AttachAsync(network, A1, 1);

        using var crashed = folder.Crashed();
        using var journal = new SqliteJournal(crashed.Store);
        journal.Load().Ports.Select(p => (p.Port.Port.PortNo, p.Port.MacAddresses.Count)).ShouldBe([(3u, 1), (4u, 1), (2u, 1), (1u, 0)]);
    }

    [Fact]
    public async Task Thirty_two_callers_at_once_get_networks_of_their_own()
    {
        using var folder = new TestFolder();
        var ids = new ConcurrentBag<(string Id, uint Number)>();
        await using (var connector = await TestConnector.StartAsync(folder))
        {
            await Task.WhenAll(Enumerable.Range(0, 32).Select(async caller =>
            {
                for (var i = 0; i < 10; i++)
                {
                    var made = await connector.CreateAsync($"ns{caller}-{i}");
                    ids.Add((made.Id, made.Network.SegmentationId));
                    if (i % 2 == 1) (await connector.Networks.DeleteNetworkAsync(new DeleteNetworkRequest { Id = made.Id })).Existed.ShouldBeTrue();
                }
            }));
        }
        ids.Select(i => i.Id).Distinct().Count().ShouldBe(320);
        ids.Select(i => i.Number).Order().ShouldBe(Enumerable.Range(1, 320).Select(i => (uint)i));
        using var journal = new SqliteJournal(folder.Store);
        journal.Load().Networks.Length.ShouldBe(160);
    }

    [Fact]
    public async Task Of_callers_that_ask_for_one_name_at_once_one_gets_it()
    {
        await using var connector = await TestConnector.StartAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(async _ =>
        {
            try
            {
                return (await connector.CreateAsync("a-1")).Id;
            }
            catch (global::Grpc.Core.RpcException e)
            {
                e.StatusCode.ShouldBe(global::Grpc.Core.StatusCode.AlreadyExists);
                return null;
            }
        }));
        answers.Count(a => a is not null).ShouldBe(1);
    }

    [Fact]
    public async Task A_failed_write_refuses_the_caller_and_heals()
    {
        using var folder = new TestFolder();
        using var broken = new BreakableJournal(new SqliteJournal(folder.Store));
        await using var connector = await TestConnector.StartAsync(folder, false, s => s.AddSingleton<IIntentJournal>(broken));
        var kept = await connector.CreateAsync("a-1");

        broken.IsBroken = true;
        var refusal = await Refusal.OfAsync(() => connector.CreateAsync("b-1"));
        (refusal.Code, refusal.Reason).ShouldBe((global::Grpc.Core.StatusCode.Unavailable, "JOURNAL_UNAVAILABLE"));
        (await Refusal.OfAsync(() => connector.Networks.CheckConnectivityAsync(new CheckConnectivityRequest()).ResponseAsync)).Reason.ShouldBe("JOURNAL_UNAVAILABLE");
        (await connector.Networks.GetNetworkAsync(new GetNetworkRequest { Id = kept.Id })).Id.ShouldBe(kept.Id, "reading goes on");
        connector.Fabric.Wanted.Networks.Count.ShouldBe(1);
        using var http = new HttpClient();
        ((int)(await http.GetAsync(connector.Http("/readyz"))).StatusCode).ShouldBe(503);

        broken.IsBroken = false;
        ((int)(await http.GetAsync(connector.Http("/readyz"))).StatusCode).ShouldBe(200, "readiness tries the journal again by itself");
        (await connector.CreateAsync("b-1")).Id.ShouldNotBe(kept.Id);
        connector.Fabric.Wanted.Networks.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_write_that_failed_only_after_the_disk_had_it_makes_no_duplicate()
    {
        using var folder = new TestFolder();
        using var broken = new BreakableJournal(new SqliteJournal(folder.Store));
        await using var connector = await TestConnector.StartAsync(folder, false, s => s.AddSingleton<IIntentJournal>(broken));
        var request = new CreateNetworkRequest { NetName = "a-1", NetType = "bridge", RequestId = Guid.NewGuid().ToString() };
        broken.FailsAfterCommit = true;
        (await Refusal.OfAsync(() => connector.Networks.CreateNetworkAsync(request).ResponseAsync)).Reason.ShouldBe("JOURNAL_UNAVAILABLE");
        broken.FailsAfterCommit = false;
        var made = await connector.Networks.CreateNetworkAsync(request);
        (await connector.Networks.ListNetworksAsync(new ListNetworksRequest())).Networks.ShouldHaveSingleItem().Id.ShouldBe(made.Id);
        connector.Fabric.Wanted.Networks.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_newer_schema_is_refused_naming_the_file_and_the_versions()
    {
        using var folder = new TestFolder();
        using (var journal = new SqliteJournal(folder.Store)) journal.Load();
        Execute(folder, "PRAGMA user_version = 99");
        Refused(folder).ShouldContain("version 99");
    }

    [Fact]
    public void A_database_of_another_program_is_refused()
    {
        using var folder = new TestFolder();
        Execute(folder, "CREATE TABLE theirs (x)");
        Refused(folder).ShouldContain("another program");
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused()
    {
        using var folder = new TestFolder();
        File.WriteAllText(folder.Store, new string('x', 8192));
        Refused(folder).ShouldContain("no SQLite database");
    }

    [Fact]
    public async Task A_damaged_database_is_refused()
    {
        using var folder = new TestFolder();
        await using (var connector = await TestConnector.StartAsync(folder))
            for (var i = 0; i < 50; i++) await connector.CreateAsync($"a-{i}");
        await using (var file = File.OpenWrite(folder.Store))
        {
            // All pages but the first, where the schema lives.
            file.Position = 4096;
            await file.WriteAsync(Enumerable.Repeat((byte)0xa5, (int)file.Length - 4096).ToArray());
        }
        Refused(folder).ShouldContain("damaged");
    }

    [Fact]
    public async Task A_second_service_on_the_same_store_is_refused()
    {
        using var folder = new TestFolder();
        await using var first = await TestConnector.StartAsync(folder);
        Refused(folder).ShouldContain("another process");
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_refused()
    {
        using var folder = new TestFolder();
        File.WriteAllText(folder.Store, "");
        using var journal = new SqliteJournal(Path.Combine(folder.Store, "inside-a-file.db"));
        Should.Throw<JournalException>(journal.Load).Message.ShouldContain("inside-a-file.db");
    }

    [Fact]
    public void A_database_of_the_first_schema_is_brought_up_to_date_and_all_in_it_is_OSMs()
    {
        using var folder = new TestFolder();
        using (var connection = new SqliteConnection($"Data Source={folder.Store};Pooling=False"))
        {
            connection.Open();
            using var script = new StreamReader(typeof(SqliteJournal).Assembly.GetManifestResourceStream("Osm.L2sm.Connector.Persistence.Migrations.001_intents.sql")!);
            connection.Execute(script.ReadToEnd());
            connection.Execute($"PRAGMA application_id = {Migrations.ApplicationId}; PRAGMA user_version = 1");
            connection.Execute(
                """
                INSERT INTO network (sequence, id, number, cluster_name, net_name, net_type, shared, tenant, vim_account, request_id, created_at, claimed_at)
                VALUES (1, 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6', 7, 'a-1', 'A 1', 'bridge', 0, '', '', '0b6ef4a2-0a5e-4b3f-8f4e-5d5f1c1f0a11', 1, 1),
                       (2, 'f81d4fae-7dec-11d0-a765-00a0c91e6bf7', NULL, 'mgmt', 'mgmt', NULL, 0, '', '', '0b6ef4a2-0a5e-4b3f-8f4e-5d5f1c1f0a12', 1, 1);
                INSERT INTO port VALUES ('00000000000000a1', 3, 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6', '02:00:00:00:00:0a')
                """);
        }
        using var journal = new SqliteJournal(folder.Store);
        var contents = journal.Load();
        var network = contents.Networks[0];
        (contents.Networks[1].IsManagement, contents.Networks[1].Vlan).ShouldBe((true, null));
        (network.Owner, network.VirtualLink, network.Number!.Value.Value).ShouldBe((NetworkOwner.Osm, null, 7u));
        contents.Ports.ShouldHaveSingleItem().Port.ShouldBe(new PortIntent(new PortKey(new DatapathId(0xa1), 3), [new MacAddress(0x0200_0000_000a)]));
        (network.Vlan, contents.LastVlan).ShouldBe(((ushort?)1, (ushort)1), "networks of before get their VLAN once and for all");
    }

    // A copy is read while the service writes: one that caught it half way is looked at again.
    private static int LinksOf(TestFolder folder)
    {
        using var copy = folder.Crashed();
        using var journal = new SqliteJournal(copy.Store);
        try
        {
            return journal.Load().Links.Length;
        }
        catch (JournalException)
        {
            return -1;
        }
    }

    private static string Refused(TestFolder folder)
    {
        using var journal = new SqliteJournal(folder.Store);
        var message = Should.Throw<JournalException>(journal.Load).Message;
        message.ShouldContain(folder.Store);
        return message;
    }

    private static void Execute(TestFolder folder, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={folder.Store};Pooling=False");
        connection.Open();
        connection.Execute(sql);
    }

    private sealed class BreakableJournal(SqliteJournal inner) : IIntentJournal, IDisposable
    {
        public bool IsBroken { get; set; }

        public bool FailsAfterCommit { get; set; }

        /// <summary>Throws what no journal should.</summary>
        public bool HasFault { get; set; }

        public int Commits { get; private set; }

        public Task<JournalContents> LoadAsync(CancellationToken cancellation) => IsBroken ? throw new JournalException("no disk") : Task.FromResult(inner.Load());

        public Task CommitAsync(IReadOnlyList<IntentChange> changes, CancellationToken cancellation)
        {
            if (IsBroken) throw new JournalException("no disk");
            if (HasFault) throw new InvalidOperationException("boom");
            Commits++;
            inner.Commit(changes);
            return FailsAfterCommit ? throw new JournalException("no answer of the disk") : Task.CompletedTask;
        }

        public void Dispose() => inner.Dispose();
    }
}
