using System.Collections.Immutable;
using Osm.Descriptors.Naming;
using Osm.Descriptors.Packaging.Images;
using Osm.Descriptors.Rewriting.Bundles;
using Osm.Descriptors.Rewriting.Charts;

namespace Osm.Descriptors.Packaging.Patching;

/// <summary>A juju bundle in a package.</summary>
/// <param name="Kdus">The KDUs that it is the bundle of.</param>
/// <param name="Path">In the package.</param>
/// <param name="Content">As it is.</param>
/// <param name="Yaml">The same, with its marker apart.</param>
internal sealed record BundleFile(ImmutableArray<string> Kdus, string Path, byte[] Content, MarkedYaml Yaml)
{
    // No network has upper case or '_' in its name: a bundle that is deployed without the NS's override waits for what cannot be, and joins nobody's.
    private const string AnyNs = "NS_NAME";

    /// <summary>Reads one.</summary>
    /// <exception cref="ImageRefusedException">It is too large, or its marker is damaged.</exception>
    public static BundleFile Read(PackageTree package, ImmutableArray<string> kdus, string path)
    {
        var content = package.Read(path);
        return new BundleFile(kdus, path, content, MarkedYaml.Parse(content, path));
    }

    /// <summary>As it was before it was patched, edits of others kept.</summary>
    /// <exception cref="ImageRefusedException">It was edited where it was patched.</exception>
    public byte[] Original() => Yaml.Original(Path);

    /// <summary>Writes networks into a bundle.</summary>
    /// <exception cref="ImageRefusedException">A network's name cannot be made.</exception>
    public static BundleRewrite Rewrite(string name, byte[] original, AttachmentWishes wishes, PatchMapping mapping) =>
        BundleRewriting.Rewrite(name, original, wishes, mapping.CharmOptions, net => NameOf(mapping.NsName, net));

    // A bundle is no template: the name of a net's network, which holds the NS's, is made now or told when the NS is created.
    private static string NameOf(string? nsName, string net)
    {
        if (nsName is null)
            return ClusterNetworkName.NetName(AnyNs, net);
        return ClusterNetworkName.TryFromNetName(ClusterNetworkName.NetName(nsName, net), out var name, out var error) ? name : throw new ImageRefusedException(error, "");
    }

    /// <summary>What a user should know of a bundle that was written to.</summary>
    public static IEnumerable<string> NotesOf(string bundle, BundleRewrite rewrite, PatchMapping mapping, AnnotationDialect dialect)
    {
        var attached = rewrite.Applications.Where(application => application.IsAttached).Select(application => application.Name).ToHashSet(StringComparer.Ordinal);
        if (attached.Count == 0)
            yield break;
        yield return mapping.NsName is { } nsName
            ? $"'{bundle}' names the networks of the NS '{nsName}': every other NS needs what 'osm-l2sm params' prints for it"
            : $"'{bundle}' is no template, and networks are called otherwise in each NS: create NSs with what 'osm-l2sm params' prints, which overrides the options";
        foreach (var application in mapping.CharmOptions.Where(option => attached.Contains(option.Application)).GroupBy(option => option.Application, StringComparer.Ordinal))
        {
            if (dialect == AnnotationDialect.L2sm && application.Any(option => option.Form == CharmOptionForm.Annotations)
                && application.All(option => option.Form != CharmOptionForm.Labels))
            {
                yield return $"L2S-M looks at pods with the label '{AnnotationKeys.Label}: \"true\"' only: name an option of '{application.Key}' for labels too ('as: labels'), if its charm does not set it";
            }
        }
    }
}
