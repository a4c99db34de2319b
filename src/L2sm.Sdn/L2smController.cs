using System.IO.Pipelines;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Topology;
using Microsoft.Extensions.Logging;

namespace L2sm.Sdn;

/// <summary>
/// The controller: given the networks that are wanted, it makes every switch that connects hold exactly the rules for them.
/// It keeps no state on disk: whoever hosts it gives it the desired state and the links of the last run.
/// </summary>
public sealed class L2smController : IAsyncDisposable
{
    /// <summary>Makes a controller that wants nothing yet.</summary>
    /// <param name="options">How it behaves.</param>
    /// <param name="rememberedLinks">The links of the last run: used until discovery proves them wrong, so that a restart rewrites nothing.</param>
    /// <param name="clock">Time.</param>
    /// <param name="loggers">For the log of each part.</param>
    public L2smController(L2smControllerOptions options, IEnumerable<Link> rememberedLinks, TimeProvider clock, ILoggerFactory loggers)
    {
    }

    /// <summary>What is known now. Never null; replaced whole at each change.</summary>
    public FabricSnapshot Snapshot { get; } = FabricSnapshot.Empty;

    /// <summary>Makes this the desired state. Returns at once; <see cref="Snapshot"/> tells when the switches confirmed it.</summary>
    public void Apply(NetworkSet desired) => throw new NotSupportedException();

    /// <summary>Waits for a snapshot newer than <paramref name="version"/> and returns the newest.</summary>
    public Task<FabricSnapshot> WaitForChangeAsync(long version, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>Serves one switch until it goes, fails or <paramref name="cancellation"/> is set. Does not throw for what the peer does.</summary>
    /// <param name="transport">The bytes. Completed on return.</param>
    /// <param name="remoteAddress">The peer, for people.</param>
    /// <param name="cancellation">Ends the session.</param>
    public Task RunSessionAsync(IDuplexPipe transport, string remoteAddress, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>Ends all sessions. The switches keep what they hold.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
