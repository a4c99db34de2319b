using L2sm.Sdn.Networks;

namespace Osm.L2sm.Connector.Services;

/// <summary>Makes and deletes networks, and notes which ones RO asks about.</summary>
internal sealed partial class NetworkLifecycle(IntentStore store, IBackend backend, TimeProvider clock, ILogger<NetworkLifecycle> logger)
{
    /// <summary>A request for an equal network this old that was never polled comes from RO's re-run of a dead task (DESIGN §2).</summary>
    public static readonly TimeSpan DeadTaskAge = TimeSpan.FromSeconds(240);

    /// <summary>Makes a network, or finds the one that this request has made before.</summary>
    /// <exception cref="RefusedException">The request is wrong, or the name is taken.</exception>
    public async Task<NetworkIntent> CreateAsync(NetworkRequest request, string requestId, CancellationToken cancellation)
    {
        var (clusterName, id, settings) = NetworkRequestRules.Check(request, requestId);
        var (network, isNew) = await store.ChangeAsync(draft => Decide(draft, request, clusterName, id, settings), cancellation);
        if (isNew) LogCreated(network.Id, network.ClusterName, network.Number?.Value ?? 0, network.Request.NetType ?? "management");
        return network;
    }

    /// <summary>Gives a network another rate limit; null takes it away. The same again changes nothing.</summary>
    /// <exception cref="RefusedException">There is no such network, or it is a management network.</exception>
    public async Task<NetworkIntent> RateAsync(string id, RateLimit? rate, CancellationToken cancellation)
    {
        if (!Guid.TryParseExact(id, "D", out var known)) throw RefusedException.UnknownNetwork(id);
        var (network, isNew) = await store.ChangeAsync(
            draft =>
            {
                if (!draft.Intents.ById.TryGetValue(known, out var living)) throw RefusedException.UnknownNetwork(id);
                if (living.IsManagement)
                    throw RefusedException.Precondition(Reasons.NetworkIsManagement, $"network {id} is a management network, the cluster's own: its rate is not set here");
                if (living.Rate == rate) return (living, false);
                draft.Record(new IntentChange.NetworkRated(known, rate));
                return (draft.Intents.ById[known], true);
            },
            cancellation);
        if (isNew) LogRated(network.Id, network.ClusterName, rate?.Kilobits ?? 0, rate?.Burst ?? 0);
        return network;
    }

    /// <summary>Deletes a network with its attachments; one that OSM only found stays. False where there is none of this id.</summary>
    public async Task<bool> DeleteAsync(string id, CancellationToken cancellation)
    {
        if (id.Length == 0) throw RefusedException.Invalid("id", "is empty; give the id that CreateNetwork returned");
        if (!Guid.TryParseExact(id, "D", out var known)) return false;
        var gone = await store.ChangeAsync(
            draft =>
            {
                if (!draft.Intents.ById.TryGetValue(known, out var network) || network.Owner != NetworkOwner.Osm) return network;
                draft.Record(new IntentChange.NetworkRemoved(known));
                return network;
            },
            cancellation);
        if (gone is { Owner: not NetworkOwner.Osm }) LogNotOurs(gone.Id, gone.ClusterName);
        else if (gone is not null) LogDeleted(gone.Id, gone.ClusterName, gone.Number?.Value ?? 0);
        return gone is not null;
    }

    /// <summary>Notes that RO polled these networks. Written down once for each, with the next changes; nobody waits for it.</summary>
    public void Polled(IEnumerable<Guid> ids)
    {
        var intents = store.Current;
        var fresh = ids.Where(id => intents.ById.TryGetValue(id, out var network) && !network.Polled).ToHashSet();
        if (fresh.Count > 0) _ = MarkPolledAsync(fresh);
    }

    /// <summary>Proves that a network could be written down now.</summary>
    /// <exception cref="RefusedException">It could not.</exception>
    public Task ProbeAsync(CancellationToken cancellation) => store.ChangeAsync(
        draft =>
        {
            draft.Record(new IntentChange.Probe());
            return true;
        },
        cancellation);

