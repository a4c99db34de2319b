using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Attachments;
using L2sm.Kubernetes.Operator;

namespace L2smOsm.Benchmarks.Clusters;

/// <summary>A host that wants networks and takes what pods say of ports, and does nothing with it.</summary>
internal sealed class BenchHost(int networks, string place) : INetworkWishes, IFabricPorts, IPodEvents
{
    private readonly TaskCompletionSource<int> claimed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<string, NetworkWish> wishes = Enumerable.Range(0, networks)
        .ToDictionary(NameOf, n => new NetworkWish($"{n:D8}-0000-4000-8000-000000000000", new ResourceKey(place, NameOf(n))));

    /// <summary>Ends with the number of ports that pods use.</summary>
    public Task<int> Claimed => claimed.Task;

    public static Ownership Owner { get; } = new("bench", "bench.example", "one");

    public bool IsKnown => true;

    public IReadOnlyCollection<NetworkWish> All => wishes.Values;

    public IReadOnlyDictionary<SwitchPort, string> Asked { get; } = new Dictionary<SwitchPort, string>();

    public static string NameOf(int network) => $"net-{network}";

    public NetworkWish? Find(string network) => wishes.GetValueOrDefault(network);

    public void Subscribe(Action<string?> handler)
    {
        // What is wanted never changes.
    }

    public Task ClaimAsync(IReadOnlyList<PortChange> changes, bool isComplete, CancellationToken cancellation)
    {
        if (isComplete) claimed.TrySetResult(changes.Count);
        return Task.CompletedTask;
    }

    public Task EnsureOthersAsync(string network, IReadOnlyList<string> path, CancellationToken cancellation) => throw new InvalidOperationException($"{network} is held for another's");

    public Task ForgetOthersAsync(string network, CancellationToken cancellation) => throw new InvalidOperationException($"{network} is held for another's");

    public Task ForgetAsync(SwitchPort port, string network, CancellationToken cancellation) => throw new InvalidOperationException($"{port} is held for leaked");

    public Task WarnAsync(ResourceKey pod, string? uid, string reason, string message, CancellationToken cancellation) =>
        throw new InvalidOperationException($"{pod}: {reason}: {message}");
}
