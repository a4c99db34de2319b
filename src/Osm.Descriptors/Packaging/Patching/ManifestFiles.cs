using System.Collections.Immutable;
using System.Text;
using Osm.Descriptors.Packaging.Images;

namespace Osm.Descriptors.Packaging.Patching;

/// <summary>Tells a folder of rendered manifests (<c>helm template --output-dir</c>, a GitOps folder) from a package and from a chart.</summary>
internal static class ManifestFiles
{
    private static readonly string[] Envelopes = ["vnfd:", "nsd:", "nst:", "etsi-nfv-"];

    /// <summary>The paths of its files of YAML; none where it is something else.</summary>
    public static ImmutableArray<string> In(PackageImage image, string path)
    {
        if (image is not FolderImage || FolderSearch.LooksLikePackage(path) || SolLayout.HasDefinitions(path))
            return [];
        var files = image.Members.Where(member => member.Kind == ImageMemberKind.File).ToArray();
        if (Array.Exists(files, file => file.Path == "Chart.yaml" || file.Path.EndsWith("/Chart.yaml", StringComparison.Ordinal)))
            return [];
        ImageMember[] yamls = [.. files.Where(file => MarkedYaml.IsNamedSo(file.Path) && file.Size <= ManifestSession.MostBytes)];
        var texts = yamls.Select(file => (file.Path, Text: Encoding.UTF8.GetString(image.Read(file, ManifestSession.MostBytes))));
        var isOne = false;
        foreach (var (file, text) in texts)
        {
            if (!file.Contains('/') && IsDescriptor(text))
                return [];
            isOne |= HasLine(text, ["kind:"]);
        }

        return isOne ? [.. yamls.Select(file => file.Path)] : [];
    }

    /// <summary>Whether a text is a descriptor of OSM.</summary>
    public static bool IsDescriptor(string text) => HasLine(text, Envelopes);

    private static bool HasLine(string text, string[] beginnings)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            foreach (var beginning in beginnings)
            {
                if (line.StartsWith(beginning))
                    return true;
            }
        }

        return false;
    }
}
