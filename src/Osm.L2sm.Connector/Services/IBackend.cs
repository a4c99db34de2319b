namespace Osm.L2sm.Connector.Services;

/// <summary>What makes networks true besides the switches: a cluster, or nothing.</summary>
internal interface IBackend
{
    /// <summary>As the setting <c>Backend</c> has it.</summary>
    string Name { get; }

    /// <summary>Why no network that is asked for now could be made, and what to do; null where nothing stands against it.</summary>
    string? Fault { get; }

    /// <summary>Whether the switches are ours to program: otherwise a network is true when the cluster says so.</summary>
    bool HasFabric { get; }

    /// <summary>Several replicas of this service may run, of which one leads.</summary>
    bool IsReplicated { get; }

    /// <summary>REST clients act for this backend: what they delete of ours is made again, and so is not refused.</summary>
    bool ActsThroughRest { get; }

    /// <summary>The cluster as a whole.</summary>
    ClusterReport Report();

    /// <summary>What of ours is to go from the cluster and has not gone, the oldest first.</summary>
    IReadOnlyList<ClusterDeletion> Deletions();

    /// <summary>Lets one of these go although what holds it has not done its work.</summary>
    /// <param name="space">Its namespace.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What that leaves behind, for people; null where nothing of this name waits to go.</returns>
    /// <exception cref="RefusedException">The cluster refused, or is away.</exception>
    Task<IReadOnlyList<string>?> ForceDeletionAsync(string space, string name, CancellationToken cancellation);

    /// <summary>What it could not do of a network that is asked for; empty where it can.</summary>
    /// <param name="request">The request, sound by itself.</param>
    /// <param name="settings">What the operator of OSM wrote for this service.</param>
    /// <param name="intents">What is wanted already.</param>
    IEnumerable<Violation> Check(NetworkRequest request, ProviderProfile settings, Intents intents);

    /// <summary>How far the cluster is with a network; null where it has no part in it.</summary>
    ClusterView? ViewOf(NetworkIntent network, Intents intents);
}

/// <summary>The switches alone.</summary>
internal sealed class StandaloneBackend : IBackend
{
    public string Name => "standalone";

    public string? Fault => null;

    public bool HasFabric => true;

    public bool IsReplicated => false;

    public bool ActsThroughRest => false;

    public ClusterReport Report() => ClusterReport.None;

    public IReadOnlyList<ClusterDeletion> Deletions() => [];

    public Task<IReadOnlyList<string>?> ForceDeletionAsync(string space, string name, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<string>?>(null);

    public IEnumerable<Violation> Check(NetworkRequest request, ProviderProfile settings, Intents intents)
    {
        if (settings.Type is { } type and not "vnet")
            yield return new Violation("provider_network_profile.l2sm.type", $"'{type}' cannot be made by the backend standalone: it makes 'vnet'");
    }

    public ClusterView? ViewOf(NetworkIntent network, Intents intents) => null;
}
