using L2sm.Kubernetes.Resources;

namespace L2sm.Kubernetes.Operator;

/// <summary>How the objects that a host makes are told from those of others, which are never changed nor deleted.</summary>
/// <param name="ManagedBy">The product, in the label that Kubernetes recommends for it.</param>
/// <param name="Prefix">The host's own prefix of labels and annotations.</param>
/// <param name="Instance">Tells one installation from another in the same cluster.</param>
public sealed record Ownership(string ManagedBy, string Prefix, string Instance)
{
    /// <summary>The label that Kubernetes recommends for the product.</summary>
    public const string ManagedByLabel = "app.kubernetes.io/managed-by";

    /// <summary>The label with the installation.</summary>
    public string InstanceLabel => $"{Prefix}/instance";

    /// <summary>The label with the id of the wish that an object fulfils.</summary>
    public string WishLabel => $"{Prefix}/intent";

    /// <summary>Selects all objects of this installation.</summary>
    public string Selector => $"{ManagedByLabel}={ManagedBy},{InstanceLabel}={Instance}";

    /// <summary>The labels of the object for a wish.</summary>
    public IReadOnlyDictionary<string, string> LabelsOf(string wish) => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [ManagedByLabel] = ManagedBy,
        [InstanceLabel] = Instance,
        [WishLabel] = wish,
    };

    /// <summary>The wish that an object fulfils; null where it is not this installation's.</summary>
    public string? WishOf(ObjectMeta meta) =>
        meta.Label(ManagedByLabel) == ManagedBy && meta.Label(InstanceLabel) == Instance ? meta.Label(WishLabel) : null;
}
