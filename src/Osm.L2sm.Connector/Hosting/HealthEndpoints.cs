namespace Osm.L2sm.Connector.Hosting;

/// <summary><c>/healthz</c>: the process answers. <c>/readyz</c>: it can do its work, or what is missing.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", () => Results.Json(new { status = "ok" }));
        routes.MapGet("/readyz", async (Readiness readiness, CancellationToken cancellation) =>
        {
            var missing = await readiness.MissingAsync(cancellation);
            var isReady = missing.Count == 0;
            return Results.Json(
                new { ready = isReady, missing }, statusCode: isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        });
    }
}
