using System.Collections.Immutable;
using L2sm.Sdn.Topology;

namespace Osm.L2sm.Connector.Services;

/// <summary>What the journal held at the start.</summary>
/// <param name="Networks">In the order of their creation.</param>
/// <param name="Ports">With the network that each is attached to, oldest first: other addresses do not make one younger.</param>
/// <param name="LastNumber">The network number given last, living or not; 0 before the first.</param>
/// <param name="Links">The links seen last.</param>
internal sealed record JournalContents(
    ImmutableArray<NetworkIntent> Networks, ImmutableArray<(Guid Network, PortIntent Port)> Ports, uint LastNumber, ImmutableArray<Link> Links)
{
    /// <summary>The mirror ports, with the network that each sees.</summary>
    public ImmutableArray<(Guid Network, PortKey Port)> Mirrors { get; init; } = [];

    /// <summary>The VLAN given last, living or not; 0 before the first.</summary>
    public ushort LastVlan { get; init; }

    public static readonly JournalContents Empty = new([], [], 0, []);
}

/// <summary>Where intents survive the process. One call at a time.</summary>
internal interface IIntentJournal
{
    /// <summary>Reads everything; opens or reopens the store first where needed.</summary>
    /// <exception cref="JournalException">The store cannot be opened or read.</exception>
    Task<JournalContents> LoadAsync(CancellationToken cancellation);

    /// <summary>Writes the changes. They survive the process when this returns.</summary>
    /// <exception cref="JournalException">Which of them were written is not known: <see cref="LoadAsync"/> tells.</exception>
    Task CommitAsync(IReadOnlyList<IntentChange> changes, CancellationToken cancellation);
}

/// <summary>The journal cannot do its work. The message names the file or object.</summary>
internal sealed class JournalException(string message, Exception? inner = null) : Exception(message, inner);
