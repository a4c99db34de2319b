using System.Collections.Immutable;
using Osm.Descriptors.Model;
using Osm.Descriptors.Packaging.Images;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Rewriting.Bundles;
using Osm.Descriptors.Rewriting.Charts;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Packaging.Patching;

/// <summary>
/// Reads a mapping file: <c>dialect</c>, <c>attach</c> (net to list of workloads), <c>replace-multus</c> (attachment to net),
/// <c>charm-options</c> (application to option to nets).
/// </summary>
public static class PatchMappingReader
{
    private const string Form = "write 'attach:' with a list of workloads for each net, 'replace-multus:' with a net for each attachment, 'charm-options:' with options of each application, 'dialect: l2sm' or 'multus'";

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
                case "charm-options" when entry.Value is YamlMapping applications:
                    mapping = mapping with { CharmOptions = [.. applications.Entries.SelectMany(OptionsOf)] };
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

    // OPTION: net, OPTION: [nets], or OPTION: {nets: [...], as: FORM}.
    private static IEnumerable<CharmOption> OptionsOf(YamlEntry application)
    {
        var options = application.Value as YamlMapping ?? throw Wrong(application.Value.Position, $"'{application.Key.Value}' has no options: write 'OPTION: NET'");
        foreach (var option in options.Entries)
        {
            var content = option.Value as YamlMapping;
            if (content?.Entries.FirstOrDefault(entry => entry.Key.Value is not ("nets" or "as")) is { } unknown)
                throw Wrong(unknown.Key.Position, $"'{unknown.Key.Value}' is not a key of an option: these are nets and as");
            var nets = (content is null ? options.Texts(option.Key.Value) : content.Texts("nets")).Select(net => net.Value).ToImmutableArray();
            if (nets.IsEmpty)
                throw Wrong(option.Value.Position, $"the option '{option.Key.Value}' names no net");
            yield return new CharmOption(application.Key.Value, option.Key.Value, nets, FormOf(content, nets, option.Value.Position));
        }
    }

    private static CharmOptionForm FormOf(YamlMapping? option, ImmutableArray<string> nets, SourcePosition place)
    {
        var form = option?.Text("as") is not { } named ? nets.Length == 1 ? CharmOptionForm.Name : CharmOptionForm.Names
            : CharmOption.Forms.TryGetValue(named.Value, out var known) ? known
            : throw Wrong(named.Position, $"'as: {named.Value}' is none of {string.Join(", ", CharmOption.Forms.Keys)}");
        return form == CharmOptionForm.Name && nets.Length > 1
            ? throw Wrong(place, "an option that takes one name takes one net: write 'as: names', or 'as: list'")
            : form;
    }

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
