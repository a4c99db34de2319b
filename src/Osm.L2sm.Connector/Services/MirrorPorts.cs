using L2sm.Sdn;
using L2sm.Sdn.Topology;

namespace Osm.L2sm.Connector.Services;

/// <summary>Gives networks mirror ports: each gets a copy of every frame of its network, and what it sends goes nowhere.</summary>
internal sealed partial class MirrorPorts(IntentStore store, IFabric fabric, FabricPorts ports, ILogger<MirrorPorts> logger)
{
    /// <summary>Most mirror ports of one network: every frame is copied to each.</summary>
    public const int MostOfNetwork = 16;

    /// <summary>Makes a port a mirror. The same request twice is one mirror.</summary>
    /// <exception cref="RefusedException">The request is wrong, or the port cannot be a mirror of this network.</exception>
    public async Task<MirrorView> AddAsync(MirrorRequest request, CancellationToken cancellation)
    {
        var port = PortRequestRules.Check(request);
        if (!Guid.TryParseExact(request.NetworkId, "D", out var id)) throw RefusedException.UnknownNetwork(request.NetworkId);
        var (network, isNew) = await ports.AskingAsync(
            port.Switch,
            () =>
            {
                if (request.PortNo is null) port = port with { PortNo = ports.NumberOf(request.PortName!, port.Switch) };
                return store.ChangeAsync(
                    draft =>
                    {
                        if (!draft.Intents.ById.TryGetValue(id, out var living)) throw RefusedException.UnknownNetwork(request.NetworkId);
                        return (living, Put(draft, living, port, request.AllowPending));
                    },
                    cancellation);
            },
            cancellation);
        if (isNew) LogAdded(port, network.Id, network.ClusterName);
        return MirrorView.Of(network, port, fabric.Snapshot);
    }

    /// <summary>Makes a port none. False where it is no mirror.</summary>
    /// <exception cref="RefusedException">The request is wrong, or the port is a mirror of another network than the one named.</exception>
    public async Task<bool> RemoveAsync(string networkId, string datapathId, uint portNo, CancellationToken cancellation)
    {
        var port = PortRequestRules.Check(datapathId, portNo);
        var network = await store.ChangeAsync(
            draft =>
            {
                if (!draft.Intents.IsMirror(port) || draft.Intents.OwnerOf(port) is not { } owner) return null;
                if (networkId.Length > 0 && !(Guid.TryParseExact(networkId, "D", out var named) && named == owner.Id)) throw IsMirror(port, owner);
                draft.Record(new IntentChange.PortDetached(owner.Id, port));
                return owner;
            },
            cancellation);
        if (network is not null) LogRemoved(port, network.Id, network.ClusterName);
        return network is not null;
    }

    /// <summary>The mirrors of one network, or of all.</summary>
    /// <exception cref="RefusedException">There is no such network.</exception>
    public IReadOnlyList<MirrorView> List(string networkId)
    {
        var (intents, snapshot) = (store.Read(), fabric.Snapshot);
        if (networkId.Length == 0)
            return [.. intents.Order.Values.Select(i => intents.ById[i]).SelectMany(n => Of(n, intents, snapshot))];
        return Guid.TryParseExact(networkId, "D", out var id) && intents.ById.TryGetValue(id, out var network)
            ? [.. Of(network, intents, snapshot)]
            : throw RefusedException.UnknownNetwork(networkId);
    }

    public static IEnumerable<MirrorView> Of(NetworkIntent network, Intents intents, FabricSnapshot snapshot) =>
        intents.MirrorsOf(network).Select(port => MirrorView.Of(network, port, snapshot));

    /// <summary>Records the mirror in a draft, or throws why it cannot be. False where it is there already.</summary>
    public bool Put(IntentDraft draft, NetworkIntent network, PortKey port, bool allowPending)
    {
        var intents = draft.Intents;
        if (network.IsManagement)
            throw RefusedException.Precondition(
                Reasons.NetworkIsManagement, $"network {network.Id} is a management network, the cluster's own: it is not mirrored here");
        if ((intents.AskedOwnerOf(port) ?? intents.OwnerOf(port)) is { } owner)
        {
            if (!intents.IsMirror(port))
                throw RefusedException.Precondition(
                    Reasons.PortIsAttached, $"port {port} is attached to network {owner.Id} ('{owner.ClusterName}'): a mirror port is in no network, detach it first");
            if (owner.Id != network.Id) throw IsMirror(port, owner);
            return false;
        }
        if (intents.MirrorsOf(network).Count >= MostOfNetwork)
            throw new RefusedException(
                ErrorKind.ResourceExhausted, Reasons.TooManyMirrors,
                $"network {network.Id} ('{network.ClusterName}') has {MostOfNetwork} mirror ports, and can have no more: remove one first");
        PortAttachment.CheckPath(port, network);
        ports.CheckUsable(port, allowPending);
        draft.Record(new IntentChange.MirrorAdded(network.Id, port));
        return true;
    }

    public static RefusedException IsMirror(PortKey port, NetworkIntent owner) => RefusedException.Precondition(
        Reasons.PortIsMirror, $"port {port} is a mirror of network {owner.Id} ('{owner.ClusterName}'), and can be nothing else: remove the mirror first");

    [LoggerMessage(1211, LogLevel.Information, "port {port} mirrors network {network} ({name})")]
    private partial void LogAdded(PortKey port, Guid network, string name);

    [LoggerMessage(1212, LogLevel.Information, "port {port} mirrors network {network} ({name}) no more")]
    private partial void LogRemoved(PortKey port, Guid network, string name);
}
