using System.Collections.Immutable;
using L2sm.OpenFlow;
using L2sm.Sdn.Topology;

namespace L2sm.Sdn.Networks;

/// <summary>A layer-2 network as it is wanted: frames pass between its ports and nowhere else.</summary>
/// <param name="Id">Its number, never another network's while a rule of it may live.</param>
/// <param name="Name">For people: logs and reports.</param>
/// <param name="Attachments">Its ports.</param>
public sealed record L2Network(NetworkId Id, string Name, ImmutableSortedDictionary<PortKey, Attachment> Attachments)
{
    /// <summary>A network without ports.</summary>
    public L2Network(NetworkId id, string name) : this(id, name, ImmutableSortedDictionary<PortKey, Attachment>.Empty) { }

    /// <summary>Ports that get a copy of every frame of the network and send nothing into it. None of them is attached.</summary>
    public ImmutableSortedSet<PortKey> Mirrors { get; init; } = [];

    /// <summary>Mirror ports that get nothing for now, and why. The controller's finding, not its host's wish.</summary>
    internal ImmutableSortedDictionary<PortKey, string> WithheldMirrors { get; init; } = ImmutableSortedDictionary<PortKey, string>.Empty;

    /// <summary>
    /// The switches that the network passes, in order, each once: it takes this way or none (docs/adr/0007). Empty for the shortest way there is.
    /// </summary>
    /// <exception cref="ArgumentException">A switch is there twice.</exception>
    public EquatableArray<DatapathId> Path
    {
        get;
        init
        {
            var passed = new HashSet<DatapathId>();
            foreach (var id in value)
                if (!passed.Add(id)) throw new ArgumentException($"the path of network '{Name}' passes switch {id} twice: name each switch once");
            field = value;
        }
    } = [];

    /// <summary>The tag of its frames on links that carry no tunnel id, 1 to <see cref="MaxVlan"/>, its own in the whole fabric; null where it has none, and crosses no such link.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is none of those.</exception>
    public ushort? Vlan
    {
        get;
        init
        {
            if (value is < 1 or > MaxVlan) throw new ArgumentOutOfRangeException(nameof(value), value, $"a network's VLAN tag is 1 to {MaxVlan}");
            field = value;
        }
    }

    /// <summary>The highest <see cref="Vlan"/>: the tag's highest bit marks copies for mirrors, and 4,095 is reserved (IEEE 802.1Q).</summary>
    public const ushort MaxVlan = 2046;

    /// <summary>The most that each switch takes of the network's frames; null for no limit.</summary>
    public RateLimit? Rate { get; init; }

    private long LastAge { get; init; }

    /// <summary>With this attachment added as the youngest, or put in place of the one of the same port.</summary>
    /// <param name="attachment">The attachment.</param>
    /// <param name="age">
    /// Its place in the order of attachments, for a host that knows it from elsewhere and so says the same again after a restart;
    /// null to let the order of these calls decide.
    /// </param>
    public L2Network With(Attachment attachment, long? age = null)
    {
        var known = age ?? Attachments.GetValueOrDefault(attachment.Port)?.Age;
        return this with
        {
            Attachments = Attachments.SetItem(attachment.Port, attachment with { Age = known ?? LastAge + 1 }),
            LastAge = known is null ? LastAge + 1 : LastAge,
        };
    }

    /// <summary>Without this port, attached or a mirror.</summary>
    public L2Network Without(PortKey port) => this with { Attachments = Attachments.Remove(port), Mirrors = Mirrors.Remove(port) };
}
