using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Osm.L2sm.Connector.Northbound;

/// <summary>
/// Marks the connections of the northbound socket. The Host header cannot tell: behind a NodePort it holds a port that is not ours.
/// </summary>
internal sealed class NorthboundConnection
{
    private static readonly NorthboundConnection Mark = new();

    public static void MarkAll(ListenOptions listener) => listener.Use(next => connection =>
    {
        connection.Features.Set(Mark);
        return next(connection);
    });

    public static bool Has(HttpContext context) => context.Features.Get<NorthboundConnection>() is not null;
}
