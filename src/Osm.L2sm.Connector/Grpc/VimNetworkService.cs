using Grpc.Core;
using L2sm.Sdn.Networks;
using Osm.L2sm.Connector.Services;
using Wire = Osm.L2sm.V1;

namespace Osm.L2sm.Connector.Grpc;

/// <summary>The service <c>VimNetwork</c> of proto/osm/l2sm/v1/network.proto.</summary>
internal sealed class VimNetworkService(
    NetworkLifecycle lifecycle, NetworkCatalog catalog, NetworkWatch watch, IFabric fabric, IBackend backend, IHostApplicationLifetime host)
    : Wire.VimNetwork.VimNetworkBase
{
    private const int MostIds = 10_000;

    public override async Task<Wire.CheckConnectivityResponse> CheckConnectivity(Wire.CheckConnectivityRequest request, ServerCallContext context)
    {
        // First, because without what the backend needs nobody comes to lead, which would be told instead.
        if (backend.Fault is { } fault) throw RefusedException.Precondition(Reasons.BackendUnusable, fault);
        await lifecycle.ProbeAsync(context.CancellationToken);
        return new Wire.CheckConnectivityResponse
        {
            ServiceVersion = typeof(VimNetworkService).Assembly.GetName().Version?.ToString(3) ?? "",
            Backend = backend.Name,
            SwitchesConnected = (uint)fabric.Snapshot.Switches.Values.Count(s => s.Connected),
        };
    }

    public override async Task<Wire.CreateNetworkResponse> CreateNetwork(Wire.CreateNetworkRequest request, ServerCallContext context)
    {
        var network = await lifecycle.CreateAsync(request.ToRequest(), request.RequestId, context.CancellationToken);
        var id = network.Id.ToString("D");
        return new Wire.CreateNetworkResponse { Id = id, CreatedItems = { ["network"] = id }, Network = View(id) ?? throw RefusedException.UnknownNetwork(id) };
    }

    public override Task<Wire.Network> GetNetwork(Wire.GetNetworkRequest request, ServerCallContext context) =>
        Task.FromResult(View(request.Id) ?? throw RefusedException.UnknownNetwork(request.Id));

    public override Task<Wire.ListNetworksResponse> ListNetworks(Wire.ListNetworksRequest request, ServerCallContext context)
    {
        var snapshot = fabric.Snapshot;
        var response = new Wire.ListNetworksResponse();
        response.Networks.AddRange(catalog.List(request.ToFilter()).Select(v => v.ToWire(snapshot)));
        return Task.FromResult(response);
    }

    public override async Task<Wire.Network> UpdateNetwork(Wire.UpdateNetworkRequest request, ServerCallContext context)
    {
        if (request.Rate is { } rate)
        {
            var limit = rate.KilobitsPerSecond == 0 ? null : new RateLimit(rate.KilobitsPerSecond, rate.BurstKilobits);
            await lifecycle.RateAsync(request.Id, limit, context.CancellationToken);
        }
        return View(request.Id) ?? throw RefusedException.UnknownNetwork(request.Id);
    }

    public override async Task<Wire.DeleteNetworkResponse> DeleteNetwork(Wire.DeleteNetworkRequest request, ServerCallContext context) =>
        new() { Existed = await lifecycle.DeleteAsync(request.Id, context.CancellationToken) };

    public override Task<Wire.RefreshNetworksResponse> RefreshNetworks(Wire.RefreshNetworksRequest request, ServerCallContext context)
    {
        if (request.Ids.Count > MostIds) throw RefusedException.Invalid("ids", $"has {request.Ids.Count} entries; {MostIds} are allowed");
        var snapshot = fabric.Snapshot;
        var response = new Wire.RefreshNetworksResponse();
        var polled = new List<Guid>();
        foreach (var id in request.Ids)
        {
            var view = catalog.Find(id);
            response.Networks[id] = view?.ToWire(snapshot) ?? NetworkMessages.Unknown(id);
            if (view is not null) polled.Add(view.Intent.Id);
        }
        lifecycle.Polled(polled);
        return Task.FromResult(response);
    }

    public override async Task WatchNetworks(Wire.WatchNetworksRequest request, IServerStreamWriter<Wire.NetworkEvent> responseStream, ServerCallContext context)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, host.ApplicationStopping);
        try
        {
            // Each write waits for the client to take it: what it has not taken stays unread, not queued.
            await foreach (var change in watch.FollowAsync(ends.Token))
                await responseStream.WriteAsync(ToWire(change), ends.Token);
        }
        catch (OperationCanceledException) when (host.ApplicationStopping.IsCancellationRequested)
        {
            throw RefusedException.ShuttingDown();
        }
    }

    private Wire.NetworkEvent ToWire(NetworkEvent change) => change switch
    {
        NetworkEvent.Changed changed => new Wire.NetworkEvent { Changed = changed.Network.ToWire(fabric.Snapshot) },
        NetworkEvent.Deleted deleted => new Wire.NetworkEvent { DeletedId = deleted.Network.ToString("D") },
        _ => new Wire.NetworkEvent { EndOfSnapshot = true },
    };

    private Wire.Network? View(string id) => catalog.Find(id)?.ToWire(fabric.Snapshot);
}
