using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Resources;

namespace L2sm.Kubernetes.Watching;

/// <summary>
/// A resource came, changed or went. What happened while nobody looked is told in one step; a resource that was made anew under the same name goes
/// first, and then comes.
/// </summary>
/// <param name="Before">Null: it came.</param>
/// <param name="After">Null: it went.</param>
public readonly record struct ResourceChange<T>(T? Before, T? After) where T : class, IResource
{
    /// <summary>Which.</summary>
    public ResourceKey Key => (After ?? Before!).Metadata.Key;
}
