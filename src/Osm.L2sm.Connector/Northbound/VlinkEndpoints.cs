using Osm.L2sm.Connector.Services;

namespace Osm.L2sm.Connector.Northbound;

/// <summary><c>/onos/vlinks/api</c>: networks of two fixed ends.</summary>
internal static class VlinkEndpoints
{
    public static void MapVlinks(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/onos/vlinks/api");
        api.MapGet("/status", () => Results.Ok());
        api.MapPost("/", async (HttpContext context, VirtualLinks links, CancellationToken cancellation) =>
        {
            using var body = await RequestBody.ReadAsync(context);
            await links.CreateAsync(
                new VirtualLinkRequest(body.Text("linkNetworkId"), body.Port("fromEndP"), body.Port("toEndP"), body.OptionalTexts("path") ?? []), cancellation);
            return Results.NoContent();
        });
        api.MapGet("/{id}", (string id, VirtualLinks links) =>
            links.Find(id) is { } link ? Results.Text(NetworkText.OfVlink(link), NetworkText.ContentType) : Results.NotFound());
        api.MapDelete("/{id}", async (string id, VirtualLinks links, CancellationToken cancellation) =>
        {
            await links.DeleteAsync(id, cancellation);
            return Results.NoContent();
        });
    }
}
