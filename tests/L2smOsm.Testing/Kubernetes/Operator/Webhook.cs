using System.Text.Json;
using System.Text.Json.Nodes;
using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Attachments;
using L2sm.Kubernetes.Resources;

namespace L2smOsm.Testing.Kubernetes.Operator;

/// <summary>The operator's admission of pods: which interfaces and addresses a pod gets. Tests make their pods through it.</summary>
public sealed class Webhook
{
    private readonly OperatorStandIn standIn;
    private readonly ResourceClient<Pod> pods;
    private readonly ResourceClient<L2Network> networks;
    private readonly ResourceClient<NetworkAttachmentDefinition> nads;
    private readonly string place;
    private readonly Dictionary<string, L2Network> staleNetworks = new(StringComparer.Ordinal);
    private List<NetworkAttachmentDefinition>? stale;
    private int linkLocals;

    internal Webhook(
        OperatorStandIn standIn, ResourceClient<Pod> pods, ResourceClient<L2Network> networks, ResourceClient<NetworkAttachmentDefinition> nads, string place) =>
        (this.standIn, this.pods, this.networks, this.nads, this.place) = (standIn, pods, networks, nads, place);

    /// <summary>Makes a pod.</summary>
    /// <param name="server">Where.</param>
    /// <param name="name">Its name, in the Overlay's namespace.</param>
    /// <param name="node">Its node.</param>
    /// <param name="wanted">The value of <c>l2sm/networks</c>.</param>
    /// <param name="isRejected">Another webhook or a quota refuses it after this one has given it its interfaces.</param>
    /// <param name="in">Another namespace than the Overlay's.</param>
    public async Task MakePodAsync(ApiServer server, string name, string node, string wanted, bool isRejected = false, string? @in = null)
    {
        var (multus, error) = await AdmitAsync(node, PodAnnotations.ReadWanted(wanted));
        if (isRejected) return;
        var annotations = new JsonObject { [PodAnnotations.L2smNetworks] = wanted };
        if (multus is not null) annotations[PodAnnotations.MultusNetworks] = multus;
        if (error is not null) annotations[PodAnnotations.L2smError] = error;
        var pod = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = @in ?? place, ["labels"] = new JsonObject { ["l2sm"] = "true" }, ["annotations"] = annotations },
            ["spec"] = new JsonObject
            {
                ["nodeName"] = node,
                ["terminationGracePeriodSeconds"] = 0,
                ["containers"] = new JsonArray(new JsonObject { ["name"] = "cnf", ["image"] = "cnf" }),
            },
        };
        await server.Untyped("v1", "Pod").CreateAsync(UntypedResource.From(pod));
    }

    /// <summary>Deletes a pod, as a kubelet does that has stopped it.</summary>
    public Task DeletePodAsync(string name) => pods.DeleteAsync(new ResourceKey(place, name), grace: TimeSpan.Zero);

    private async Task<(string? Multus, string? Error)> AdmitAsync(string node, IReadOnlyList<WantedNetwork> wanted)
    {
        var label = $"used-{node}";
        var free = new List<NetworkAttachmentDefinition>();
        if (stale is not null && standIn.Faults.HasFlag(OperatorFaults.GivesPortsTwice)) free = stale;
        else
            await foreach (var nad in nads.ListAsync(new ResourceScope { Namespace = place, Labels = $"app=l2sm,{label}!=true" })) free.Add(nad);
        stale = free;
        if (free.Count < wanted.Count) return (null, $"No interfaces available for node {node}");

        var multus = new JsonArray();
        foreach (var (nad, one) in free.Zip(wanted))
        {
            var ips = one.Ips.Count > 0 ? one.Ips : [await AddressInAsync(one.Name)];
            var attachment = new JsonObject { ["name"] = nad.Metadata.Name };
            if (standIn.SwitchesNamespace is { } space) attachment["namespace"] = space;
            attachment["ips"] = JsonSerializer.SerializeToNode(ips);
            multus.Add(attachment);
            var taken = new JsonObject { ["labels"] = new JsonObject { [label] = "true" } };
            // At its best nothing comes in between; otherwise the write is lost, and the port is given once more.
            if (standIn.Faults.HasFlag(OperatorFaults.GivesPortsTwice)) taken["resourceVersion"] = nad.Metadata.ResourceVersion;
            await LoggedOnlyAsync(() => nads.PatchAsync(nad.Metadata.Key, ResourcePatch.Merge(new JsonObject { ["metadata"] = taken })));
        }
        return (multus.ToJsonString(), null);
    }

    private async Task<string> AddressInAsync(string network)
    {
        if (await networks.GetAsync(new ResourceKey(place, network)) is not { Spec.NetworkCidr: { } cidr } there) return $"fe80::{Interlocked.Increment(ref linkLocals):x}/64"; // any that nobody has
        if (standIn.Faults.HasFlag(OperatorFaults.GivesAddressesTwice)) there = staleNetworks.TryAdd(network, there) ? there : staleNetworks[network];
        var given = there.Status?.AssignedIps?.Keys.ToList() ?? [];
        var next = OperatorIpam.Next(there.Spec.PodAddressRange ?? cidr, there.Status?.LastAssignedIp, given) ?? "";
        await LoggedOnlyAsync(() => networks.PatchAsync(
            there.Metadata.Key,
            ResourcePatch.Merge(new JsonObject
            {
                ["status"] = new JsonObject
                {
                    ["lastAssignedIP"] = next,
                    ["assignedIPs"] = new JsonObject { [next] = "" }, // a pod of a Deployment has no name yet
                    ["connectedPodCount"] = (there.Status?.ConnectedPodCount ?? 0) + 1,
                },
            }),
            "status"));
        return $"{next}/{cidr.Split('/')[1]}";
    }

    // As the operator does: a write that fails is noted, and the pod is admitted all the same.
    private static async Task LoggedOnlyAsync<T>(Func<Task<T>> write)
    {
        try
        {
            await write();
        }
        catch (KubernetesException e) when (e.Failure is KubernetesFailure.Conflict or KubernetesFailure.NotFound)
        {
            // Nobody is told.
        }
    }
}
