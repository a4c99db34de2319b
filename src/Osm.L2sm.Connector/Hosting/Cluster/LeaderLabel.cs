using System.Text.Json.Nodes;
using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Resources;
using Microsoft.Extensions.Options;

namespace Osm.L2sm.Connector.Hosting.Cluster;

/// <summary>The label by which Services find the pod of the leader. One pod has it at most, whatever became of the leader before.</summary>
internal sealed partial class LeaderLabel(KubernetesApi api, IOptions<KubernetesOptions> options, TimeProvider clock, ILogger<LeaderLabel> logger)
{
    public const string Key = "osm-l2sm/role";
    public const string Leader = "leader";

    // Somebody may take it off by hand, and a pod of an earlier leader may come back with it.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly ResourceClient<Pod> pods = api.Resources(BuiltInKinds.Pods);
    private readonly string space = options.Value.NamespaceIn(api);

    /// <summary>Puts it on this pod and takes it off all others, again and again until the term is over.</summary>
    /// <param name="leads">Whether switches and callers may come already.</param>
    /// <param name="over">The end of the term.</param>
    public async Task HoldAsync(Func<bool> leads, CancellationToken over)
    {
        if (options.Value.PodName is not { } own) return;
        while (true)
        {
            var pause = Interval;
            if (!leads()) pause = TimeSpan.FromMilliseconds(50);
            else if (!await TryAsync(() => MoveToAsync(own, over), over)) pause = RetryDelay;
            await Task.Delay(pause, clock, over);
        }
    }

    /// <summary>Takes it off this pod: it does not lead yet, or no more.</summary>
    public async Task ClearOwnAsync(CancellationToken cancellation)
    {
        if (options.Value.PodName is { } own) await TryAsync(() => LabelAsync(own, null, cancellation), cancellation);
    }

    private async Task MoveToAsync(string own, CancellationToken over)
    {
        var isOn = false;
        await foreach (var pod in pods.ListAsync(new ResourceScope { Namespace = space, Labels = $"{Key}={Leader}" }, over))
        {
            if (pod.Metadata.Name == own) isOn = true;
            else await LabelAsync(pod.Metadata.Name!, null, over);
        }
        if (isOn) return;
        await LabelAsync(own, Leader, over);
        LogMoved(own);
    }

    private Task<Pod> LabelAsync(string pod, string? value, CancellationToken cancellation) => pods.PatchAsync(
        new ResourceKey(space, pod),
        ResourcePatch.Merge(new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { [Key] = value } } }),
        cancellation: cancellation);

    private async Task<bool> TryAsync(Func<Task> act, CancellationToken cancellation)
    {
        try
        {
            await act();
            return true;
        }
        catch (KubernetesException e) when (!cancellation.IsCancellationRequested)
        {
            LogFailed(e.Message, RetryDelay);
            return false;
        }
    }

    [LoggerMessage(1521, LogLevel.Information, "Services lead to pod {pod}")]
    private partial void LogMoved(string pod);

    [LoggerMessage(1522, LogLevel.Warning, "the label osm-l2sm/role cannot be set, which is tried again in {delay}: {reason}")]
    private partial void LogFailed(string reason, TimeSpan delay);
}
