using L2sm.Sdn.Roles;
using L2sm.Sdn.Topology;
using Osm.L2sm.Connector.Services;

namespace Osm.L2sm.Connector.Hosting.Cluster;

/// <summary>One time of leading, from the Lease to its loss.</summary>
/// <param name="generation">Greater than that of any leader before.</param>
/// <param name="store">Closed until this term opens it.</param>
/// <param name="opened">Called once it has.</param>
internal sealed class LeaderTerm(ulong generation, IntentStore store, Action opened)
{
    /// <summary>Intents are read and switches are written.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>
    /// Reads the intents and takes the switches over. Comes once all that pods say is known, so that no port is taken out of its network for
    /// want of a word.
    /// </summary>
    /// <param name="ofPods">What pods say of ports; null where no pods are looked at.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="JournalException">The intents cannot be read: try again.</exception>
    public async Task OpenAsync(IEnumerable<KeyValuePair<PortKey, PodPort>>? ofPods, CancellationToken cancellation)
    {
        await store.OpenAsync(FabricRole.Master(generation), ofPods, cancellation);
        IsOpen = true;
        opened();
    }
}

/// <summary>What a leader does besides answering: it watches the cluster, and brings it to what is wanted.</summary>
internal interface ILeaderWork
{
    /// <summary>Opens the term when it knows enough, then works until it is over.</summary>
    Task RunAsync(LeaderTerm term, CancellationToken over);
}
