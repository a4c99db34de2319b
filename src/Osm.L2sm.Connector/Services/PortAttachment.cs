using L2sm.OpenFlow;
using L2sm.Sdn;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Topology;

namespace Osm.L2sm.Connector.Services;

/// <summary>Puts switch ports into networks and takes them out.</summary>
internal sealed partial class PortAttachment(IntentStore store, IFabric fabric, FabricPorts ports, ILogger<PortAttachment> logger)
{
    /// <summary>Most ports of one network on one switch: the controller shards a network's floods up to this.</summary>
    public const int MostPortsOnSwitch = 30_000;

    /// <summary>Attaches a port, or gives an attached one other addresses, another guard or rate. The same request twice is one attachment.</summary>
    /// <exception cref="RefusedException">The request is wrong, or the port cannot be in this network.</exception>
    public async Task<PortView> AttachAsync(PortRequest request, CancellationToken cancellation)
    {
        var wish = PortRequestRules.Check(request);
        if (!Guid.TryParseExact(request.NetworkId, "D", out var id)) throw RefusedException.UnknownNetwork(request.NetworkId);
        var (network, attachment, isNew) = await ports.AskingAsync(
            wish.Port.Switch,
            () =>
            {
                if (request.PortNo is null) wish = wish with { Port = wish.Port with { PortNo = ports.NumberOf(request.PortName!, wish.Port.Switch) } };
                return store.ChangeAsync(draft => Decide(draft, id, wish, request.AllowPending), cancellation);
            },
            cancellation);
        if (isNew) LogAttached(wish.Port, network.Id, network.ClusterName, wish.MacAddresses.Count);
        return PortView.Of(network, wish, attachment, fabric.Snapshot);
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
        var (intents, snapshot) = (store.Read(), fabric.Snapshot);
        if (networkId.Length == 0)
            return [.. intents.Order.Values.Select(i => intents.ById[i]).SelectMany(n => Of(n, intents, snapshot))];
        return Guid.TryParseExact(networkId, "D", out var id) && intents.ById.TryGetValue(id, out var network)
            ? [.. Of(network, intents, snapshot)]
            : throw RefusedException.UnknownNetwork(networkId);
    }

    private static IEnumerable<PortView> Of(NetworkIntent network, Intents intents, FabricSnapshot snapshot) =>
        intents.AttachmentsOf(network).Values.Select(a => PortView.Of(network, intents.Ports[a.Port], a, snapshot));

    /// <summary>Records the attachment in a draft, or throws why it cannot be. False where it is there already.</summary>
    public bool Put(IntentDraft draft, NetworkIntent network, PortIntent wish, bool allowPending)
    {
        var (intents, id, port) = (draft.Intents, network.Id, wish.Port);
        if (network.Number is not { } number)
            throw RefusedException.Precondition(
                Reasons.NetworkIsManagement, $"network {id} is a management network, the cluster's own: ports are not attached to it here");

        var owner = intents.AskedOwnerOf(port) ?? intents.OwnerOf(port);
        if (owner is not null && intents.IsMirror(port)) throw MirrorPorts.IsMirror(port, owner);
        if (owner is not null && owner.Id != id) throw InOtherNetwork(port, owner);
        var before = intents.Asked.GetValueOrDefault(port)?.Intent;
        if (before == wish) return false;
        if (network.VirtualLink is { } link && !link.HasEnd(port)) throw EndsAreFixed(network);
        CheckPath(port, network);
        foreach (var address in wish.MacAddresses)
            if (intents.ByAddress.TryGetValue((number, address), out var place) && place != port)
                throw RefusedException.Precondition(Reasons.MacOnOtherPort, $"{address} lives behind port {place} of this network already: detach it there first");
        if (before is null)
        {
            ports.CheckUsable(port, allowPending);
            CheckRoom(port.Switch, network, intents);
        }

        draft.Record(new IntentChange.PortAttached(id, wish));
        return true;
    }

    /// <summary>Records in a draft that a port leaves the network it is in, which must be the one named, if any. Null where it is attached to none.</summary>
    public static NetworkIntent? Take(IntentDraft draft, Guid? network, PortKey port)
    {
        if (draft.Intents.AskedOwnerOf(port) is not { } owner) return null;
        if (network is { } named && named != owner.Id) throw InOtherNetwork(port, owner);
        if (owner.VirtualLink is not null) throw EndsAreFixed(owner);
        draft.Record(new IntentChange.PortDetached(owner.Id, port));
        return owner;
    }

    /// <exception cref="RefusedException">The network is held to a path, and the port's switch is not on it.</exception>
    public static void CheckPath(PortKey port, NetworkIntent network)
    {
        if (network.HeldPath.Count > 0 && !network.HeldPath.Contains(port.Switch))
            throw RefusedException.Precondition(
                Reasons.PortOffPath, $"port {port} is on none of the switches of the path of network {network.Id} ('{network.ClusterName}'): {NetworkPath.Show(network.HeldPath)}");
    }

    private (NetworkIntent Network, Attachment Attachment, bool IsNew) Decide(IntentDraft draft, Guid id, PortIntent wish, bool allowPending)
    {
        if (!draft.Intents.ById.TryGetValue(id, out var network)) throw RefusedException.UnknownNetwork(id.ToString());
        var isNew = Put(draft, network, wish, allowPending);
        // Written down also where pods overrule it for now: then it waits, and the view says so.
        return (network, draft.Intents.AttachmentsOf(network).GetValueOrDefault(wish.Port) ?? wish.ToAttachment(draft.Intents.AntiSpoofing), isNew);
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

    private static RefusedException InOtherNetwork(PortKey port, NetworkIntent owner) => RefusedException.Precondition(
        Reasons.PortInOtherNetwork, $"port {port} is in network {owner.Id} ('{owner.ClusterName}'): a port belongs to one network, detach it there first");

    private static RefusedException EndsAreFixed(NetworkIntent network) => RefusedException.Precondition(
        Reasons.NetworkIsVirtualLink, $"'{network.ClusterName}' is a virtual link, whose two ends are fixed: delete it, and make it with other ends");

    [LoggerMessage(1201, LogLevel.Information, "port {port} attached to network {network} ({name}), {addresses} addresses")]
    private partial void LogAttached(PortKey port, Guid network, string name, int addresses);

    [LoggerMessage(1202, LogLevel.Information, "port {port} detached from network {network} ({name})")]
    private partial void LogDetached(PortKey port, Guid network, string name);
}
