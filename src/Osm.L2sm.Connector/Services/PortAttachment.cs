using System.Collections.Frozen;
using System.Collections.Immutable;
using L2sm.OpenFlow;
using L2sm.Sdn;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Topology;

namespace Osm.L2sm.Connector.Services;

/// <summary>Puts switch ports into networks and takes them out.</summary>
internal sealed partial class PortAttachment(IntentStore store, IFabric fabric, ILogger<PortAttachment> logger)
{
    /// <summary>Most ports of one network on one switch: the controller shards a network's floods up to this.</summary>
    public const int MostPortsOnSwitch = 30_000;

    private volatile LinkEnds linkEnds = new([]);

    /// <summary>Attaches a port, or gives an attached one other addresses. The same request twice is one attachment.</summary>
    /// <exception cref="RefusedException">The request is wrong, or the port cannot be in this network.</exception>
    public async Task<PortView> AttachAsync(PortRequest request, CancellationToken cancellation)
    {
        var (datapath, addresses) = PortRequestRules.Check(request);
        if (!Guid.TryParseExact(request.NetworkId, "D", out var id)) throw RefusedException.UnknownNetwork(request.NetworkId);
        var port = new PortKey(datapath, request.PortNo ?? NumberOf(request.PortName!, datapath));
        var attachment = new Attachment(port, addresses);
        var (network, isNew) = await store.ChangeAsync(draft => Decide(draft, id, attachment, request.AllowPending), cancellation);
        if (isNew) LogAttached(port, network.Id, network.ClusterName, addresses.Count);
        return PortView.Of(network, attachment, fabric.Snapshot);
    }

    /// <summary>Detaches a port. False where it is in no network.</summary>
    /// <exception cref="RefusedException">The request is wrong, or the port is in another network than the one named.</exception>
    public async Task<bool> DetachAsync(string networkId, string datapathId, uint portNo, CancellationToken cancellation)
    {
        var port = PortRequestRules.Check(datapathId, portNo);
        var network = await store.ChangeAsync(
            draft =>
            {
                if (networkId.Length == 0) return Take(draft, null, port);
                // An id that is none names no network that the port could be in.
                return Take(draft, Guid.TryParseExact(networkId, "D", out var named) ? named : Guid.Empty, port);
            },
            cancellation);
        if (network is not null) LogDetached(port, network.Id, network.ClusterName);
        return network is not null;
    }

    /// <summary>The attachments of one network, or of all.</summary>
    /// <exception cref="RefusedException">There is no such network.</exception>
    public IReadOnlyList<PortView> List(string networkId)
    {
        var (intents, snapshot) = (store.Current, fabric.Snapshot);
        if (networkId.Length == 0)
            return [.. intents.Order.Values.Select(i => intents.ById[i]).SelectMany(n => Of(n, intents, snapshot))];
        return Guid.TryParseExact(networkId, "D", out var id) && intents.ById.TryGetValue(id, out var network)
            ? [.. Of(network, intents, snapshot)]
            : throw RefusedException.UnknownNetwork(networkId);
    }

    private static IEnumerable<PortView> Of(NetworkIntent network, Intents intents, FabricSnapshot snapshot) =>
        intents.AttachmentsOf(network).Values.Select(a => PortView.Of(network, a, snapshot));

    /// <summary>Records the attachment in a draft, or throws why it cannot be. False where it is there already.</summary>
    public bool Put(IntentDraft draft, NetworkIntent network, Attachment attachment, bool allowPending)
    {
        var (intents, id, port) = (draft.Intents, network.Id, attachment.Port);
        if (network.Number is not { } number)
            throw RefusedException.Precondition(
                Reasons.NetworkIsManagement, $"network {id} is a management network, the cluster's own: ports are not attached to it here");

        var owner = intents.OwnerOf(port);
        if (owner is not null && owner.Id != id) throw InOtherNetwork(port, owner);
        var before = owner is null ? null : intents.AttachmentsOf(network)[port];
        if (before == attachment) return false;
        if (network.VirtualLink is { } link && !link.HasEnd(port)) throw EndsAreFixed(network);
        foreach (var address in attachment.MacAddresses)
            if (intents.ByAddress.TryGetValue((number, address), out var place) && place != port)
                throw RefusedException.Precondition(Reasons.MacOnOtherPort, $"{address} lives behind port {place} of this network already: detach it there first");
        if (before is null)
        {
            CheckFabric(port, allowPending);
            CheckRoom(port.Switch, network, intents);
        }

        draft.Record(new IntentChange.PortAttached(id, attachment));
        return true;
    }

