using System.Net;
using L2sm.Kubernetes.Operator;
using L2smOsm.Testing;
using L2smOsm.Testing.Kubernetes;
using L2smOsm.Testing.Kubernetes.Operator;

namespace L2sm.Kubernetes.Tests.Clusters;

/// <summary>Whatever the connection to the API server goes through while networks and pods come and go: in the end the cluster is as wished.</summary>
public sealed class ClusterChaosTests
{
    private const int Steps = 60;
    // What failed often is tried again in up to 30 s.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly string[] Names = ["red", "blue", "green"];

    [Theory]
    [MemberData(nameof(ApiServers.Best), MemberType = typeof(ApiServers))]
    public async Task The_cluster_ends_as_wished(string on)
    {
        await using var cluster = await TestCluster.MakeAsync(on, OperatorFaults.CallsTwice, interfaces: 20);
        var random = new Random(20261124);
        var pods = new Dictionary<string, (string Node, string Network)>();
        var link = await cluster.StartOverLinkAsync();
        var isChaos = true;
        for (var step = 0; step < Steps; step++)
        {
            await ChangeAsync(cluster, random, pods, step);
            await BreakAsync(link, random, step, () => Volatile.Read(ref isChaos));
        }
        Volatile.Write(ref isChaos, false);
        link.ComeBack();

        var wished = cluster.Host.All.Select(wish => wish.Key.Name).Order().ToArray();
        foreach (var network in wished)
            await Condition.HoldsAsync(() => cluster.Networks.ProgressOf(network)?.State == NetworkProgressState.Available, $"{network} is available", Patience);
        await Condition.ReachesAsync(
            async () => string.Join(' ', (await cluster.AllNetworksAsync()).Select(n => n.Metadata.Name).Order()), seen => seen == string.Join(' ', wished), "the networks are those wished", Patience);
        foreach (var (name, (_, network)) in pods)
            await Condition.ReachesAsync(
                () => Task.FromResult(PlaceOf(cluster, name, network)), seen => seen == (wished.Contains(network) ? network : "no network"), $"{name} is in {network}", Patience);
        await Condition.HoldsAsync(
            () => Names.Sum(name => cluster.Attachments.PodsOf(name).Count) == pods.Count, "no other pod is told", Patience);
        cluster.Log.HasNoErrors();
    }

    [Theory]
    [MemberData(nameof(ApiServers.Best), MemberType = typeof(ApiServers))]
    public async Task While_the_API_server_is_away_every_port_stays_where_it_is_and_what_changed_meanwhile_follows(string on)
    {
        await using var cluster = await TestCluster.MakeAsync(on);
        var link = await cluster.StartOverLinkAsync();
        cluster.Wish("red");
        await cluster.AvailableAsync("red");
        await cluster.MakePodAsync("a", cluster.Node1, "red");
        await cluster.InAsync(cluster.Port(cluster.Node1, 1), "red");

        link.GoAway();
        await Condition.HoldsAsync(() => cluster.Caches.Pods.Problem is not null && cluster.Caches.Networks.Problem is not null, "it is known to be away");
        cluster.Wish("blue");
        cluster.Host.NoLongerWish("green");
        await cluster.MakePodAsync("b", cluster.Node2, "blue");
        await Condition.HoldsAsync(() => cluster.Networks.ProgressOf("blue")?.Message.Length > 0, "why blue waits is told");
        cluster.Host.NetworkOf(cluster.Port(cluster.Node1, 1)).ShouldBe("red");
        cluster.Networks.ProgressOf("blue")!.State.ShouldBe(NetworkProgressState.Waiting);

        link.ComeBack();
        await Condition.HoldsAsync(
            () => cluster.Networks.ProgressOf("blue")?.State == NetworkProgressState.Available && cluster.Host.NetworkOf(cluster.Port(cluster.Node2, 1)) == "blue",
            "what was wished and made meanwhile is there", Patience);
        cluster.Host.NetworkOf(cluster.Port(cluster.Node1, 1)).ShouldBe("red");
    }

    // Where a pod is, or what is missing of it.
    private static string PlaceOf(TestCluster cluster, string pod, string network) => cluster.Attachments.PodsOf(network).Where(p => p.Pod.Name == pod).ToArray() switch
    {
        [{ Port: { } port, Shortfalls: [] }] => cluster.Host.NetworkOf(port) ?? "no network",
        var others => $"{others.Length} of it; {string.Join("; ", others.SelectMany(p => p.Shortfalls).Select(s => s.Message))}; pods: {cluster.Caches.Pods.Problem}, networks: {cluster.Caches.Networks.Problem}",
    };

    private static async Task ChangeAsync(TestCluster cluster, Random random, Dictionary<string, (string Node, string Network)> pods, int step)
    {
        var network = Names[random.Next(Names.Length)];
        switch (random.Next(4))
        {
            case 0 or 1 when cluster.Host.Find(network) is null:
                cluster.Wish(network);
                break;
            case 0:
                cluster.Host.NoLongerWish(network);
                break;
            case 2 when pods.Count > 0 && random.Next(3) == 0:
                var gone = pods.Keys.ElementAt(random.Next(pods.Count));
                pods.Remove(gone);
                await cluster.Operator.Webhook.DeletePodAsync(gone);
                break;
            case 2 or 3 when pods.Count < 6:
                var node = random.Next(2) == 0 ? cluster.Node1 : cluster.Node2;
                pods[$"p{step}"] = (node, network);
                await cluster.MakePodAsync($"p{step}", node, network);
                break;
            default:
                break;
        }
    }

    private static async Task BreakAsync(FaultyLink link, Random random, int step, Func<bool> isChaos)
    {
        switch (random.Next(8))
        {
            case 0: link.CutWatches(); break;
            case 1: link.CutWatches(inOrder: true); break;
            case 2: link.FailNext(2, _ => isChaos(), (int)HttpStatusCode.TooManyRequests, "TooManyRequests", TimeSpan.FromSeconds(1)); break;
            case 3: link.FailNext(2, _ => isChaos(), (int)HttpStatusCode.InternalServerError, "InternalError"); break;
            case 4: link.FailNext(3, request => isChaos() && request.Verb is "patch" or "create" or "delete", (int)HttpStatusCode.Conflict, "Conflict"); break;
            case 5: link.LoseNext(1, request => isChaos() && request.Verb is "patch" or "create" or "delete"); break;
            case 6: link.ExpireNext(1, _ => isChaos()); break;
            default:
                if (step % 3 == 0) link.GoAway();
                else link.ComeBack();
                break;
        }
        await Task.Delay(random.Next(20)); // the system goes on beside, and the test wants it caught at work
        if (random.Next(2) == 0) link.ComeBack();
    }
}
