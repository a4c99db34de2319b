using L2sm.Sdn.Networks;
using L2sm.Sdn.Topology;

namespace L2sm.Sdn;

/// <summary>
/// Attachments name a port by its number, and a switch gives the number of a port that is gone to the next. Who comes up at an attached
/// number under another name than the port that went is kept out of the network until somebody attaches it. What counts is the name that was
/// there last, since this process began: before, nobody knows. Under the controller's lock.
/// </summary>
internal sealed class PortIdentities
{
    private readonly Dictionary<PortKey, Gone> gone = [];
    private readonly Dictionary<PortKey, Stranger> strangers = [];

    /// <summary>A port that went while it was attached; the attachment by its age.</summary>
    private readonly record struct Gone(string Name, long Age);

    private readonly record struct Stranger(string Why, long Age);

    /// <summary>An attached port went, or its switch did.</summary>
    public void Leaves(PortKey port, string name, Attachment? attachment)
    {
        if (attachment is null) gone.Remove(port);
        // Of several strangers in a row, the one before the first counts.
        else if (!(gone.TryGetValue(port, out var known) && known.Age == attachment.Age)) gone[port] = new Gone(name, attachment.Age);
    }

    /// <summary>A port is there. True if that changes who is kept out.</summary>
    public bool Comes(PortKey port, string name, Attachment? attachment)
    {
        if (!gone.TryGetValue(port, out var before)) return false;
        if (attachment?.Age == before.Age && name != before.Name)
        {
            strangers[port] = new Stranger(
                $"port {port} was '{before.Name}' when it was attached, and is '{name}' now: if that is meant, detach it and attach it again", before.Age);
            return true;
        }
        gone.Remove(port);
        return strangers.Remove(port);
    }

    /// <summary>The networks as they are wanted, with strangers kept out. Attachments that were made anew are what they say.</summary>
    public NetworkSet Guard(NetworkSet wanted)
    {
        var result = wanted;
        foreach (var (port, stranger) in strangers.ToArray())
            if (AttachmentOf(wanted, port) is { } attachment && attachment.Age == stranger.Age)
                result = result.Attach(wanted.Owners[port], attachment with { Withheld = stranger.Why });
            else
            {
                strangers.Remove(port);
                gone.Remove(port);
            }
        return result;
    }

    /// <summary>The attachment of a port, if it has one: a mirror port has none.</summary>
    public static Attachment? AttachmentOf(NetworkSet networks, PortKey port) =>
        networks.Owners.TryGetValue(port, out var owner) ? networks.Networks[owner].Attachments.GetValueOrDefault(port) : null;
}
