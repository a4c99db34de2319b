using Microsoft.Extensions.Diagnostics.HealthChecks;
using Osm.L2sm.Connector.Services;

namespace Osm.L2sm.Connector.Hosting;

/// <summary>Ready means: the journal is replayed and can be written, and the sockets are open.</summary>
internal sealed class Readiness(IntentStore store, NetworkLifecycle networks, Lifetime lifetime) : IHealthCheck
{
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
        // A journal that failed is tried again here: without this, a service that gets no calls would never notice its recovery.
        if (store.Fault is not null && lifetime.IsListening) await TryJournalAsync(cancellation);
        if (store.Fault is { } fault) missing.Add("store", fault);
        return missing;
    }

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
