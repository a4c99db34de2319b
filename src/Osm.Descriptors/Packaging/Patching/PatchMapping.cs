using System.Collections.Immutable;
using Osm.Descriptors.Rewriting.Bundles;
using Osm.Descriptors.Rewriting.Charts;

namespace Osm.Descriptors.Packaging.Patching;

/// <summary>What a user says of nets and workloads, beside what the descriptor says: by flags, in a mapping file, or when the package was patched before.</summary>
/// <param name="Dialect">Null where nothing is said.</param>
/// <param name="Networks">Nets that go to the workloads named here, whatever the descriptor names; no workload: to every one.</param>
/// <param name="Replacements">Multus attachments that become virtual links.</param>
public sealed record PatchMapping(
    AnnotationDialect? Dialect, ImmutableArray<NetworkWish> Networks, ImmutableArray<MultusReplacement> Replacements)
{
    /// <summary>Options of charms that take networks.</summary>
    public ImmutableArray<CharmOption> CharmOptions { get; init; } = [];

    /// <summary>The NS's name, where no Helm makes the networks' names of it; null where nothing is said.</summary>
    public string? NsName { get; init; }

    /// <summary>Nothing said.</summary>
    public static PatchMapping None { get; } = new(null, [], []);

    /// <summary>This with what another one says first: net by net, attachment by attachment.</summary>
    public PatchMapping Under(PatchMapping other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new PatchMapping(
            other.Dialect ?? Dialect,
            [.. Networks.Select(net => other.Networks.FirstOrDefault(its => its.NetId == net.NetId) ?? net),
             .. other.Networks.Where(its => Networks.All(net => net.NetId != its.NetId))],
            [.. Replacements.Where(own => other.Replacements.All(its => its.Attachment != own.Attachment)), .. other.Replacements])
        {
            CharmOptions =
            [
                .. CharmOptions.Select(own => other.CharmOptions.FirstOrDefault(its => its.IsOf(own)) ?? own),
                .. other.CharmOptions.Where(its => !CharmOptions.Any(own => own.IsOf(its))),
            ],
            NsName = other.NsName ?? NsName,
        };
    }

    /// <summary>What the parts of a package were patched with: each of its bundles knows the options of its own applications only.</summary>
    /// <returns>Null where none was patched.</returns>
    internal static PatchMapping? Joined(IEnumerable<PatchMarker?> markers)
    {
        PatchMapping[] mappings = [.. markers.OfType<PatchMarker>().Select(marker => marker.Mapping)];
        return mappings.Length == 0 ? null : mappings.Aggregate((all, one) => all.Under(one));
    }

    /// <summary>Adds a net, or a workload of a net.</summary>
    public PatchMapping With(string netId, WorkloadWish? workload)
    {
        var index = Networks.Select(net => net.NetId).ToList().IndexOf(netId);
        var net = index < 0 ? new NetworkWish(netId, []) : Networks[index];
        net = workload is null ? net with { Workloads = [] } : net with { Workloads = net.Workloads.Add(workload) };
        return this with { Networks = index < 0 ? Networks.Add(net) : Networks.SetItem(index, net) };
    }
}
