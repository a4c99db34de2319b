using Microsoft.Extensions.Diagnostics.HealthChecks;
using Osm.L2sm.Connector.Services;

namespace Osm.L2sm.Connector.Hosting;

/// <summary>Ready means: the journal is replayed and can be written, the links too, and the sockets are open.</summary>
internal sealed class Readiness(IntentStore store, IBackend backend, NetworkLifecycle networks, FabricFollower follower, Lifetime lifetime) : IHealthCheck
{
    /// <summary>A write this young proves that the journal can be written; without one, readiness writes itself.</summary>
    public static readonly TimeSpan ProofAge = TimeSpan.FromSeconds(10);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var missing = await MissingAsync(cancellationToken);
        return missing.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(string.Join("; ", missing.Select(m => $"{m.Key}: {m.Value}")));
    }

    /// <summary>Each part that is not ready, with why; empty when all is well.</summary>
    public async Task<IReadOnlyDictionary<string, string>> MissingAsync(CancellationToken cancellation)
    {
        var missing = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!lifetime.IsListening) missing.Add("endpoints", "not all sockets are open");
        // A replica that does not lead is ready to; its Lease proves that the API server takes writes.
        if (backend.IsReplicated)
        {
            if (backend.Fault is { } unusable) missing.Add("backend", unusable);
            return missing;
        }
        // Tried here, since a service that gets no calls would notice neither a full disk nor its recovery.
        if (lifetime.IsListening && !IsProved) await TryJournalAsync(cancellation);
        if (store.Fault is { } fault) missing.Add("store", fault);
        if (follower.LinksFault is { } links) missing.Add("links", links);
        return missing;
    }

    private bool IsProved => store.Fault is null && store.SinceWritten < ProofAge;

    private async Task TryJournalAsync(CancellationToken cancellation)
    {
        try
        {
            await networks.ProbeAsync(cancellation);
        }
        catch (RefusedException)
        {
            // The store says why.
        }
    }
}
