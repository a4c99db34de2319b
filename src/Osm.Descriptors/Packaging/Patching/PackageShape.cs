using System.Collections.Immutable;
using Osm.Descriptors.Model;
using Osm.Descriptors.Packaging.Images;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Packaging.Patching;

/// <summary>What a package is: whose, and where its charts are; or a chart alone.</summary>
/// <param name="Top">The folder that holds all members, with '/'; empty where there is none.</param>
/// <param name="IsSol">Whether it is laid out as SOL004 says.</param>
/// <param name="Vnfd">Its descriptor; null for a chart alone.</param>
internal sealed record PackageShape(string Top, bool IsSol, Vnfd? Vnfd)
{
    /// <summary>The folder in which LCM looks for charts, with '/'.</summary>
    public string ChartFolder => Top + (IsSol ? "Scripts/helm-chart-v3s/" : "helm-chart-v3s/");

    /// <summary>The folder in which LCM looks for juju bundles, with '/'.</summary>
    public string BundleFolder => Top + (IsSol ? "Scripts/juju-bundles/" : "juju-bundles/");

    /// <exception cref="ImageRefusedException">It is neither a KNF's package nor a chart.</exception>
    public static PackageShape Of(string path, PackageImage image)
    {
        if (image.Find("Chart.yaml") is not null)
            return new PackageShape("", false, null);
        var tops = image.Members.Where(member => member.Path.Contains('/')).Select(member => member.Path.Split('/')[0]).Distinct(StringComparer.Ordinal).ToArray();
        if (tops.Length == 1 && image.Find($"{tops[0]}/Chart.yaml") is not null)
            return new PackageShape(tops[0] + "/", false, null);

        // A tar has one folder at its top, a zip and a folder have none; nor has a tar of './', which NBI counts as a folder.
        var hasTop = image is TarImage && tops.Length > 0
            && !image.Members.Any(member => member.Kind == ImageMemberKind.File && !member.Path.Contains('/') && DescriptorFileName.IsYamlOrJson(member.Path));
        var top = hasTop ? tops[0] + "/" : "";
        var files = image.Members.Where(member => member.Kind == ImageMemberKind.File && member.Path.StartsWith(top, StringComparison.Ordinal))
            .Select(member => member.Path[top.Length..]).Order(StringComparer.Ordinal).ToArray();
        var isSol = image is ZipImage || SolLayout.IsSol(files);
        var candidates = files.Where(file => DescriptorFileName.IsYamlOrJson(file) && (!file.Contains('/') || (isSol && SolLayout.IsDefinition(file)))).ToArray();
        if (DescriptorFileName.Choose(candidates) is not { } chosen)
            throw new ImageRefusedException("it holds neither a descriptor nor a chart", "name a KNF's package, or a chart");
        return new PackageShape(top, isSol, ReadVnfd(path, image, top + chosen));
    }

    private static Vnfd ReadVnfd(string path, PackageImage image, string member)
    {
        var findings = new FindingList();
        var limits = YamlLimits.Default;
        var display = image is FolderImage ? Path.Join(path, member) : $"{path}!{member}";
        var source = SourceText.Decode(display, image.Read(image.Find(member)!, limits.MaxBytes), limits, findings);
        return (source is null ? null : DescriptorReader.Read(source, limits, findings)) switch
        {
            Vnfd vnfd => vnfd,
            null when findings.ToSorted() is [var first, ..] => throw new ImageRefusedException($"{first.Position}: {first.Message}", first.Cure),
            var other => throw new ImageRefusedException(
                $"'{member}' is an {(other is Nsd ? "NSD" : "NST")}, and charts are in the packages of its KNFs", "name one of these; the NSD goes with --with"),
        };
    }

    /// <summary>Where the chart of a KDU is.</summary>
    /// <returns>What stands before each path of the chart; null where it is not in the package.</returns>
    public string? PlaceOf(PackageTree package, string chart)
    {
        var path = ChartFolder + chart.TrimEnd('/');
        if (package.HasFile($"{path}/Chart.yaml"))
            return path + "/";
        return package.HasFile(path) && package.TryOpen(path) && ChartTree.TopOf(package, path) is { } top ? $"{path}!{top}/" : null;
    }

    /// <summary>Where the bundle of a KDU is: a file, or a folder with a <c>bundle.yaml</c>.</summary>
    /// <returns>Null where it is not in the package.</returns>
    public string? BundleOf(PackageTree package, string bundle)
    {
        var path = BundleFolder + bundle.TrimEnd('/');
        return package.HasFile(path) ? path : package.HasFile($"{path}/bundle.yaml") ? $"{path}/bundle.yaml" : null;
    }

    /// <summary>The files that list the others with their hashes.</summary>
    public ImmutableArray<(string Path, bool IsManifest)> HashLists(PackageTree package)
    {
        var lists = ImmutableArray.CreateBuilder<(string, bool)>();
        foreach (var member in package.Root.Members.Where(member => member.Kind == ImageMemberKind.File && member.Path.StartsWith(Top, StringComparison.Ordinal)))
        {
            if (member.Path.EndsWith(".mf", StringComparison.Ordinal) && (!member.Path[Top.Length..].Contains('/') || IsSol))
                lists.Add((member.Path, true));
        }

        // Last: it may list the manifest.
        if (package.HasFile(Top + "checksums.txt"))
            lists.Add((Top + "checksums.txt", false));
        return lists.ToImmutable();
    }
}
