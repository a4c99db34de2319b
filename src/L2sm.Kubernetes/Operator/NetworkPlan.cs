using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Resources;

namespace L2sm.Kubernetes.Operator;

/// <summary>What is to be done for one network, and how far it is.</summary>
/// <param name="Step">What.</param>
/// <param name="Progress">How far; null where the network is neither wanted nor ours.</param>
public sealed record NetworkPlan(NetworkStep Step, NetworkProgress? Progress)
{
    /// <summary>The finalizer that the operator puts on what it has made true.</summary>
    public const string OperatorFinalizer = "l2sm.operator.io/finalizer";

    /// <summary>Decides. Pure.</summary>
    /// <param name="wish">What is wanted; null where nothing is any more.</param>
    /// <param name="found">The L2Networks that fulfil the wish by their label, or have its name, in whichever namespace.</param>
    /// <param name="owner">Whose objects are ours.</param>
    /// <param name="now">The time.</param>
    public static NetworkPlan For(NetworkWish wish, IReadOnlyList<L2Network> found, Ownership owner, DateTimeOffset now)
    {
        if (found.FirstOrDefault(one => owner.WishOf(one.Metadata) == wish.Id) is { } ours)
        {
            var others = found.Where(one => owner.WishOf(one.Metadata) is null && one.Metadata.Name == ours.Metadata.Name).ToArray();
            if (PendingDeletion.Of(ours.Metadata, now) is { } deletion) return Wait(wish, $"somebody deleted it; it is made anew when it is gone: {deletion.Message}");
            var wanted = ObjectOf(wish with { Key = ours.Metadata.Key }, owner);
            // With its uid, so that one that goes meanwhile is not made by the repair.
            var step = Differs(ours, wanted) ? new NetworkStep.Apply(wanted with { Metadata = wanted.Metadata with { Uid = ours.Metadata.Uid } }) : NetworkStep.None;
            return new NetworkPlan(step, ProgressOf(wish, ours, others));
        }
        return found switch
        {
            [] => new NetworkPlan(new NetworkStep.Apply(ObjectOf(wish, owner)) { MustBeNew = true }, Told(wish, NetworkProgressState.Waiting, "it is being made")),
            _ when found.FirstOrDefault(one => owner.WishOf(one.Metadata) is null) is { } foreign => new NetworkPlan(
                NetworkStep.None,
                Told(
                    wish, NetworkProgressState.Blocked,
                    $"L2Network {foreign.Metadata.Key} is there already and was made by others, and the operator makes no difference between namespaces: delete that one, or name this network otherwise")),
            // An earlier network of ours with this name, whose wish is gone: its own plan deletes it.
            _ => Wait(wish, $"the earlier network of this name is still being deleted: {PendingDeletion.Of(found[0].Metadata, now)?.Message ?? "it is to go"}"),
        };
    }

    /// <summary>What is to be done with an L2Network of ours that fulfils no wish any more.</summary>
    public static NetworkPlan ForUnwanted(L2Network ours, Ownership owner, DateTimeOffset now)
    {
        var id = owner.WishOf(ours.Metadata) ?? throw new ArgumentException($"L2Network {ours.Metadata.Key} is not ours: it is left alone");
        if (PendingDeletion.Of(ours.Metadata, now) is not { } deletion)
            return new NetworkPlan(new NetworkStep.Delete(ours.Metadata.Key, ours.Metadata.Uid), new NetworkProgress(id, ours.Metadata.Key, NetworkProgressState.Deleting, "it is being deleted"));
        return new NetworkPlan(
            NetworkStep.None,
            new NetworkProgress(id, ours.Metadata.Key, deletion.IsStuck ? NetworkProgressState.DeletionStuck : NetworkProgressState.Deleting, deletion.Message));
    }

    /// <summary>The L2Network for a wish: only the fields that are ours.</summary>
    public static L2Network ObjectOf(NetworkWish wish, Ownership owner) => new()
    {
        Metadata = new ObjectMeta
        {
            Name = wish.Key.Name,
            Namespace = wish.Key.Namespace,
            Labels = owner.LabelsOf(wish.Id),
            Annotations = wish.Annotations.Count == 0 ? null : wish.Annotations,
        },
        Spec = new L2NetworkSpec { Type = wish.Type, NetworkCidr = wish.Addresses.NetworkCidr, PodAddressRange = wish.Addresses.PodAddressRange },
    };

