using CsCheck;
using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Resources;
using L2sm.OpenFlow;
using L2sm.Sdn.Topology;
using L2smOsm.Testing.Kubernetes;
using Osm.L2sm.Connector.Persistence.Cluster;
using Osm.L2sm.Connector.Services;
using static Osm.L2sm.Connector.Tests.Testing.RandomHistory;

namespace Osm.L2sm.Connector.Tests.Persistence;

public sealed class ConfigMapJournalTests
{
    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task What_a_replica_wrote_the_next_one_finds(string on)
    {
        var server = await ApiServers.GetAsync(on);
        await Steps.SampleAsync(
            async steps =>
            {
                var space = await server.NewNamespaceAsync();
                var journal = new ConfigMapJournal(server.Api, space);
                var intents = Intents.From(await journal.LoadAsync(default));
                foreach (var batch in steps.Chunk(3))
                {
                    var changes = new List<IntentChange>();
                    foreach (var (what, which, port) in batch)
                    {
                        if (Change(intents, what, which, port) is not { } change) continue;
                        intents = intents.After(change);
                        if (change.IsDurable) changes.Add(change);
                    }
                    await journal.CommitAsync(changes, default);
                }
                ShouldBeSame(Intents.From(await new ConfigMapJournal(server.Api, space).LoadAsync(default), ofPods: intents.OfPods), intents);
            },
            iter: 12, threads: 2);
    }

    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task Links_are_there_after_a_change_of_leader(string on)
    {
        var (api, space, journal) = await LoadedAsync(on);
        Link[] links =
        [
            new(new PortKey(new DatapathId(0xa1), 11), new PortKey(new DatapathId(0xb1), 12), LinkCarrier.TunnelId),
            new(new PortKey(new DatapathId(0xb1), 3), new PortKey(new DatapathId(0xc1), 3), LinkCarrier.Vlan),
        ];
        await journal.CommitAsync([new IntentChange.LinksSeen([.. links])], default);
        (await new ConfigMapJournal(api, space).LoadAsync(default)).Links.ShouldBe(links, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task Of_two_replicas_that_believe_that_they_lead_the_second_to_write_is_refused_and_reads_anew(string on)
    {
        var (api, space, first) = await LoadedAsync(on);
        await first.CommitAsync([new IntentChange.NetworkAdded(Network(1, 1))], default);
        var second = new ConfigMapJournal(api, space);
        await second.LoadAsync(default);

        await first.CommitAsync([new IntentChange.NetworkPolled(Id(1))], default);
        (await Should.ThrowAsync<JournalException>(() => second.CommitAsync([new IntentChange.NetworkRemoved(Id(1))], default))).Message.ShouldContain("osm-l2sm-");
        (await Should.ThrowAsync<JournalException>(() => second.CommitAsync([new IntentChange.Probe()], default))).Message.ShouldContain("not read");

        (await second.LoadAsync(default)).Networks.Single().Polled.ShouldBeTrue();
        await second.CommitAsync([new IntentChange.NetworkRemoved(Id(1))], default);
        await Should.ThrowAsync<JournalException>(() => first.CommitAsync([new IntentChange.NetworkPolled(Id(1))], default));
        (await first.LoadAsync(default)).Networks.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task A_port_that_a_crash_left_in_two_networks_is_where_it_was_asked_last_and_stays_there(string on)
    {
        var (api, space, journal) = await LoadedAsync(on);
        var port = new PortKey(new DatapathId(0xa1), 7);
        await journal.CommitAsync([new IntentChange.NetworkAdded(Network(1, 1)), new IntentChange.NetworkAdded(Network(2, 2))], default);
        await journal.CommitAsync([new IntentChange.PortAttached(Id(1), new PortIntent(port))], default);
        // As if the process had died after the write of the second network and before that of the first.
        var before = await MapOfAsync(Id(1));
        await journal.CommitAsync([new IntentChange.PortDetached(Id(1), port), new IntentChange.PortAttached(Id(2), new PortIntent(port))], default);
        var after = await MapOfAsync(Id(1));
        await api.Resources(BuiltInKinds.ConfigMaps).ReplaceAsync(after with { Data = before.Data });

        (await journal.LoadAsync(default)).Ports.ShouldBe([(Id(2), new PortIntent(port))]);
        await journal.CommitAsync([new IntentChange.PortDetached(Id(2), port)], default);
        (await new ConfigMapJournal(api, space).LoadAsync(default)).Ports.ShouldBeEmpty("it does not come back where it was before");

        async Task<ConfigMap> MapOfAsync(Guid id) =>
            (await api.Resources(BuiltInKinds.ConfigMaps).GetAsync(new ResourceKey(space, $"osm-l2sm-{id}")))!;
    }

    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task A_ConfigMap_that_is_none_of_ours_is_named_and_left_alone(string on)
    {
        var (api, space, journal) = await LoadedAsync(on);
        await api.Resources(BuiltInKinds.ConfigMaps).CreateAsync(new ConfigMap
        {
            Metadata = new ObjectMeta { Name = "strange", Namespace = space, Labels = new Dictionary<string, string> { [ConfigMapJournal.Label] = ConfigMapJournal.NetworkKind } },
            Data = new Dictionary<string, string> { ["intent.json"] = """{"sequence": 1, "colour": "red"}""" },
        });
        (await Should.ThrowAsync<JournalException>(() => journal.LoadAsync(default))).Message.ShouldContain($"{space}/strange");
    }

    private static async Task<(KubernetesApi Api, string Space, ConfigMapJournal Journal)> LoadedAsync(string on)
    {
        var server = await ApiServers.GetAsync(on);
        var space = await server.NewNamespaceAsync();
        var journal = new ConfigMapJournal(server.Api, space);
        await journal.LoadAsync(default);
        return (server.Api, space, journal);
    }
}
