using L2sm.Sdn.Topology;
using Osm.L2sm.Connector.Services;

namespace Osm.L2sm.Connector.Northbound;

/// <summary><c>/onos/vnets/api</c>: networks and their ports. Statuses as the L2S-M operator expects each (docs/northbound.md).</summary>
internal static class VnetEndpoints
{
    public static void MapVnets(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/onos/vnets/api");
        api.MapGet("/status", () => Results.Ok());
        api.MapPost("/", CreateAsync);
        api.MapGet("/{id}", (string id, NamedNetworks networks) =>
            networks.Find(id) is { } network ? Results.Text(NetworkText.OfVnet(network), NetworkText.ContentType) : Results.NotFound());
        api.MapDelete("/{id}", async (string id, NamedNetworks networks, CancellationToken cancellation) =>
        {
            await networks.DeleteAsync(id, cancellation);
            return Results.NoContent();
        });
        api.MapPost("/port", async (HttpContext context, NamedNetworks networks, CancellationToken cancellation) =>
        {
            using var body = await RequestBody.ReadAsync(context);
            await networks.AttachAsync(body.Text("networkId"), body.Ports("networkEndpoints"), cancellation);
            return Results.NoContent();
        });
        api.MapDelete("/port", async (HttpContext context, NamedNetworks networks, CancellationToken cancellation) =>
        {
            using var body = await RequestBody.ReadAsync(context);
            await networks.DetachAsync(body.Text("networkId"), body.Ports("networkEndpoints"), cancellation);
            return Results.Ok();
        });
        api.MapPost("/mirror-port", MirrorAsync);
    }

    private static async Task<IResult> CreateAsync(HttpContext context, NamedNetworks networks, CancellationToken cancellation)
    {
        using var body = await RequestBody.ReadAsync(context);
        var name = body.Text("networkId");
        PortKey? mirror = string.IsNullOrWhiteSpace(body.OptionalText("mirrorPort")) ? null : body.Port("mirrorPort");
        await networks.CreateAsync(name, mirror, cancellation);
        return Results.NoContent();
    }

    private static async Task<IResult> MirrorAsync(HttpContext context, NamedNetworks networks, CancellationToken cancellation)
    {
        using var body = await RequestBody.ReadAsync(context);
        if (string.IsNullOrWhiteSpace(body.OptionalText("mirrorPort"))) return Results.Text("mirrorPort is required", statusCode: StatusCodes.Status400BadRequest);
        await networks.MirrorAsync(body.Text("networkId"), body.Port("mirrorPort"), cancellation);
        return Results.NoContent();
    }
}
