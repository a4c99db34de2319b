using System.Collections.Immutable;
using Osm.Descriptors.Model;
using Osm.Descriptors.Packaging.Images;
using Osm.Descriptors.Rewriting.Bundles;
using Osm.Descriptors.Rewriting.Charts;

namespace Osm.Descriptors.Packaging.Patching;

/// <summary>What a descriptor wishes, with what the user says over it.</summary>
internal static class PatchWishes
{
    /// <exception cref="ImageRefusedException">The user names a net that is none, or that pods are not attached to.</exception>
    public static (AttachmentWishes Wishes, ImmutableArray<LeftOutNet> LeftOut) Of(Vnfd? vnfd, IEnumerable<Nsd> nsds, PatchMapping mapping)
    {
        var dialect = mapping.Dialect ?? AnnotationDialect.L2sm;
        if (vnfd is null && mapping.Networks.IsEmpty)
            throw new ImageRefusedException("a chart and manifests alone say nothing of nets", "name them: --attach NET for all of its workloads, or --attach NET=WORKLOAD");
        var wishes = vnfd is null
            ? new KduWishes(new AttachmentWishes(dialect, mapping.Networks, []), [])
            : KduWishes.Of(vnfd, nsds, dialect);
        var result = wishes.Wishes;
        foreach (var net in mapping.Networks)
        {
            var index = result.Networks.Select(known => known.NetId).ToList().IndexOf(net.NetId);
            if (index < 0)
                throw Unknown(net.NetId, "--attach", wishes);
            result = result with { Networks = result.Networks.SetItem(index, net) };
        }

        foreach (var net in result.Networks)
        {
            var given = net.Workloads.Where(wish => wish.Address is not null).Distinct().ToArray();
            if (given.GroupBy(wish => wish.Workload, StringComparer.Ordinal).FirstOrDefault(each => each.Count() > 1) is { } twice)
                throw new ImageRefusedException($"the workload '{twice.Key}' is given {string.Join(" and ", twice.Select(wish => wish.Address))} on the net '{net.NetId}'", "name one address");
            if (given.GroupBy(wish => wish.Address!.Split('/')[0], StringComparer.Ordinal).FirstOrDefault(each => each.Count() > 1) is { } shared)
                throw new ImageRefusedException($"the address {shared.Key} on the net '{net.NetId}' is given to {string.Join(" and ", shared.Select(wish => $"'{wish.Workload}'"))}", "an address is for one workload");
        }

        if (!mapping.Replacements.IsEmpty && dialect != AnnotationDialect.L2sm)
            throw new ImageRefusedException("--replace-multus makes virtual links of a chart's own Multus attachments, and the dialect is multus", "leave it out, or use the dialect l2sm");
        foreach (var replacement in mapping.Replacements)
        {
            if (result.Networks.All(net => net.NetId != replacement.NetId))
                throw Unknown(replacement.NetId, "--replace-multus", wishes);
        }

        if (vnfd is null && !mapping.CharmOptions.IsEmpty)
            throw new ImageRefusedException("charm-options are for the juju bundles of a package, and there is none", "leave them out");
        foreach (var option in mapping.CharmOptions)
        {
            if (option.Nets.FirstOrDefault(net => result.Networks.All(known => known.NetId != net)) is { } unknown)
                throw Unknown(unknown, "charm-options", wishes);
            if (option.Form == CharmOptionForm.Labels && dialect != AnnotationDialect.L2sm)
                throw new ImageRefusedException($"charm-options: the option '{option.Option}' of '{option.Application}' is for labels, and Multus looks at none", "leave it out, or use the dialect l2sm");
        }

        return (result with { Replacements = mapping.Replacements }, wishes.LeftOut);
    }

    private static ImageRefusedException Unknown(string net, string flag, KduWishes wishes)
    {
        if (wishes.LeftOut.FirstOrDefault(left => left.NetId == net) is { } left)
            return new ImageRefusedException($"{flag}: pods are not attached to the net '{net}': {left.Reason}", "leave it out");
        var known = wishes.Wishes.Networks.Select(its => its.NetId);
        return new ImageRefusedException(
            $"{flag}: no ext-cpd of the descriptor has the k8s-cluster-net '{net}'",
            wishes.Wishes.Networks.IsEmpty ? "it has no data net at all" : $"it has {string.Join(", ", known)}");
    }
}
