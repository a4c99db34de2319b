using Osm.L2sm.Connector.Hosting.Dialling;

namespace Osm.L2sm.Connector.Hosting;

/// <summary><c>/healthz</c>: the process answers. <c>/readyz</c>: it can do its work, or what is missing.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", () => Results.Json(new { status = "ok" }));
        routes.MapGet("/readyz", async (Readiness readiness, SwitchDialler dialler, CancellationToken cancellation) =>
        {
            var missing = await readiness.MissingAsync(cancellation);
            var isReady = missing.Count == 0;
            return Results.Json(
                // A switch that is away is no reason to send nobody here, but people look here.
                new { ready = isReady, missing, dialled = dialler.Targets }, statusCode: isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        });
    }
}
