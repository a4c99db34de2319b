using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Operator;
using L2sm.Kubernetes.Resources;

namespace L2sm.Kubernetes.Multus;

/// <summary>What is to be done for the attachments of one network, and how far it is. Pure.</summary>
/// <param name="Make">Those to make.</param>
/// <param name="Repair">Those of ours to put right.</param>
/// <param name="Delete">Those of ours that nobody wants.</param>
/// <param name="Progress">How far; null where the network is neither wanted nor ours.</param>
public sealed record NadPlan(
    IReadOnlyList<NetworkAttachmentDefinition> Make,
    IReadOnlyList<NetworkAttachmentDefinition> Repair,
    IReadOnlyList<NetworkAttachmentDefinition> Delete,
    NetworkProgress? Progress)
{
    /// <summary>Decides.</summary>
    /// <param name="wish">What is wanted; null where nothing is any more.</param>
    /// <param name="found">All attachments of the name.</param>
    /// <param name="places">Where every network goes.</param>
    /// <param name="namespaces">The cluster's namespaces.</param>
    /// <param name="template">How their configuration comes about.</param>
    /// <param name="owner">Whose objects are ours.</param>
    public static NadPlan For(
        NadWish? wish, IReadOnlyList<NetworkAttachmentDefinition> found, NadPlaces places, IEnumerable<Namespace> namespaces, AttachmentTemplate template, Ownership owner)
    {
        var there = namespaces.Where(space => !space.Metadata.IsBeingDeleted).ToDictionary(space => space.Metadata.Key.Name);
        var wanted = wish is null ? [] : there.Values.Where(places.Has).Select(space => space.Metadata.Key.Name).Union(wish.Requested.Where(there.ContainsKey)).ToHashSet(StringComparer.Ordinal);
        var inPlace = found.ToDictionary(nad => nad.Metadata.Namespace!);
        var ours = found.Where(nad => owner.WishOf(nad.Metadata) is not null).ToArray();
        var delete = ours.Where(nad => !nad.Metadata.IsBeingDeleted && (!wanted.Contains(nad.Metadata.Namespace!) || owner.WishOf(nad.Metadata) != wish?.Id)).ToArray();
        if (wish is null)
            return new NadPlan([], [], delete, ours.Length == 0 ? null : new NetworkProgress(
                owner.WishOf(ours[0].Metadata)!, ours[0].Metadata.Key, NetworkProgressState.Deleting, "its attachments are being deleted"));

        var make = wanted.Where(place => !inPlace.ContainsKey(place)).Order(StringComparer.Ordinal).Select(place => ObjectOf(wish, place, template, owner)).ToArray();
        var repair = ours
            .Where(nad => owner.WishOf(nad.Metadata) == wish.Id && wanted.Contains(nad.Metadata.Namespace!) && !nad.Metadata.IsBeingDeleted)
            .Select(nad => (There: nad, Wanted: ObjectOf(wish, nad.Metadata.Namespace!, template, owner)))
            .Where(pair => Differs(pair.There, pair.Wanted))
            .Select(pair => pair.Wanted with { Metadata = pair.Wanted.Metadata with { Uid = pair.There.Metadata.Uid } })
            .ToArray();
        return new NadPlan(make, repair, delete, ProgressOf(wish, wanted, inPlace, there, places, owner));
    }

    /// <summary>What a removal of all finalizers by force would leave behind, for people.</summary>
    public static IReadOnlyList<string> LeftByForce(NetworkAttachmentDefinition nad) =>
        [.. (nad.Metadata.Finalizers ?? []).Select(finalizer => $"whatever '{finalizer}' was to clean up")];

    private static NetworkProgress ProgressOf(
        NadWish wish, HashSet<string> wanted, Dictionary<string, NetworkAttachmentDefinition> inPlace, Dictionary<string, Namespace> there, NadPlaces places, Ownership owner)
    {
        var made = wanted.Where(place => inPlace.TryGetValue(place, out var nad) && owner.WishOf(nad.Metadata) == wish.Id && !nad.Metadata.IsBeingDeleted).ToArray();
        var taken = wanted.Where(place => inPlace.TryGetValue(place, out var nad) && owner.WishOf(nad.Metadata) is null).Order(StringComparer.Ordinal).ToArray();
        var absent = wish.Requested.Where(place => !there.ContainsKey(place)).ToArray();
        var warnings = places.Names.Where(place => !there.ContainsKey(place) && !wish.Requested.Contains(place)).Order(StringComparer.Ordinal)
            .Select(place => $"namespace {place}, which the configuration names, is not there: pods there cannot join").ToArray();
        var (state, message) = (taken.Length, absent.Length, made.Length) switch
        {
            ( > 0, _, _) => (
                NetworkProgressState.Blocked,
                $"a NetworkAttachmentDefinition {wish.Name} that others made is in namespace {string.Join(", ", taken)}: delete that one, or name this network otherwise"),
            (_, > 0, _) => (NetworkProgressState.Waiting, $"namespace {string.Join(", ", absent)}, which the request names, is not there yet"),
            (_, _, 0) when wanted.Count == 0 => (NetworkProgressState.Waiting, "there is no namespace for it: none is requested, and none of those configured is there"),
            _ when made.Length < wanted.Count => (NetworkProgressState.Waiting, $"{wanted.Count - made.Length} of its {wanted.Count} attachments are not there yet"),
            _ => (NetworkProgressState.Available, ""),
        };
        return new NetworkProgress(wish.Id, new ResourceKey(wanted.Order(StringComparer.Ordinal).FirstOrDefault(), wish.Name), state, message) { Warnings = warnings };
    }

    private static NetworkAttachmentDefinition ObjectOf(NadWish wish, string place, AttachmentTemplate template, Ownership owner) => new()
    {
        Metadata = new ObjectMeta
        {
            Name = wish.Name,
            Namespace = place,
            Labels = owner.LabelsOf(wish.Id),
            Annotations = wish.Annotations.Count == 0 ? null : wish.Annotations,
        },
        Spec = new AttachmentSpec { Config = template.ConfigOf(wish.Name) },
    };

    private static bool Differs(NetworkAttachmentDefinition there, NetworkAttachmentDefinition wanted) =>
        there.Spec?.Config != wanted.Spec!.Config
        || wanted.Metadata.Labels!.Any(label => there.Metadata.Label(label.Key) != label.Value)
        || (wanted.Metadata.Annotations?.Any(one => there.Metadata.Annotation(one.Key) != one.Value) ?? false);
}
