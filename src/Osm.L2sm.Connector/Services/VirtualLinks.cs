using L2sm.Sdn.Networks;

namespace Osm.L2sm.Connector.Services;

/// <summary>Makes and deletes virtual links: networks with two fixed ends. Every call may be repeated.</summary>
internal sealed partial class VirtualLinks(IntentStore store, NetworkCatalog catalog, IFabric fabric, PortAttachment attachment, TimeProvider clock, ILogger<VirtualLinks> logger)
{
    public NetworkView? Find(string name)
    {
        var intents = store.Read();
        return intents.Named(name) is { VirtualLink: not null } network ? catalog.View(network, intents, fabric.Snapshot) : null;
    }

    /// <summary>Makes a link with both its ends, which may be of switches that are not there yet.</summary>
    /// <exception cref="RefusedException">The request is wrong, its name or an end is taken.</exception>
    public async Task CreateAsync(VirtualLinkRequest request, CancellationToken cancellation)
    {
        var link = VirtualLinkRules.Check(request);
        var made = await store.ChangeAsync(draft => Decide(draft, request.Name, link), cancellation);
        if (made is not null) LogCreated(made.Id, request.Name, made.Number!.Value, link.From.ToString(), link.To.ToString());
    }

    /// <summary>Deletes a link; one that is not there is deleted already.</summary>
    /// <exception cref="RefusedException">It is a network, not a link.</exception>
    public async Task DeleteAsync(string name, CancellationToken cancellation)
    {
        var gone = await store.ChangeAsync(
            draft =>
            {
                if (draft.Intents.Named(name) is not { } living) return null;
                if (living.VirtualLink is null) throw IsNetwork(living);
                draft.Record(new IntentChange.NetworkRemoved(living.Id));
                return living;
            },
            cancellation);
        if (gone is not null) LogDeleted(gone.Id, name, gone.Number!.Value);
    }

    private NetworkIntent? Decide(IntentDraft draft, string name, VirtualLink link)
    {
        if (draft.Intents.Named(name) is { } living)
        {
            if (living.VirtualLink is not { } other) throw IsNetwork(living);
            if (other == link) return null;
            throw RefusedException.Precondition(
                Reasons.NetworkNameTaken, $"virtual link '{name}' lives between {other.From} and {other.To}: delete it before it is made anew");
        }
        var network = NetworkIntent.OfRest(draft.Intents, name, clock, link);
        draft.Record(new IntentChange.NetworkAdded(network));
        attachment.Put(draft, network, new PortIntent(link.From), allowPending: true);
        attachment.Put(draft, network, new PortIntent(link.To), allowPending: true);
        return network;
    }

    private static RefusedException IsNetwork(NetworkIntent living) => RefusedException.Precondition(
        Reasons.NetworkNameTaken, $"'{living.ClusterName}' is a network with ports of its own, not a virtual link: use /onos/vnets/api for it, or another name");

    [LoggerMessage(1121, LogLevel.Information, "virtual link {id} created by REST: {name}, number {number}, {from} - {to}")]
    private partial void LogCreated(Guid id, string name, NetworkId number, string from, string to);

    [LoggerMessage(1122, LogLevel.Information, "virtual link {id} deleted by REST: {name}, number {number}")]
    private partial void LogDeleted(Guid id, string name, NetworkId number);
}
