using L2sm.OpenFlow;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Topology;

namespace Osm.L2sm.Connector.Services;

/// <summary>Networks for clients that know them by their name in the cluster. Every call may be repeated; each is all or nothing.</summary>
internal sealed partial class NamedNetworks(
    IntentStore store, NetworkCatalog catalog, IBackend backend, IFabric fabric, PortAttachment attachment, MirrorPorts mirrors, TimeProvider clock, ILogger<NamedNetworks> logger)
{
    /// <summary>A network with ports of its own: neither a virtual link nor one of the cluster's management networks.</summary>
    public NetworkView? Find(string name)
    {
        var intents = store.Read();
        return intents.Named(name) is { IsManagement: false, VirtualLink: null } network ? catalog.View(network, intents, fabric.Snapshot) : null;
    }

    /// <summary>Makes a network, with a mirror port if one is given; one that lives, whoever made it, is left as it is.</summary>
    /// <exception cref="RefusedException">The name is wrong, something else has it, or the port cannot be a mirror.</exception>
    public async Task CreateAsync(string name, PortKey? mirror, CancellationToken cancellation)
    {
        NetworkNameRules.Check("networkId", name);
        var made = await store.ChangeAsync(
            draft =>
            {
                if (draft.Intents.Named(name) is { } living)
                {
                    CheckHasPorts(living);
                    return null;
                }
                var network = NetworkIntent.OfRest(draft.Intents, name, clock, null);
                draft.Record(new IntentChange.NetworkAdded(network));
                if (mirror is { } port) mirrors.Put(draft, network, port, allowPending: true);
                return network;
            },
            cancellation);
        if (made is not null) LogCreated(made.Id, name, made.Number!.Value);
    }

    /// <summary>Makes a network that goes this way, or holds one of a REST client to it; one that OSM made is left as it is.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="path">The switches that it passes, from end to end; empty for any way.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="RefusedException">The name is wrong, or something else has it.</exception>
    public async Task KeepAsync(string name, EquatableArray<DatapathId> path, CancellationToken cancellation)
    {
        NetworkNameRules.Check("networkId", name);
        var kept = await store.ChangeAsync(
            draft =>
            {
                if (draft.Intents.Named(name) is { } living)
                {
                    CheckHasPorts(living);
                    if (living.Owner != NetworkOwner.Rest || living.Path == path) return null;
                    draft.Record(new IntentChange.NetworkHeld(living.Id, path));
                    return living;
                }
                var network = NetworkIntent.OfRest(draft.Intents, name, clock, null) with { Path = path };
                draft.Record(new IntentChange.NetworkAdded(network));
                return network;
            },
            cancellation);
        if (kept is not null) LogKept(kept.Id, name, path.Count == 0 ? "any" : NetworkPath.Show(path));
    }

    /// <summary>Deletes a network with its attachments; one that is not there is deleted already.</summary>
    /// <exception cref="RefusedException">OSM made it, or it is a virtual link.</exception>
    public async Task DeleteAsync(string name, CancellationToken cancellation)
    {
        var gone = await store.ChangeAsync(
            draft =>
            {
                if (draft.Intents.Named(name) is not { } living) return null;
                CheckHasPorts(living);
                // The operator's object of it is gone, and is made anew while OSM wants the network.
                if (living.Owner != NetworkOwner.Rest && backend.ActsThroughRest) return null;
                if (living.Owner != NetworkOwner.Rest)
                    throw RefusedException.Precondition(
                        Reasons.NetworkNotOwned, $"network '{name}' ({living.Id}) was made by OSM, and goes when its NS does: delete the NS there");
                draft.Record(new IntentChange.NetworkRemoved(living.Id));
                return living;
            },
            cancellation);
        if (gone is not null) LogDeleted(gone.Id, name, gone.Number!.Value);
    }

    /// <summary>Puts ports into a network. A switch or port that is not there yet is waited for.</summary>
    /// <exception cref="RefusedException">There is no such network, or one of the ports cannot be in it: then none is.</exception>
    public async Task AttachAsync(string name, IReadOnlyCollection<PortKey> ports, CancellationToken cancellation)
    {
        var count = await store.ChangeAsync(
            draft =>
            {
                var network = Known(draft.Intents, name);
                // Attached already, perhaps with addresses that this API does not know of: those stay.
                return ports.Count(port => !(draft.Intents.OwnerOf(port)?.Id == network.Id && !draft.Intents.IsMirror(port))
                    && attachment.Put(draft, network, new PortIntent(port), allowPending: true));
            },
            cancellation);
        if (count > 0) LogAttached(count, name, string.Join(", ", ports.Take(16)));
    }

    /// <summary>Takes ports out of a network; those in no network are out already.</summary>
    /// <exception cref="RefusedException">There is no such network, or one of the ports is in another: then all stay.</exception>
    public async Task DetachAsync(string name, IReadOnlyCollection<PortKey> ports, CancellationToken cancellation)
    {
        var count = await store.ChangeAsync(
            draft =>
            {
                var network = Known(draft.Intents, name);
                return ports.Count(port => PortAttachment.Take(draft, network.Id, port) is not null);
            },
            cancellation);
        if (count > 0) LogDetached(count, name, string.Join(", ", ports.Take(16)));
    }

    /// <summary>Gives a network its mirror port, in place of the one it has: this API knows of one.</summary>
    /// <exception cref="RefusedException">There is no such network, the port cannot be a mirror, or the network has several, which gRPC gave it.</exception>
    public async Task MirrorAsync(string name, PortKey port, CancellationToken cancellation)
    {
        var isNew = await store.ChangeAsync(
            draft =>
            {
                var network = Known(draft.Intents, name);
                var before = draft.Intents.MirrorsOf(network);
                if (before.Contains(port)) return false;
                if (before.Count > 1)
                    throw RefusedException.Precondition(
                        Reasons.TooManyMirrors, $"network '{name}' has {before.Count} mirror ports, made over gRPC: which one to replace is not known here. Use Fabric.AddMirror");
                foreach (var old in before) draft.Record(new IntentChange.PortDetached(network.Id, old));
                return mirrors.Put(draft, network, port, allowPending: true);
            },
            cancellation);
        if (isNew) LogMirrored(port, name);
    }

    private static NetworkIntent Known(Intents intents, string name)
    {
        var network = intents.Named(name)
            ?? throw new RefusedException(ErrorKind.NotFound, Reasons.NetworkNotFound, $"no network has the name '{Shorten(name)}': make it first");
        CheckHasPorts(network);
        return network;
    }

    private static void CheckHasPorts(NetworkIntent network)
    {
        if (network.IsManagement)
            throw RefusedException.Precondition(
                Reasons.NetworkIsManagement, $"'{network.ClusterName}' is a management network of OSM, the cluster's own: choose another name");
        if (network.VirtualLink is not null)
            throw RefusedException.Precondition(Reasons.NetworkIsVirtualLink, $"'{network.ClusterName}' is a virtual link: use /onos/vlinks/api for it");
    }

    private static string Shorten(string text) => text.Length <= 64 ? text : string.Concat(text.AsSpan(0, 64), "…");

    [LoggerMessage(1111, LogLevel.Information, "network {id} created by REST: {name}, number {number}")]
    private partial void LogCreated(Guid id, string name, NetworkId number);

    [LoggerMessage(1116, LogLevel.Information, "network {id}, which others want, is {name}; its way: {path}")]
    private partial void LogKept(Guid id, string name, string path);

    [LoggerMessage(1112, LogLevel.Information, "network {id} deleted by REST: {name}, number {number}")]
    private partial void LogDeleted(Guid id, string name, NetworkId number);

    [LoggerMessage(1113, LogLevel.Information, "{count} ports attached to {name} by REST, of {ports}")]
    private partial void LogAttached(int count, string name, string ports);

    [LoggerMessage(1115, LogLevel.Information, "port {port} mirrors {name} by REST")]
    private partial void LogMirrored(PortKey port, string name);

    [LoggerMessage(1114, LogLevel.Information, "{count} ports detached from {name} by REST, of {ports}")]
    private partial void LogDetached(int count, string name, string ports);
}
