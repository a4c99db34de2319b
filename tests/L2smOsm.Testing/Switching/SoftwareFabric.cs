using L2sm.OpenFlow;
using L2sm.Sdn.Topology;

namespace L2smOsm.Testing.Switching;

/// <summary>Software switches joined by links: where does a frame arrive, and how often?</summary>
public sealed class SoftwareFabric(IEnumerable<Link> links)
{
    private const int MaxHops = 10_000;

    private readonly Dictionary<PortKey, (PortKey Port, LinkCarrier Carrier)> cables = links
        .SelectMany(link => new[] { (From: link.A, To: (Port: link.B, link.Carrier)), (From: link.B, To: (Port: link.A, link.Carrier)) })
        .ToDictionary(end => end.From, end => end.To);

    /// <summary>The switches; asked-for ones come into being.</summary>
    public Dictionary<DatapathId, SoftwareSwitch> Switches { get; } = [];

    /// <summary>The switch of this id.</summary>
    public SoftwareSwitch this[DatapathId id] => Switches.TryGetValue(id, out var found) ? found : Switches[id] = new SoftwareSwitch();

    /// <summary>The links that the last frame and its copies passed, from which end to which, in order.</summary>
    public IReadOnlyList<(PortKey From, PortKey To)> Crossed { get; private set; } = [];

    /// <summary>Cuts a link, or mends it: both ends lose their carrier, or get it back.</summary>
    public void SetCarrier(Link link, bool alive)
    {
        foreach (var end in new[] { link.A, link.B })
            if (alive) this[end.Switch].DeadPorts.Remove(end.PortNo);
            else this[end.Switch].DeadPorts.Add(end.PortNo);
    }

    /// <summary>Sends a frame from the host at a port. Every host port where it arrives, with the number of copies.</summary>
    /// <exception cref="InvalidOperationException">The frame goes round in circles.</exception>
    public IReadOnlyDictionary<PortKey, int> Send(PortKey from, Frame frame)
    {
        var arrivals = new SortedDictionary<PortKey, int>();
        var crossed = new List<(PortKey From, PortKey To)>();
        var travelling = new Queue<(PortKey At, ulong TunnelId, Frame Frame)>([(from, 0, frame)]);
        for (var hops = 0; travelling.TryDequeue(out var entry); hops++)
        {
            if (hops > MaxHops) throw new InvalidOperationException($"a frame from {from} to {frame.Destination} goes round in circles");
            foreach (var departure in this[entry.At.Switch].Process(entry.At.PortNo, entry.TunnelId, entry.Frame))
            {
                if (departure.Port == PortNumbers.Controller) continue;
                var port = new PortKey(entry.At.Switch, departure.Port);
                if (!cables.TryGetValue(port, out var far))
                {
                    arrivals[port] = arrivals.GetValueOrDefault(port) + 1;
                    continue;
                }
                crossed.Add((port, far.Port));
                travelling.Enqueue((far.Port, far.Carrier == LinkCarrier.TunnelId ? departure.TunnelId : 0, departure.Frame));
            }
        }
        Crossed = crossed;
        return arrivals;
    }
}
