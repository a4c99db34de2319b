using System.Collections.Frozen;
using System.Collections.Immutable;
using L2sm.OpenFlow;
using L2sm.Sdn;
using L2sm.Sdn.Topology;

namespace Osm.L2sm.Connector.Services;

/// <summary>Tells whether a port can be used, by what is known of the switches now.</summary>
internal sealed class FabricPorts(IFabric fabric, TimeProvider clock)
{
    /// <summary>How long a switch may take to say which ports it has, before who needs one of them is sent away.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private volatile LinkEnds linkEnds = new([]);

    /// <param name="port">A port that is in no network yet.</param>
    /// <param name="allowPending">Its switch, or the port, may come later.</param>
    /// <exception cref="RefusedException">It is the end of a link, or it must be there and is not.</exception>
    public void CheckUsable(PortKey port, bool allowPending)
    {
        var snapshot = fabric.Snapshot;
        var ends = linkEnds;
        if (ends.Links != snapshot.Links) linkEnds = ends = new LinkEnds(snapshot.Links);
        if (ends.Ports.Contains(port))
            throw RefusedException.Precondition(Reasons.PortIsLink, $"port {port} is the end of a link between switches: frames of all networks pass there");
        if (allowPending) return;
        var status = Connected(port.Switch, snapshot);
        if (!status.Ports.ContainsKey(port.PortNo)) throw NoPort(port.PortNo.ToString(), status);
    }

    /// <summary>Finds a port by its name, always of a connected switch: a name means nothing but through the switch's own list.</summary>
    /// <exception cref="RefusedException">The switch is not connected, or has no such port.</exception>
    public uint NumberOf(string name, DatapathId datapath)
    {
        var status = Connected(datapath, fabric.Snapshot);
        return status.Ports.Values.FirstOrDefault(p => p.Name == name)?.PortNo ?? throw NoPort($"'{name}'", status);
    }

    /// <summary>
    /// Does what needs a port of a switch, and once more if it is refused because the switch has told of no such port: the switch is asked in between,
    /// since its word of a port that came just now may be under way still.
    /// </summary>
    /// <param name="datapath">The switch.</param>
    /// <param name="attempt">What is to be done. Has done nothing when it refuses.</param>
    /// <param name="cancellation">Ends the waiting for the switch.</param>
    /// <exception cref="RefusedException">As the attempt; or the switch does not answer.</exception>
    public async Task<T> AskingAsync<T>(DatapathId datapath, Func<Task<T>> attempt, CancellationToken cancellation)
    {
        try
        {
            return await attempt();
        }
        catch (RefusedException unknown) when (unknown.Reason == Reasons.PortNotFound)
        {
            var answered = await AnswersAsync(datapath, cancellation);
            try
            {
                return await attempt();
            }
            catch (RefusedException still) when (!answered && still.Reason == Reasons.PortNotFound)
            {
                throw new RefusedException(
                    ErrorKind.Unavailable,
                    Reasons.SwitchNotAnswering,
                    $"{still.Message}, as far as it has told: asked again, it did not answer within {Patience.TotalSeconds:0} s. Ask again, or give the port's number "
                    + "and allow_pending to let it wait");
            }
        }
    }

    private async Task<bool> AnswersAsync(DatapathId datapath, CancellationToken cancellation)
    {
        try
        {
            return await fabric.AskPortsAsync(datapath, cancellation).WaitAsync(Patience, clock, cancellation);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static SwitchStatus Connected(DatapathId datapath, FabricSnapshot snapshot) =>
        snapshot.Switches.TryGetValue(datapath, out var status) && status.Connected
            ? status
            : throw RefusedException.Precondition(
                Reasons.SwitchNotConnected,
                $"switch of:{datapath} is not connected: check its controller address, or give the port's number and allow_pending to let it wait");

    private static RefusedException NoPort(string port, SwitchStatus status)
    {
        var there = status.Ports.IsEmpty ? "none" : string.Join(", ", status.Ports.Values.Take(16).Select(p => $"{p.PortNo} ({p.Name})"));
        return new RefusedException(
            ErrorKind.NotFound, Reasons.PortNotFound, $"switch of:{status.Id} has no port {port}; it has {there}{(status.Ports.Count > 16 ? ", …" : "")}");
    }

    /// <summary>The ports of a list of links, looked up once for each list.</summary>
    private sealed class LinkEnds(ImmutableArray<LinkStatus> links)
    {
        public ImmutableArray<LinkStatus> Links { get; } = links;

        public FrozenSet<PortKey> Ports { get; } = links.SelectMany(l => (PortKey[])[l.Link.A, l.Link.B]).ToFrozenSet();
    }
}
