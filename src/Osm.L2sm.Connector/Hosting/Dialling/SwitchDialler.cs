using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Security.Authentication;
using L2sm.Sdn.Sessions;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;
using Osm.L2sm.Connector.Hosting.Tls;
using Osm.L2sm.Connector.Services;

namespace Osm.L2sm.Connector.Hosting.Dialling;

/// <summary>Dials the switches of <c>OpenFlow:Dial</c>, each by itself, and again whenever the connection is gone.</summary>
internal sealed partial class SwitchDialler(
    IFabric fabric, IOptions<OpenFlowEndpointOptions> options, OpenFlowTls tls, TimeProvider clock, ILoggerFactory loggers) : BackgroundService
{
    // A switch that restarts is back within tens of ms, and is empty until we are there; one that is away for long is asked once a second.
    private static readonly TimeSpan Soonest = TimeSpan.FromMilliseconds(10), Latest = TimeSpan.FromSeconds(1), ConnectLimit = TimeSpan.FromSeconds(3);

    private readonly SocketConnectionContextFactory transports = new(new SocketConnectionFactoryOptions(), loggers.CreateLogger<SocketConnectionContextFactory>());
    private readonly ILogger logger = loggers.CreateLogger<SwitchDialler>();
    private readonly ConcurrentDictionary<string, string> faults = [];

    /// <summary>How it stands with each target, in the order of the setting.</summary>
    public IReadOnlyList<DialStatus> Targets
    {
        get
        {
            var connected = fabric.Snapshot.Switches.Values.Where(s => s.Connected).ToLookup(s => s.RemoteAddress, s => s.Id);
            return [.. (options.Value.Dial ?? []).Select(target => connected[target].Select(id => new DialStatus(target, id.ToString(), null))
                .FirstOrDefault(new DialStatus(target, null, faults.GetValueOrDefault(target))))];
        }
    }

    public override void Dispose()
    {
        transports.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll((options.Value.Dial ?? []).Select(text => KeepAsync(DialTarget.TryParse(text, out var target) ? target : throw new FormatException(text), stoppingToken)));

    private async Task KeepAsync(DialTarget target, CancellationToken stop)
    {
        var pause = Soonest;
        while (!stop.IsCancellationRequested)
        {
            var end = await DialAsync(target, stop);
            if (stop.IsCancellationRequested) return;
            if (end.Switch is null)
            {
                Fault(target, end.Reason);
            }
            else
            {
                faults.TryRemove(target.Text, out _);
                pause = Soonest;
            }
            // Many that lost their switches at once must not come back at once.
            await Task.Delay(pause * (0.75 + Random.Shared.NextDouble() / 2), clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < Latest ? pause * 2 : Latest;
        }
    }

    private async Task<SessionEnd> DialAsync(DialTarget target, CancellationToken stop)
    {
        try
        {
            await using var connection = transports.Create(await ConnectAsync(target, stop));
            try
            {
                return await ServeAsync(target, connection, stop);
            }
            finally
            {
                connection.Abort(); // what the switch did not read is dropped
            }
        }
        catch (Exception e) when (e is SocketException or AuthenticationException or IOException or TimeoutException or OperationCanceledException)
        {
            return new SessionEnd(null, e.Message);
        }
        catch (Exception e)
        {
            // A fault of ours with one switch must not touch the others.
            LogFailed(e, target.Text);
            return new SessionEnd(null, e.Message);
        }
    }

    private async Task<Socket> ConnectAsync(DialTarget target, CancellationToken stop)
    {
        using var late = new CancellationTokenSource(ConnectLimit, clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop, late.Token);
        try
        {
            return await target.ConnectAsync(limit.Token);
        }
        catch (OperationCanceledException e) when (late.IsCancellationRequested)
        {
            throw new TimeoutException($"no connection within {ConnectLimit.TotalSeconds:0} s", e);
        }
    }

    private async Task<SessionEnd> ServeAsync(DialTarget target, ConnectionContext connection, CancellationToken stop)
    {
        var peer = new SwitchPeer(target.Text) { IsDialled = true };
        if (!target.IsTls) return await fabric.ServeSwitchAsync(connection.Transport, peer, stop);
        await using var secured = await tls.DialAsync(new DuplexStream(connection.Transport), target.Host, stop);
        return await fabric.ServeSwitchAsync(secured, peer with { Refuses = secured.Refuses }, stop);
    }

    private void Fault(DialTarget target, string reason)
    {
        var known = faults.GetValueOrDefault(target.Text);
        faults[target.Text] = reason;
        if (known != reason) LogFault(target.Text, reason);
    }

    [LoggerMessage(1461, LogLevel.Warning, "no switch at {target}: {reason}; dialling goes on")]
    private partial void LogFault(string target, string reason);

    [LoggerMessage(1462, LogLevel.Error, "session of {target} failed")]
    private partial void LogFailed(Exception exception, string target);
}

/// <summary>How it stands with a target.</summary>
/// <param name="Target">As the setting has it.</param>
/// <param name="Switch">The datapath id of the switch there; null while there is no session.</param>
/// <param name="Error">Why the last attempt failed; null while there is a session, or before the first attempt is over.</param>
internal sealed record DialStatus(string Target, string? Switch, string? Error);
