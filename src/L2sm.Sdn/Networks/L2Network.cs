using System.Collections.Immutable;
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

    private long LastAge { get; init; }

    /// <summary>With this attachment added as the youngest, or put in place of the one of the same port.</summary>
    public L2Network With(Attachment attachment)
    {
        var known = Attachments.TryGetValue(attachment.Port, out var before);
        var age = known ? before!.Age : LastAge + 1;
        return this with
        {
            Attachments = Attachments.SetItem(attachment.Port, attachment with { Age = age }),
            LastAge = known ? LastAge : age,
        };
    }

    /// <summary>Without this port.</summary>
    public L2Network Without(PortKey port) => this with { Attachments = Attachments.Remove(port) };
}
