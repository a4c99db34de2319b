using System.Text.Json.Nodes;
using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Multus;
using L2sm.Kubernetes.Operator;
using L2sm.Kubernetes.Resources;
using L2sm.Kubernetes.Watching;
using L2smOsm.Testing;
using L2smOsm.Testing.Kubernetes;

namespace L2sm.Kubernetes.Tests.Clusters;

public sealed class NadReconcilerTests
{
    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task A_network_is_copied_to_each_namespace_that_needs_it_and_goes_everywhere(string on)
    {
        var server = await ApiServers.GetAsync(on);
        await server.InstallAsync(Manifests.MultusKinds);
        string[] places = [await server.NewNamespaceAsync(), await server.NewNamespaceAsync(), await server.NewNamespaceAsync()];
        var network = $"net-{places[0]}";
        var nads = server.Api.Resources(L2smKinds.NetworkAttachmentDefinitions);
        var log = new TestLog();
        var wishes = new Wishes();
        using var stop = new CancellationTokenSource();
        var nadCache = new ResourceCache<NetworkAttachmentDefinition>(server.Api, L2smKinds.NetworkAttachmentDefinitions, logger: log);
        var spaceCache = new ResourceCache<Namespace>(server.Api, BuiltInKinds.Namespaces, logger: log);
        using var reconciler = new NadReconciler(
            server.Api, nadCache, spaceCache, wishes, new NadPlaces(new HashSet<string> { places[0] }, new Dictionary<string, string> { ["nets"] = places[0] }),
            AttachmentTemplate.L2smV1, new Ownership("tester", "tester.example", places[0]), log);
        var running = Task.WhenAll(nadCache.RunAsync(stop.Token), spaceCache.RunAsync(stop.Token), reconciler.RunAsync(stop.Token));

        wishes.Set(new NadWish("id-1", network) { Requested = [places[1]] });
        await Condition.HoldsAsync(() => reconciler.ProgressOf(network)?.State == NetworkProgressState.Available, "it is there");
        (await WhereAsync()).ShouldBe(places[..2]);

        await server.Api.Resources(BuiltInKinds.Namespaces).PatchAsync(
            new ResourceKey(null, places[2]), ResourcePatch.Merge(new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["nets"] = places[0] } } }));
        await Condition.ReachesAsync(WhereAsync, where => where.Length == 3, "the namespace that got the label has it, too");

        await nads.PatchAsync(new ResourceKey(places[0], network), ResourcePatch.Merge(new JsonObject { ["spec"] = new JsonObject { ["config"] = "{}" } }));
        await nads.DeleteAsync(new ResourceKey(places[1], network));
        await Condition.ReachesAsync(
            async () => (await nads.GetAsync(new ResourceKey(places[0], network)))?.Spec?.Config == AttachmentConfig.L2smV1 && (await WhereAsync()).Length == 3,
            isRight => isRight, "what was changed and deleted is put right");

        wishes.Set(null);
        await Condition.ReachesAsync(WhereAsync, where => where.Length == 0, "it is gone everywhere");
        await stop.CancelAsync();
        await running;
        log.HasNoErrors();

        async Task<string[]> WhereAsync()
        {
            var where = new List<string>();
            foreach (var place in places)
                if (await nads.GetAsync(new ResourceKey(place, network)) is not null) where.Add(place);
            return [.. where];
        }
    }

    private sealed class Wishes : INadWishes
    {
        private volatile NadWish? wish;
        private Action<string?>? changed;

        public bool IsKnown => true;

        public IReadOnlyCollection<NadWish> All => wish is { } one ? [one] : [];

        public NadWish? Find(string name) => wish?.Name == name ? wish : null;

        public void Subscribe(Action<string?> handler) => changed += handler;

        public void Set(NadWish? newer)
        {
            var name = (newer ?? wish)!.Name;
            wish = newer;
            changed?.Invoke(name);
        }
    }
}