    /// <summary>Records in a draft that a port leaves the network it is in, which must be the one named, if any. Null where it is in none.</summary>
    public static NetworkIntent? Take(IntentDraft draft, Guid? network, PortKey port)
    {
        if (draft.Intents.OwnerOf(port) is not { } owner) return null;
        if (network is { } named && named != owner.Id) throw InOtherNetwork(port, owner);
        if (owner.VirtualLink is not null) throw EndsAreFixed(owner);
        draft.Record(new IntentChange.PortDetached(owner.Id, port));
        return owner;
    }

    private (NetworkIntent Network, bool IsNew) Decide(IntentDraft draft, Guid id, Attachment attachment, bool allowPending)
    {
        if (!draft.Intents.ById.TryGetValue(id, out var network)) throw RefusedException.UnknownNetwork(id.ToString());
        return (network, Put(draft, network, attachment, allowPending));
    }

    // Counted only where the network as a whole is large enough.
    private static void CheckRoom(DatapathId datapath, NetworkIntent network, Intents intents)
    {
        var attachments = intents.AttachmentsOf(network);
        if (attachments.Count >= MostPortsOnSwitch && attachments.Keys.Count(p => p.Switch == datapath) >= MostPortsOnSwitch)
            throw new RefusedException(
                ErrorKind.ResourceExhausted,
                Reasons.TooManyPorts,
                $"network {network.Id} ('{network.ClusterName}') has {MostPortsOnSwitch} ports on switch of:{datapath}, and a network can have no more on one switch: "
                + "use another network, or another switch");
    }

    private void CheckFabric(PortKey port, bool allowPending)
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

    // Always of a connected switch: a name means nothing but through the switch's own list.
    private uint NumberOf(string name, DatapathId datapath)
    {
        var status = Connected(datapath, fabric.Snapshot);
        return status.Ports.Values.FirstOrDefault(p => p.Name == name)?.PortNo ?? throw NoPort($"'{name}'", status);
    }

    private static SwitchStatus Connected(DatapathId datapath, FabricSnapshot snapshot) =>
        snapshot.Switches.TryGetValue(datapath, out var status) && status.Connected
            ? status
            : throw RefusedException.Precondition(
                Reasons.SwitchNotConnected,
                $"switch of:{datapath} is not connected: check its controller address, or attach by number with allow_pending to let the port wait");

    private static RefusedException NoPort(string port, SwitchStatus status)
    {
        var there = status.Ports.IsEmpty ? "none" : string.Join(", ", status.Ports.Values.Take(16).Select(p => $"{p.PortNo} ({p.Name})"));
        return new RefusedException(
            ErrorKind.NotFound, Reasons.PortNotFound, $"switch of:{status.Id} has no port {port}; it has {there}{(status.Ports.Count > 16 ? ", …" : "")}");
    }

    private static RefusedException InOtherNetwork(PortKey port, NetworkIntent owner) => RefusedException.Precondition(
        Reasons.PortInOtherNetwork, $"port {port} is in network {owner.Id} ('{owner.ClusterName}'): a port belongs to one network, detach it there first");

    private static RefusedException EndsAreFixed(NetworkIntent network) => RefusedException.Precondition(
        Reasons.NetworkIsVirtualLink, $"'{network.ClusterName}' is a virtual link, whose two ends are fixed: delete it, and make it with other ends");

    [LoggerMessage(1201, LogLevel.Information, "port {port} attached to network {network} ({name}), {addresses} addresses")]
    private partial void LogAttached(PortKey port, Guid network, string name, int addresses);

    [LoggerMessage(1202, LogLevel.Information, "port {port} detached from network {network} ({name})")]
    private partial void LogDetached(PortKey port, Guid network, string name);

    /// <summary>The ports of a list of links, looked up once for each list.</summary>
    private sealed class LinkEnds(ImmutableArray<LinkStatus> links)
    {
        public ImmutableArray<LinkStatus> Links { get; } = links;

        public FrozenSet<PortKey> Ports { get; } = links.SelectMany(l => (PortKey[])[l.Link.A, l.Link.B]).ToFrozenSet();
    }
}
