using System.Text.Json.Nodes;
using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Attachments;
using L2sm.Kubernetes.Resources;

namespace L2smOsm.Testing.Kubernetes.Operator;

/// <summary>A kubelet with Multus: a pod runs once all attachments that it names are there, and says which interfaces it got.</summary>
internal static class MultusStandIn
{
    public static async Task RunAsync(Pod pod, ResourceClient<Pod> pods, ResourceClient<NetworkAttachmentDefinition> nads)
    {
        if (pod.Status?.Phase is not (null or "Pending") || pod.Metadata.IsBeingDeleted || pod.Spec?.NodeName is null) return;
        var status = new JsonArray(new JsonObject { ["name"] = "kindnet", ["interface"] = "eth0", ["default"] = true, ["dns"] = new JsonObject() });
        foreach (var (i, attachment) in (PodAnnotations.ReadAttachments(pod.Metadata.Annotation(PodAnnotations.MultusNetworks)) ?? []).Index())
        {
            var key = new ResourceKey(attachment.Namespace ?? pod.Metadata.Namespace, attachment.Name);
            if (await nads.GetAsync(key) is null) return; // the sandbox cannot be made
            status.Add(new JsonObject
            {
                ["name"] = key.ToString(),
                ["interface"] = $"net{i + 1}",
                ["ips"] = new JsonArray([.. attachment.Ips.Select(ip => JsonValue.Create(ip.Split('/')[0]))]),
                ["mac"] = MacOf(pod, i),
                ["gateway"] = new JsonArray("<nil>"),
                ["dns"] = new JsonObject(),
            });
        }
        await pods.PatchAsync(
            pod.Metadata.Key,
            ResourcePatch.Merge(new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [PodAnnotations.MultusStatus] = status.ToJsonString() } } }));
        await pods.PatchAsync(pod.Metadata.Key, ResourcePatch.Merge(new JsonObject { ["status"] = new JsonObject { ["phase"] = "Running" } }), "status");
    }

    private static string MacOf(Pod pod, int index) =>
        string.Join(':', new[] { 2, index }.Concat(pod.Metadata.Uid!.Where(char.IsAsciiHexDigitLower).TakeLast(4).Select(c => (int)c)).Select(octet => octet.ToString("x2")));
}
