using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Attachments;
using L2sm.Kubernetes.Queue;
using L2sm.Kubernetes.Resources;
using Microsoft.Extensions.Logging;

namespace L2sm.Kubernetes.Events;

/// <summary>
/// Tells people what happened to a resource (<c>kubectl describe</c>). Events are a courtesy: to tell one never waits and never fails; the same
/// again is counted, too many are left out, and what the server refuses is dropped. Thread-safe.
/// </summary>
public sealed class EventRecorder : IPodEvents, IDisposable
{
    private const int LongestNote = 1024;

    private readonly ResourceClient<Event> events;
    private readonly EventRecorderOptions options;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly ReconcileLoop<EventText> loop;
    private readonly Lock gate = new();
    private readonly Dictionary<EventText, EventCount> told = [];
    private readonly Dictionary<ObjectReference, int> perResource = [];
    private long dropped;

    /// <summary>A recorder; what is told before <see cref="RunAsync"/> is written then.</summary>
    public EventRecorder(KubernetesApi api, EventRecorderOptions options, ILogger logger)
    {
        ArgumentException.ThrowIfNullOrEmpty(options.Instance);
        events = api.Resources(BuiltInKinds.Events);
        this.options = options;
        this.logger = logger;
        time = api.Time;
        loop = new ReconcileLoop<EventText>("events", WriteAsync, new ReconcileLoopOptions(), time, logger);
    }

    /// <summary>Events that were left out, as there were too many or the server refused them.</summary>
    public long Dropped => Interlocked.Read(ref dropped);

    /// <summary>Events that are not written yet.</summary>
    public int Unwritten => loop.Count;

    /// <summary>Tells that something is as it should be.</summary>
    /// <param name="about">The resource.</param>
    /// <param name="reason">Why, in one CamelCase word of at most 128 characters.</param>
    /// <param name="action">What was done, likewise.</param>
    /// <param name="note">For people; cut to 1,024 bytes.</param>
    public void Normal(ObjectReference about, string reason, string action, string note) => Tell(new EventText(about, IsWarning: false, reason, action, Cut(note)));

    /// <summary>Tells that something is not as it should be; parameters as in <see cref="Normal"/>.</summary>
    public void Warning(ObjectReference about, string reason, string action, string note) => Tell(new EventText(about, IsWarning: true, reason, action, Cut(note)));

    /// <inheritdoc/>
    public Task WarnAsync(ResourceKey pod, string? uid, string reason, string message, CancellationToken cancellation)
    {
        Warning(new ObjectReference { ApiVersion = "v1", Kind = "Pod", Namespace = pod.Namespace, Name = pod.Name, Uid = uid }, reason, "Attach", message);
        return Task.CompletedTask;
    }

    /// <summary>Writes what is told until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellation) => loop.RunAsync(cancellation);

    /// <inheritdoc/>
    public void Dispose() => loop.Dispose();

    private void Tell(EventText text)
    {
        var regarding = text.Regarding;
        var now = time.GetUtcNow();
        TimeSpan wait;
        lock (gate)
        {
            if (told.TryGetValue(text, out var count) && now - count.Last > options.SeriesEnd)
            {
                Forget(text);
                count = null;
            }
            if (count is null)
            {
                if (perResource.GetValueOrDefault(regarding) >= options.RememberedPerResource && !TryForgetOldestOf(regarding, now))
                {
                    Interlocked.Increment(ref dropped);
                    return;
                }
                if (told.Count >= options.Remembered) Forget(told.MinBy(pair => pair.Value.Last).Key);
                told[text] = count = new EventCount { First = now };
                perResource[regarding] = perResource.GetValueOrDefault(regarding) + 1;
            }
            count.Count++;
            count.Last = now;
            wait = count.Written == 0 ? TimeSpan.Zero : count.WrittenAt + options.SeriesInterval - now;
        }
        loop.AddAfter(text, wait);
    }

    private async Task<Reconciled> WriteAsync(EventText text, CancellationToken cancellation)
    {
        int count;
        DateTimeOffset first, last;
        string? name;
        lock (gate)
        {
            if (!told.TryGetValue(text, out var found) || found.Written == found.Count) return Reconciled.Done;
            (count, first, last, name) = (found.Count, found.First, found.Last, found.Name);
        }
        try
        {
            // New events about what no namespace has are refused in any other by older servers.
            var space = text.Regarding.Namespace ?? "kube-system";
            if (name is not null && await TryCountAsync(new ResourceKey(space, name), count, last, cancellation)) Note(text, name, count);
            else Note(text, (await events.CreateAsync(Document(text, space, count, first, last), cancellation)).Metadata.Name!, count);
        }
        catch (KubernetesException e) when (!e.IsTransient)
        {
            // Such as a namespace that is being deleted.
            Interlocked.Increment(ref dropped);
            Log.EventRefused(logger, text, e.Message);
            lock (gate) Forget(text);
        }
        return Reconciled.Done;
    }

    /// <summary>Writes the count; false if the server has forgotten the event.</summary>
    private async Task<bool> TryCountAsync(ResourceKey key, int count, DateTimeOffset last, CancellationToken cancellation)
    {
        try
        {
            var series = new JsonObject { ["count"] = count, ["lastObservedTime"] = MicroTimeConverter.Text(last) };
            await events.PatchAsync(key, ResourcePatch.Merge(new JsonObject { ["series"] = series }), cancellation: cancellation);
            return true;
        }
        catch (KubernetesException e) when (e.Failure == KubernetesFailure.NotFound)
        {
            return false;
        }
    }

    private Event Document(EventText text, string space, int count, DateTimeOffset first, DateTimeOffset last) => new()
    {
        Metadata = new ObjectMeta
        {
            Namespace = space,
            Name = string.Create(CultureInfo.InvariantCulture, $"{text.Regarding.Name![..Math.Min(text.Regarding.Name!.Length, 200)]}.{Guid.NewGuid():N}"),
        },
        EventTime = first,
        Series = count < 2 ? null : new EventSeries { Count = count, LastObservedTime = last },
        ReportingController = options.Controller,
        ReportingInstance = options.Instance,
        Action = text.Action,
        Reason = text.Reason,
        Regarding = text.Regarding,
        Note = text.Note,
        Type = text.IsWarning ? "Warning" : "Normal",
    };

    private void Note(EventText text, string name, int count)
    {
        lock (gate)
            if (told.TryGetValue(text, out var found)) (found.Name, found.Written, found.WrittenAt) = (name, count, time.GetUtcNow());
    }

    private bool TryForgetOldestOf(ObjectReference regarding, DateTimeOffset now)
    {
        var oldest = told.Where(pair => pair.Key.Regarding == regarding).MinBy(pair => pair.Value.Last);
        if (now - oldest.Value.Last <= options.SeriesEnd) return false;
        Forget(oldest.Key);
        return true;
    }

    private void Forget(EventText text)
    {
        if (!told.Remove(text)) return;
        if (--perResource[text.Regarding] == 0) perResource.Remove(text.Regarding);
    }

    private static string Cut(string note)
    {
        if (Encoding.UTF8.GetByteCount(note) <= LongestNote) return note;
        var length = Math.Min(note.Length, LongestNote - 3);
        while (Encoding.UTF8.GetByteCount(note.AsSpan(0, length)) > LongestNote - 3 || char.IsHighSurrogate(note[length - 1])) length--;
        return note[..length] + "…";
    }
}
