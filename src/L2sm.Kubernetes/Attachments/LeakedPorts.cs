using System.Text.Json.Nodes;
using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Resources;
using Microsoft.Extensions.Logging;

namespace L2sm.Kubernetes.Attachments;

/// <summary>
/// Frees ports that the operator forgot to free, on proof that no pod uses them (docs/adr/0014): suspected for <see cref="Grace"/>, then asked of
/// the API server itself. Only a leader runs it.
/// </summary>
public sealed class LeakedPorts(KubernetesApi api, AttachmentReconciler attachments, IFabricPorts fabric, ILogger logger)
{
    /// <summary>
    /// Longer than an admission can take, between whose label and its pod's being there nothing shows whose port it is; the API server gives a
    /// request 60 s.
    /// </summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(2);

    /// <summary>How often it is looked.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly ResourceClient<Pod> pods = api.Resources(BuiltInKinds.Pods);
    private readonly ResourceClient<NetworkAttachmentDefinition> nads = api.Resources(L2smKinds.NetworkAttachmentDefinitions);
    private readonly Dictionary<PortLeak, DateTimeOffset> suspected = [];

    /// <summary>Looks from time to time until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        suspected.Clear(); // what was seen before may have been freed and taken anew meanwhile
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await LookAsync(cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (KubernetesException e)
            {
                Log.LeaksNotFreed(logger, e.Message);
            }
            await Task.Delay(Interval, api.Time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Looks once.</summary>
    /// <returns>How many were freed.</returns>
    /// <exception cref="KubernetesException">A call failed; what is left is looked at next time.</exception>
    internal async Task<int> LookAsync(CancellationToken cancellation)
    {
        var now = api.Time.GetUtcNow();
        var leaks = attachments.Leaks();
        foreach (var healed in suspected.Keys.Except(leaks).ToArray()) suspected.Remove(healed);
        foreach (var leak in leaks) suspected.TryAdd(leak, now);

        var freed = 0;
        foreach (var onNode in suspected.Where(one => now - one.Value >= Grace).Select(one => one.Key).GroupBy(leak => leak.Node).ToArray())
        {
            var named = await NamedOnAsync(onNode.Key, cancellation);
            foreach (var leak in onNode)
            {
                if (named is null || named.Contains(leak.Nad.Name)) continue;
                if (!await FreeAsync(leak, cancellation)) continue;
                suspected.Remove(leak);
                freed++;
            }
        }
        return freed;
    }

    /// <summary>The attachments that pods of a node name, by the API server itself; null where one cannot be read, and may name any.</summary>
    private async Task<HashSet<string>?> NamedOnAsync(string node, CancellationToken cancellation)
    {
        var named = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var pod in pods.ListAsync(new ResourceScope { Fields = $"spec.nodeName={node}" }, cancellation))
        {
            if (PodAnnotations.ReadAttachments(pod.Metadata.Annotation(PodAnnotations.MultusNetworks)) is not { } attachments) return null;
            named.UnionWith(attachments.Select(attachment => attachment.Name));
        }
        return named;
    }

    private async Task<bool> FreeAsync(PortLeak leak, CancellationToken cancellation)
    {
        if (leak.Asked is { } network)
        {
            await fabric.ForgetAsync(leak.Port, network, cancellation);
            Log.CallTakenBack(logger, leak.Port, network);
        }
        if (!leak.HasLabel) return true;
        var label = WorkloadNad.UsedPrefix + leak.Node;
        if (await nads.GetAsync(leak.Nad, cancellation) is not { } there || there.Metadata.Label(label) != "true") return true;
        try
        {
            await nads.PatchAsync(
                leak.Nad,
                ResourcePatch.Merge(new JsonObject
                {
                    ["metadata"] = new JsonObject { ["resourceVersion"] = there.Metadata.ResourceVersion, ["labels"] = new JsonObject { [label] = "false" } },
                }),
                cancellation: cancellation);
            Log.LabelFreed(logger, leak.Nad, leak.Node);
            return true;
        }
        catch (KubernetesException e) when (e.Failure == KubernetesFailure.Conflict)
        {
            return false; // somebody wrote it meanwhile: looked at anew next time
        }
    }
}
