using System.Security.Authentication;
using L2sm.Sdn.Sessions;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Osm.L2sm.Connector.Hosting.Tls;
using Osm.L2sm.Connector.Services;

namespace Osm.L2sm.Connector.Hosting;

/// <summary>Hands each connection on an OpenFlow port to the controller, as long as there is room.</summary>
internal sealed partial class OpenFlowConnectionHandler(
    IFabric fabric,
    IOptions<OpenFlowEndpointOptions> options,
    IHostApplicationLifetime lifetime,
    OpenFlowConnections connections,
    OpenFlowTls tls,
    ILogger<OpenFlowConnectionHandler> logger)
    : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        var remote = connection.RemoteEndPoint?.ToString() ?? "unknown";
        if (!connections.TryEnter(options.Value.MaxConnections))
        {
            LogRefused(remote, options.Value.MaxConnections);
            connection.Abort();
            return;
        }
        try
        {
            using var ends = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed, lifetime.ApplicationStopping, connections.Dropped);
            if (tls.IsOn) await ServeSecuredAsync(connection, remote, ends.Token);
            else await fabric.ServeSwitchAsync(connection.Transport, new SwitchPeer(remote), ends.Token);
        }
        catch (OperationCanceledException)
        {
            // The session ended because the connection or the service did.
        }
        catch (Exception e)
        {
            // A fault of ours with one switch must not touch the others.
            LogFailed(e, remote);
            connection.Abort();
        }
        finally
        {
            connections.Leave();
        }
    }

    private async Task ServeSecuredAsync(ConnectionContext connection, string remote, CancellationToken cancellation)
    {
        try
        {
            await using var secured = await tls.AcceptAsync(new DuplexStream(connection.Transport), cancellation);
            await fabric.ServeSwitchAsync(secured, new SwitchPeer(remote) { Refuses = secured.Refuses }, cancellation);
        }
        catch (AuthenticationException e)
        {
            LogNotSecured(remote, e.Message);
        }
        // What the peer did not read is dropped, as without TLS: it must not hold us up.
        connection.Abort();
    }

    [LoggerMessage(1401, LogLevel.Warning, "connection of {remote} refused: {most} switches are connected, OpenFlow:MaxConnections allows no more")]
    private partial void LogRefused(string remote, int most);

    [LoggerMessage(1403, LogLevel.Warning, "connection of {remote} refused: {reason}")]
    private partial void LogNotSecured(string remote, string reason);

    [LoggerMessage(1402, LogLevel.Error, "session of {remote} failed")]
    private partial void LogFailed(Exception exception, string remote);
}

/// <summary>The connections of all OpenFlow ports: Kestrel makes a handler for each port.</summary>
internal sealed class OpenFlowConnections : IDisposable
{
    private int count;
    private CancellationTokenSource dropped = new();

    /// <summary>Set when the connections of now are to end.</summary>
    public CancellationToken Dropped => Volatile.Read(ref dropped).Token;

    /// <summary>Ends every connection; those that come from now on are taken.</summary>
    public void DropAll()
    {
        // Not disposed of: a connection that begins now may still read its token.
        Interlocked.Exchange(ref dropped, new CancellationTokenSource()).Cancel();
    }

    public void Dispose() => dropped.Dispose();

    public bool TryEnter(int most)
    {
        if (Interlocked.Increment(ref count) <= most) return true;
        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref count);
}
