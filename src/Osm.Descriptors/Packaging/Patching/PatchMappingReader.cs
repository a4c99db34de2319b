using Osm.Descriptors.Model;
using Osm.Descriptors.Packaging.Images;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Rewriting.Charts;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Packaging.Patching;

/// <summary>Reads a mapping file: <c>dialect</c>, <c>attach</c> (net to list of workloads), <c>replace-multus</c> (attachment to net).</summary>
public static class PatchMappingReader
{
    private const string Form = "write 'attach:' with a list of workloads for each net, 'replace-multus:' with a net for each attachment, 'dialect: l2sm' or 'multus'";

    /// <summary>Reads the file, or, where it is a package that was patched, what was said then.</summary>
    /// <exception cref="ImageRefusedException">It is neither.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static PatchMapping Read(string path, PackageLimits limits)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(limits);
        if (Directory.Exists(path) || IsArchive(path))
        {
            return PackagePatcher.MappingOf(path, limits)
                ?? throw new ImageRefusedException("the package was not patched, and has no mapping", "name a mapping file, or a package that was");
        }

        var findings = new FindingList();
        var source = SourceText.Decode(path, BoundedFile.Read(path, limits.Yaml.MaxBytes), limits.Yaml, findings);
        if (source is null || YamlReader.Read(source, limits.Yaml, findings) is not { } root)
            throw findings.ToSorted() is [var first, ..] ? new ImageRefusedException($"{first.Position}: {first.Message}", first.Cure) : Wrong(SourcePosition.WholeFile(path), "it is no mapping");
        return Of(root as YamlMapping ?? throw Wrong(root.Position, "it is no mapping"));
    }

    private static PatchMapping Of(YamlMapping content)
    {
        var mapping = PatchMapping.None;
        foreach (var entry in content.Entries)
        {
            switch (entry.Key.Value)
            {
                case "dialect":
                    mapping = mapping with { Dialect = DialectOf(entry.Value) };
                    break;
                case "attach" when entry.Value is YamlMapping nets:
                    foreach (var net in nets.Entries)
                    {
                        mapping = mapping.With(net.Key.Value, null);
                        foreach (var workload in WorkloadsOf(nets, net))
                            mapping = mapping.With(net.Key.Value, workload);
                    }

                    break;
                case "replace-multus" when entry.Value is YamlMapping replacements:
                    foreach (var replacement in replacements.Entries)
                    {
                        var net = replacement.Value as YamlScalar ?? throw Wrong(replacement.Value.Position, "an attachment becomes one net");
                        mapping = mapping with { Replacements = mapping.Replacements.Add(new MultusReplacement(replacement.Key.Value, net.Value)) };
                    }

                    break;
                default:
                    throw Wrong(entry.Key.Position, $"'{entry.Key.Value}' is not a key of a mapping file, or not of this form");
            }
        }

        return mapping;
    }

    private static IEnumerable<WorkloadWish> WorkloadsOf(YamlMapping nets, YamlEntry net) => net.Value switch
    {
        YamlScalar { IsNull: true } => [],
        YamlScalar or YamlSequence => nets.Texts(net.Key.Value).Select(workload => WorkloadText.TryParse(workload.Value, out var wish, out var fault) ? wish : throw Wrong(workload.Position, fault)),
        _ => throw Wrong(net.Value.Position, $"'{net.Key.Value}' has no list of workloads"),
    };

    private static AnnotationDialect DialectOf(YamlNode node) => (node as YamlScalar)?.Value switch
    {
        "l2sm" => AnnotationDialect.L2sm,
        "multus" => AnnotationDialect.Multus,
        _ => throw Wrong(node.Position, "the dialect is 'l2sm' or 'multus'"),
    };

    private static bool IsArchive(string path)
    {
        using var file = BoundedFile.OpenWithoutWaiting(path);
        return file.CanSeek && FileMagic.Of(file) != FileMagic.Kind.Other;
    }

    private static ImageRefusedException Wrong(SourcePosition position, string message) => new($"{position}: {message}", Form);
}
