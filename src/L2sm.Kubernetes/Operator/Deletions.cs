using System.Text.Json.Nodes;
using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Resources;
using L2sm.Kubernetes.Watching;

namespace L2sm.Kubernetes.Operator;

/// <summary>
/// What is ours in the cluster, is to go, and has not gone, whether it is wished anew meanwhile or not. Its holders can be passed over by force:
/// the deletion itself was decided before, and cannot be taken back.
/// </summary>
/// <param name="api">The cluster.</param>
/// <param name="kind">The kind of objects.</param>
/// <param name="cache">All of them; run by the host.</param>
/// <param name="owner">Whose objects are ours.</param>
/// <param name="leftByForce">What a removal of all finalizers of an object leaves behind, for people.</param>
public sealed class Deletions<T>(
    KubernetesApi api, ResourceKind<T> kind, ResourceCache<T> cache, Ownership owner, Func<T, IReadOnlyList<string>> leftByForce)
    where T : class, IResource
{
    private const int MostAttempts = 5;

    private readonly ResourceClient<T> client = api.Resources(kind);

    /// <summary>All of them, the oldest first, each with the object.</summary>
    public IReadOnlyList<(PendingDeletion Deletion, T Object)> All()
    {
        var now = api.Time.GetUtcNow();
        return
        [
            .. from one in cache.All()
               where owner.WishOf(one.Metadata) is not null
               let deletion = PendingDeletion.Of(one.Metadata, now)
               where deletion is not null
               orderby deletion.Since, deletion.Key.Namespace, deletion.Key.Name
               select (deletion, one),
        ];
    }

    /// <summary>Takes off what holds an object that is ours and to go, so that it goes although nobody cleaned up.</summary>
    /// <returns>What that leaves behind, for people; null where nothing of the name waits to go.</returns>
    /// <exception cref="KubernetesException">The call failed.</exception>
    public async Task<IReadOnlyList<string>?> ForceAsync(ResourceKey key, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            // Asked of the server itself, as it is somebody else's mark that is taken off.
            if (await client.GetAsync(key, cancellation) is not { Metadata.IsBeingDeleted: true } there || owner.WishOf(there.Metadata) is null) return null;
            var unmarked = new JsonObject { ["uid"] = there.Metadata.Uid, ["resourceVersion"] = there.Metadata.ResourceVersion, ["finalizers"] = null };
            try
            {
                await client.PatchAsync(key, ResourcePatch.Merge(new JsonObject { ["metadata"] = unmarked }), cancellation: cancellation);
                return leftByForce(there);
            }
            catch (KubernetesException e) when (e.Failure == KubernetesFailure.Conflict && attempt < MostAttempts)
            {
                // It changed meanwhile: what is to be left behind is said of what is there.
            }
            catch (KubernetesException e) when (e.Failure == KubernetesFailure.NotFound)
            {
                return null; // its holders were done in this moment
            }
        }
    }
}