    private (NetworkIntent Network, bool IsNew) Decide(IntentDraft draft, NetworkRequest request, string clusterName, Guid requestId, ProviderProfile settings)
    {
        var intents = draft.Intents;
        if (intents.ByRequestId.TryGetValue(requestId, out var same))
        {
            var made = intents.ById[same];
            return made.Request == request
                ? (made, false)
                : throw RefusedException.Invalid("request_id", $"has made network {same} from another request: every new_network call needs a request_id of its own");
        }

        // In the journal's precision, so that a restart shows the same time.
        var now = DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
        if (intents.ByClusterName.TryGetValue(clusterName, out var holder))
        {
            var living = intents.ById[holder];
            if (living.Owner != NetworkOwner.Osm) throw NameTakenByOthers(living, request);
            if (living.IsManagement && request.IsManagement) return (living, false);
            if (living.Request != request || living.Polled || now - living.ClaimedAt < DeadTaskAge) throw NameTaken(living, request);
            draft.Record(new IntentChange.NetworkClaimed(living.Id, requestId, now));
            return (draft.Intents.ById[living.Id], false);
        }

        if (!request.IsManagement && backend.Check(request, settings, intents).ToArray() is { Length: > 0 } violations) throw RefusedException.Invalid([.. violations]);
        var network = new NetworkIntent(
            intents.LastSequence + 1, Guid.NewGuid(), request.IsManagement ? null : intents.FreeNumber(), clusterName, request, requestId, now, now, Polled: false)
        {
            Vlan = request.IsManagement ? null : intents.FreeVlan(),
            Path = settings.Path,
            Rate = settings.Rate,
        };
        draft.Record(new IntentChange.NetworkAdded(network));
        return (network, true);
    }

    private static RefusedException NameTaken(NetworkIntent living, NetworkRequest request) => new(
        ErrorKind.AlreadyExists,
        Reasons.NetworkNameTaken,
        $"network {living.Id} lives under the name '{living.ClusterName}' in the cluster, which '{request.NetName}' would get too, and two networks are "
        + "never merged. OSM makes the name from the first 16 characters of the NS's name and of the virtual link's id: two NSs whose names share their "
        + "first 16 characters collide. Rename the NS, or name this network with provider-network {l2sm: {network: NAME}} in the instantiation parameters");

    private static RefusedException NameTakenByOthers(NetworkIntent living, NetworkRequest request) => new(
        ErrorKind.AlreadyExists,
        Reasons.NetworkNameTaken,
        $"network {living.Id} lives under the name '{living.ClusterName}' in the cluster, made by a client of the REST API, and '{request.NetName}' would get that "
        + "name too; two networks are never merged. To use that one, name it with vim-network-name; else rename the NS, or name this network with "
        + "provider-network {l2sm: {network: NAME}} in the instantiation parameters");

    private async Task MarkPolledAsync(HashSet<Guid> ids)
    {
        try
        {
            await store.ChangeAsync(
                draft =>
                {
                    foreach (var id in ids)
                        if (draft.Intents.ById.TryGetValue(id, out var network) && !network.Polled) draft.Record(new IntentChange.NetworkPolled(id));
                    return true;
                },
                CancellationToken.None);
        }
        catch (Exception e)
        {
            // Nobody awaits this. RO polls again, and so shall we write.
            LogNotMarked(e, ids.Count);
        }
    }

    [LoggerMessage(1101, LogLevel.Information, "network {id} created: {name}, number {number}, {type}")]
    private partial void LogCreated(Guid id, string name, uint number, string type);

    [LoggerMessage(1102, LogLevel.Information, "network {id} deleted: {name}, number {number}")]
    private partial void LogDeleted(Guid id, string name, uint number);

    [LoggerMessage(1104, LogLevel.Information, "network {id} ({name}) was made by others: OSM lets go of it, it stays")]
    private partial void LogNotOurs(Guid id, string name);

    [LoggerMessage(1105, LogLevel.Information, "network {id} ({name}) limited to {kilobits} kbit/s, bursts of {burst} kbit; 0 is none")]
    private partial void LogRated(Guid id, string name, uint kilobits, uint burst);

    [LoggerMessage(1103, LogLevel.Warning, "{count} networks not marked as polled")]
    private partial void LogNotMarked(Exception exception, int count);
}
