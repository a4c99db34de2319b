using System.Text;
using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Events;
using L2sm.Kubernetes.Resources;
using L2smOsm.Testing;
using L2smOsm.Testing.Kubernetes;
using Microsoft.Extensions.Time.Testing;

namespace L2sm.Kubernetes.Tests.Events;

public sealed class EventRecorderTests
{
    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task What_is_told_again_is_one_event_with_a_count(string on)
    {
        await using var telling = await Telling.StartAsync(on);
        telling.Recorder.Warning(telling.Reference, "PortShared", "Attach", "two pods share a port");
        var first = (await telling.WrittenAsync(1))[0];
        first.Regarding!.Uid.ShouldBe(telling.About.Metadata.Uid);
        (first.Type, first.Reason, first.Action, first.Note, first.ReportingController, first.Series).ShouldBe(("Warning", "PortShared", "Attach", "two pods share a port", "osm-l2sm", null));

        for (var i = 0; i < 5; i++) telling.Recorder.Warning(telling.Reference, "PortShared", "Attach", "two pods share a port");
        telling.Time.Advance(TimeSpan.FromSeconds(11));
        await telling.QuietAsync();
        var again = (await telling.WrittenAsync(1))[0];
        again.Metadata.Name.ShouldBe(first.Metadata.Name);
        again.Series!.Count.ShouldBe(6);

        telling.Time.Advance(TimeSpan.FromMinutes(7));
        telling.Recorder.Warning(telling.Reference, "PortShared", "Attach", "two pods share a port");
        await telling.WrittenAsync(2);
    }

    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task An_event_about_a_node_is_where_kubectl_looks_for_it(string on)
    {
        var server = await ApiServers.GetAsync(on);
        var name = $"{await server.NewNamespaceAsync()}-node";
        var log = new TestLog();
        using var recorder = new EventRecorder(server.Api, new EventRecorderOptions { Instance = "one" }, log);
        using var stop = new CancellationTokenSource();
        var running = recorder.RunAsync(stop.Token);
        recorder.Warning(new ObjectReference { ApiVersion = "v1", Kind = "Node", Name = name, Uid = name }, "L2smSwitch", "Connect", "its switch is not connected");
        await Condition.ReachesAsync(
            async () =>
            {
                await foreach (var one in server.Api.Resources(BuiltInKinds.Events).ListAsync(new ResourceScope { Namespace = "kube-system" }))
                    if (one.Regarding?.Name == name) return true;
                return recorder.Dropped > 0 ? throw new InvalidOperationException(string.Join("; ", log.Lines.Select(line => line.Text))) : false;
            },
            found => found,
            "it is there");
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task An_event_that_the_server_has_forgotten_is_told_anew_with_its_count()
    {
        await using var telling = await Telling.StartAsync("in-process");
        telling.Recorder.Normal(telling.Reference, "Attached", "Attach", "it is attached");
        var first = (await telling.WrittenAsync(1))[0];
        await telling.Events.DeleteAsync(first.Metadata.Key);
        telling.Recorder.Normal(telling.Reference, "Attached", "Attach", "it is attached");
        telling.Time.Advance(TimeSpan.FromSeconds(11));
        await telling.QuietAsync();
        (await telling.WrittenAsync(1))[0].Series!.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_fault_with_a_new_text_each_time_does_not_flood_the_server()
    {
        await using var telling = await Telling.StartAsync("in-process");
        for (var i = 0; i < 200; i++) telling.Recorder.Warning(telling.Reference, "Failed", "Attach", $"it failed at {i}");
        await telling.QuietAsync();
        (await telling.WrittenAsync(20)).Count.ShouldBe(20);
        telling.Recorder.Dropped.ShouldBe(180);

        telling.Time.Advance(TimeSpan.FromMinutes(7));
        telling.Recorder.Warning(telling.Reference, "Failed", "Attach", "it failed later");
        await telling.WrittenAsync(21);
    }

    [Fact]
    public async Task What_the_server_refuses_is_dropped_and_what_it_cannot_take_now_is_told_later()
    {
        await using var telling = await Telling.StartAsync("in-process");
        telling.Link.FailNext(1, request => request.Verb == "create", 403, "Forbidden");
        telling.Recorder.Normal(telling.Reference, "One", "Attach", "refused");
        await telling.QuietAsync();
        telling.Recorder.Dropped.ShouldBe(1);

        telling.Link.FailNext(2, request => request.Verb == "create", 503, "ServiceUnavailable");
        telling.Recorder.Normal(telling.Reference, "Two", "Attach", "later");
        await Condition.HoldsAsync(() =>
        {
            telling.Time.Advance(TimeSpan.FromMilliseconds(100));
            return telling.Recorder.Unwritten == 0;
        }, "it is told");
        (await telling.WrittenAsync(1))[0].Reason.ShouldBe("Two");
    }

    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task A_text_is_cut_to_what_the_server_takes_and_no_character_is_split(string on)
    {
        await using var telling = await Telling.StartAsync(on);
        telling.Recorder.Normal(telling.Reference, "Long", "Attach", string.Concat(Enumerable.Repeat("é😀", 1000)));
        var note = (await telling.WrittenAsync(1))[0].Note!;
        Encoding.UTF8.GetByteCount(note).ShouldBeInRange(1015, 1024);
        note.ShouldEndWith("…");
        note.ShouldNotContain("\ufffd");
    }

    private sealed class Telling : IAsyncDisposable
    {
        private readonly CancellationTokenSource stop = new();
        private readonly KubernetesApi client;
        private readonly TestLog log = new();
        private readonly ApiServer server;
        private readonly Task running;

        private Telling(ApiServer server, FaultyLink link, ConfigMap about)
        {
            (this.server, Link, About) = (server, link, about);
            client = link.Connection.Client("events", Time);
            Recorder = new EventRecorder(client, new EventRecorderOptions { Instance = "test-1" }, log);
            running = Recorder.RunAsync(stop.Token);
        }

        public FaultyLink Link { get; }

        public ConfigMap About { get; }

        public ObjectReference Reference => ObjectReference.To(BuiltInKinds.ConfigMaps, About);

        public FakeTimeProvider Time { get; } = new(TimeProvider.System.GetUtcNow());

        public EventRecorder Recorder { get; }

        public ResourceClient<Event> Events => server.Api.Resources(BuiltInKinds.Events);

        public static async Task<Telling> StartAsync(string on)
        {
            var shared = await ApiServers.GetAsync(on);
            var place = await shared.NewNamespaceAsync();
            return new Telling(shared, await FaultyLink.StartAsync(shared), await shared.Api.Maps().CreateAsync(TestMaps.Map(place, "about")));
        }

        public Task QuietAsync() => Condition.HoldsAsync(() => Recorder.Unwritten == 0, "all is written");

        public Task<List<Event>> WrittenAsync(int count) => Condition.ReachesAsync(async () =>
        {
            var found = new List<Event>();
            await foreach (var one in Events.ListAsync(new ResourceScope { Namespace = About.Metadata.Namespace })) found.Add(one);
            return found;
        }, found => found.Count == count, $"{count} events are there");

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await running.WaitAsync(TimeSpan.FromSeconds(30));
            Recorder.Dispose();
            await Link.DisposeAsync();
            client.Dispose();
            stop.Dispose();
            log.HasNoErrors();
        }
    }
}
