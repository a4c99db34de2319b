using System.Security.Cryptography;
using System.Text;
using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Attachments;
using L2sm.Kubernetes.Resources;
using Microsoft.Extensions.Logging;

namespace L2sm.Kubernetes.Events;

/// <summary>
/// Writes warnings as Kubernetes events, which <c>kubectl describe</c> shows. The same warning about the same object is one event, whose
/// count and time go on; an object gets <see cref="MostOfObject"/> kinds of it, so that none floods the API server.
/// </summary>
/// <param name="api">The cluster.</param>
/// <param name="component">Who tells.</param>
/// <param name="logger">The log.</param>
public sealed class EventWriter(KubernetesApi api, string component, ILogger logger) : IPodEvents
{
    /// <summary>Most different warnings about one object; more are logged only.</summary>
    public const int MostOfObject = 16;

    /// <summary>A repeat within this time is not written.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    // Where kubectl looks for events about what no namespace has.
    private const string OfTheCluster = "default";
    private const int LongestMessage = 1024;
    private const int MostKnown = 4096;

    private readonly ResourceClient<Event> events = api.Resources(EventKinds.Events);
    private readonly Dictionary<string, (int Count, DateTimeOffset First, DateTimeOffset Last)> known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> ofObject = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    /// <inheritdoc/>
    public Task WarnAsync(ResourceKey pod, string? uid, string reason, string message, CancellationToken cancellation) =>
        WarnAsync(new EventObject("v1", "Pod", pod.Namespace, pod.Name, uid), reason, message, cancellation);

    /// <summary>A warning about any object. A failure is logged and does no harm.</summary>
    /// <param name="about">The object.</param>
    /// <param name="reason">One CamelCase word.</param>
    /// <param name="message">For people.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task WarnAsync(EventObject about, string reason, string message, CancellationToken cancellation)
    {
        var now = api.Time.GetUtcNow();
        var name = $"{Shorten(about.Name, 200)}.{Hash($"{about.Kind} {about.Uid} {reason} {message}")}";
        (int Count, DateTimeOffset First, DateTimeOffset Last) seen;
        lock (gate)
        {
            if (known.TryGetValue(name, out seen) && now - seen.Last < Interval) return;
            var key = about.Uid ?? about.ToString();
            if (seen.Count == 0 && (ofObject[key] = ofObject.GetValueOrDefault(key) + 1) > MostOfObject)
            {
                Log.EventsOfObjectFull(logger, about, reason, message);
                return;
            }
            // What is forgotten begins anew with a count of one.
            if (known.Count >= MostKnown)
            {
                known.Clear();
                ofObject.Clear();
            }
            seen = (seen.Count + 1, seen.Count == 0 ? now : seen.First, now);
            known[name] = seen;
        }
        try
        {
            await events.ApplyAsync(
                new Event
                {
                    Metadata = new ObjectMeta { Name = name, Namespace = about.Namespace ?? OfTheCluster },
                    InvolvedObject = about,
                    Reason = reason,
                    Message = Shorten(message, LongestMessage),
                    Type = "Warning",
                    Count = seen.Count,
                    FirstTimestamp = seen.First,
                    LastTimestamp = seen.Last,
                    Source = new EventSource(component),
                },
                isForced: true,
                cancellation);
        }
        catch (KubernetesException e)
        {
            Log.EventNotWritten(logger, about, reason, e.Message);
        }
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));

    private static string Shorten(string text, int most) => text.Length <= most ? text : string.Concat(text.AsSpan(0, most - 1), "…");
}
