using System.Collections.Immutable;
using L2sm.OpenFlow.Messages;

namespace L2sm.Sdn.Sessions;

/// <summary>The ports of a switch, as of the last message about them. Changed by the session's reader, read by anybody.</summary>
internal sealed class SessionPorts
{
    /// <summary>What Open vSwitch can number (its ports have 16 bits); more is no switch that we know.</summary>
    private const int MaxPorts = 0xff00;

    private volatile ImmutableSortedDictionary<uint, PortDescription> described = ImmutableSortedDictionary<uint, PortDescription>.Empty;
    private volatile ImmutableSortedDictionary<uint, PortStatus> report = ImmutableSortedDictionary<uint, PortStatus>.Empty;

    /// <summary>What the switch says of each.</summary>
    public ImmutableSortedDictionary<uint, PortDescription> Described => described;

    /// <summary>The same, as people are told of them: kept beside, since a switch of thousands of ports reports them one by one.</summary>
    public ImmutableSortedDictionary<uint, PortStatus> Report => report;

    /// <summary>Takes a change of one.</summary>
    /// <exception cref="SessionClosedException">There are more than any switch has.</exception>
    public void Take(PortStatusMessage status)
    {
        var port = status.Port;
        (described, report) = status.Reason == PortStatusReason.Delete
            ? (described.Remove(port.PortNo), report.Remove(port.PortNo))
            : (described.SetItem(port.PortNo, port), report.SetItem(port.PortNo, ToReport(port)));
        RejectTooMany();
    }

    /// <summary>Takes a part of the list of all, and gives what of it is news, as the switch would have told it.</summary>
    /// <exception cref="SessionClosedException">There are more than any switch has.</exception>
    public IReadOnlyList<PortStatusMessage> Take(PortDescriptionReply reply)
    {
        var before = described;
        PortStatusMessage[] news =
        [
            .. reply.Ports.Where(port => before.GetValueOrDefault(port.PortNo) != port)
                .Select(port => new PortStatusMessage(before.ContainsKey(port.PortNo) ? PortStatusReason.Modify : PortStatusReason.Add, port)),
        ];
        described = described.SetItems(reply.Ports.Select(port => KeyValuePair.Create(port.PortNo, port)));
        report = report.SetItems(reply.Ports.Select(port => KeyValuePair.Create(port.PortNo, ToReport(port))));
        RejectTooMany();
        return news;
    }

    private static PortStatus ToReport(PortDescription port) => new(port.PortNo, port.Name, port.HardwareAddress, port.IsUp);

    private void RejectTooMany()
    {
        if (described.Count > MaxPorts) throw new SessionClosedException($"more than {MaxPorts} ports");
    }
}
