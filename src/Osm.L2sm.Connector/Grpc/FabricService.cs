using Grpc.Core;
using Osm.L2sm.Connector.Services;
using Wire = Osm.L2sm.V1;

namespace Osm.L2sm.Connector.Grpc;

/// <summary>The service <c>Fabric</c> of proto/osm/l2sm/v1/fabric.proto.</summary>
internal sealed class FabricService(PortAttachment ports, MirrorPorts mirrors, IFabric fabric, IBackend backend, ForcedDeletion forced) : Wire.Fabric.FabricBase
{
    public override async Task<Wire.Port> AttachPort(Wire.AttachPortRequest request, ServerCallContext context) =>
        (await ports.AttachAsync(request.ToRequest(), context.CancellationToken)).ToWire();

    public override async Task<Wire.DetachPortResponse> DetachPort(Wire.DetachPortRequest request, ServerCallContext context) =>
        new() { Existed = await ports.DetachAsync(request.NetworkId, request.DatapathId, request.PortNo, context.CancellationToken) };

    public override Task<Wire.ListPortsResponse> ListPorts(Wire.ListPortsRequest request, ServerCallContext context)
    {
        var response = new Wire.ListPortsResponse();
        response.Ports.AddRange(ports.List(request.NetworkId).Select(p => p.ToWire()));
        return Task.FromResult(response);
    }

    public override async Task<Wire.Mirror> AddMirror(Wire.AddMirrorRequest request, ServerCallContext context) =>
        (await mirrors.AddAsync(request.ToRequest(), context.CancellationToken)).ToWire();

    public override async Task<Wire.RemoveMirrorResponse> RemoveMirror(Wire.RemoveMirrorRequest request, ServerCallContext context) =>
        new() { Existed = await mirrors.RemoveAsync(request.NetworkId, request.DatapathId, request.PortNo, context.CancellationToken) };

    public override Task<Wire.ListMirrorsResponse> ListMirrors(Wire.ListMirrorsRequest request, ServerCallContext context)
    {
        var response = new Wire.ListMirrorsResponse();
        response.Mirrors.AddRange(mirrors.List(request.NetworkId).Select(m => m.ToWire()));
        return Task.FromResult(response);
    }

    public override Task<Wire.ListSwitchesResponse> ListSwitches(Wire.ListSwitchesRequest request, ServerCallContext context)
    {
        var response = new Wire.ListSwitchesResponse();
        var snapshot = fabric.Snapshot;
        response.Switches.AddRange(snapshot.Switches.Values.Select(s => s.ToWire(snapshot.SharedPorts)));
        return Task.FromResult(response);
    }

    public override Task<Wire.ListLinksResponse> ListLinks(Wire.ListLinksRequest request, ServerCallContext context)
    {
        var response = new Wire.ListLinksResponse();
        response.Links.AddRange(fabric.Snapshot.Links.Select(l => l.ToWire()));
        return Task.FromResult(response);
    }

    public override Task<Wire.ListNodesResponse> ListNodes(Wire.ListNodesRequest request, ServerCallContext context)
    {
        var report = backend.Report();
        var response = new Wire.ListNodesResponse { Faults = { report.Faults } };
        response.Nodes.AddRange(report.Nodes.Select(n => new Wire.Node
        {
            Name = n.Node,
            Overlay = n.Overlay,
            DatapathId = $"{n.Datapath:x16}",
            Connected = n.IsConnected,
            PortsFree = (uint)n.PortsFree,
            Ports = (uint)n.Ports,
            Missing = { n.Missing },
        }));
        return Task.FromResult(response);
    }

    public override Task<Wire.ListDeletionsResponse> ListDeletions(Wire.ListDeletionsRequest request, ServerCallContext context)
    {
        var response = new Wire.ListDeletionsResponse();
        response.Deletions.AddRange(backend.Deletions().Select(d => d.ToWire()));
        return Task.FromResult(response);
    }

    public override async Task<Wire.ForceDeletionResponse> ForceDeletion(Wire.ForceDeletionRequest request, ServerCallContext context) =>
        new() { Left = { await forced.ForceAsync(request.Namespace, request.Name, context.CancellationToken) } };
}