    /// <summary>What a removal of all finalizers by force would leave behind, for people.</summary>
    public static IReadOnlyList<string> LeftByForce(L2Network network)
    {
        var left = new List<string>();
        if (network.Metadata.HasFinalizer(OperatorFinalizer))
            left.Add("the operator did not tell its SDN controller: where that is not this service, the network stays there");
        if (network.Spec.Provider is { } provider)
            left.Add($"the network in the controller of provider {provider.Name}, the interface of its NetworkEdgeDevice, and the server block {network.Metadata.Name}.inter.l2sm in CoreDNS");
        foreach (var other in (network.Metadata.Finalizers ?? []).Where(finalizer => finalizer != OperatorFinalizer))
            left.Add($"whatever '{other}' was to clean up");
        return left;
    }

    private static bool Differs(L2Network there, L2Network wanted) =>
        there.Spec.Type != wanted.Spec.Type || there.Spec.NetworkCidr != wanted.Spec.NetworkCidr || there.Spec.PodAddressRange != wanted.Spec.PodAddressRange
        || !Holds(there.Metadata.Labels, wanted.Metadata.Labels) || !Holds(there.Metadata.Annotations, wanted.Metadata.Annotations);

    private static bool Holds(IReadOnlyDictionary<string, string>? there, IReadOnlyDictionary<string, string>? wanted) =>
        wanted is null || wanted.All(one => there?.GetValueOrDefault(one.Key) == one.Value);

    private static NetworkProgress ProgressOf(NetworkWish wish, L2Network ours, L2Network[] others)
    {
        var given = ours.Status?.AssignedIps?.Count ?? 0;
        var warnings = new List<string>();
        foreach (var other in others)
            warnings.Add($"L2Network {other.Metadata.Key} has the same name, and so is the same network for the operator: deleting either takes it from both");
        if (wish.Addresses.Capacity is { } capacity && given >= capacity)
            warnings.Add(
                $"all {capacity} addresses of {wish.Addresses.PodAddressRange} were given out, and the operator takes none back: new pods get none that is theirs alone. Make the network anew with a larger subnet");
        var (state, message) = ours.Status?.InternalConnectivity switch
        {
            "Available" when ours.Metadata.HasFinalizer(OperatorFinalizer) => (NetworkProgressState.Available, ""),
            "Available" => (NetworkProgressState.Waiting, "the operator has made it, and has not put its finalizer on it yet"),
            "Unavailable" => (NetworkProgressState.Unavailable, "the operator could not make it (internalConnectivity: Unavailable): it does not reach this service's REST, or was refused there; it tries again by itself"),
            "Unknown" => (NetworkProgressState.Waiting, "the operator does not know how far it is (internalConnectivity: Unknown)"),
            null => (NetworkProgressState.Waiting, "the operator has not said anything of it yet: is it running?"),
            var other => (NetworkProgressState.Waiting, $"the operator says '{other}', which is no state that is known here"),
        };
        return Told(wish, state, message) with { Key = ours.Metadata.Key, Warnings = warnings, AddressesGiven = given };
    }

    private static NetworkPlan Wait(NetworkWish wish, string message) => new(NetworkStep.None, Told(wish, NetworkProgressState.Waiting, message));

    private static NetworkProgress Told(NetworkWish wish, NetworkProgressState state, string message) =>
        new(wish.Id, wish.Key, state, message) { Capacity = wish.Addresses.Capacity };
}

/// <summary>What is to be done in the cluster.</summary>
public abstract record NetworkStep
{
    private NetworkStep() { }

    /// <summary>Nothing.</summary>
    public static NetworkStep None { get; } = new Nothing();

    /// <summary>These fields are to hold.</summary>
    public sealed record Apply(L2Network Network) : NetworkStep
    {
        /// <summary>Nothing of this name may be there, or it would be taken from its owner.</summary>
        public bool MustBeNew { get; init; }
    }

    /// <summary>This object, and no later one of its name, is to go.</summary>
    public sealed record Delete(ResourceKey Key, string? Uid) : NetworkStep;

    private sealed record Nothing : NetworkStep;
}
