using System.Formats.Tar;
using System.IO.Compression;
using YamlDotNet.RepresentationModel;

namespace Osm.Descriptors.Tests.Onboarding;

/// <summary>
/// A stand-in of NBI's upload (<c>descriptor_topics.py</c>: <c>upload_content</c> and the checks on it) and of where LCM looks for charts. Written from what NBI
/// does, apart from the validator, with other readers of archives and YAML than ours.
/// </summary>
internal static class NbiUpload
{
    /// <summary>Takes a package as NBI does.</summary>
    /// <returns>What NBI answers where it refuses; null where it takes the package.</returns>
    public static string? Refusal(byte[] package)
    {
        try
        {
            var (files, descriptor, folder) = package.AsSpan().StartsWith("PK"u8) ? OfZip(package) : OfTar(package);
            return OfDescriptor(descriptor, name => files.ContainsKey($"{folder}{name}") || files.Keys.Any(file => file.StartsWith($"{folder}{name}/", StringComparison.Ordinal)), files);
        }
        catch (Refused refused)
        {
            return refused.Message;
        }
        catch (InvalidDataException broken)
        {
            return $"not a tar: {broken.Message}";
        }
    }

    private static (Dictionary<string, byte[]> Files, YamlNode Descriptor, string Folder) OfTar(byte[] package)
    {
        using var gzip = new GZipStream(new MemoryStream(package), CompressionMode.Decompress);
        using var reader = new TarReader(gzip);
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        string? descriptor = null;
        while (reader.GetNextEntry(copyData: true) is { } member)
        {
            var path = member.Name.Split('/');
            if (path[0].Length == 0 || path.Contains(".."))
                throw new Refused("Absolute path or '..' are not allowed for package descriptor tar.gz");
            if (path.Length == 1 && member.EntryType != TarEntryType.Directory)
                throw new Refused("All files must be inside a dir for package descriptor tar.gz");
            files[member.Name] = Content(member.DataStream);
            if (member.EntryType == TarEntryType.Directory || path.Length != 2 || !IsYamlOrJson(member.Name))
                continue;
            if (descriptor is not null)
                throw new Refused("Found more than one descriptor file at package descriptor tar.gz");
            descriptor = member.Name;
        }

        if (descriptor is null)
            throw new Refused("Not found any descriptor file at package descriptor tar.gz");
        return (files, Parse(files[descriptor]), $"{descriptor.Split('/')[0]}/helm-chart-v3s/");
    }

    private static (Dictionary<string, byte[]> Files, YamlNode Descriptor, string Folder) OfZip(byte[] package)
    {
        using var zip = new ZipArchive(new MemoryStream(package));
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        string? descriptor = null;
        foreach (var member in zip.Entries)
        {
            using var content = member.Open();
            files[member.FullName] = Content(content);
            if (!IsYamlOrJson(member.FullName) || (member.FullName.Contains('/') && !member.FullName.Contains("Definitions", StringComparison.Ordinal)))
                continue;
            if (descriptor is not null)
                throw new Refused("Found more than one descriptor file at package descriptor zip");
            descriptor = member.FullName;
        }

        if (descriptor is null)
            throw new Refused("Not found any descriptor file at package descriptor zip");
        return (files, Parse(files[descriptor]), "Scripts/helm-chart-v3s/");
    }

    private static string? OfDescriptor(YamlNode root, Func<string, bool> hasChart, Dictionary<string, byte[]> files)
    {
        if (root is not YamlMappingNode envelope || !envelope.Children.TryGetValue("vnfd", out var node) || node is not YamlMappingNode vnfd)
            return "Unsupported descriptor format. Please, use an ETSI SOL006 descriptor.";
        foreach (var list in vnfd.Children.Where(child => child.Value is YamlSequenceNode))
        {
            var ids = ((YamlSequenceNode)list.Value).OfType<YamlMappingNode>().Select(item => TextOf(item, "id") ?? TextOf(item, "name")).Where(id => id is not null).ToList();
            if (ids.Distinct().Count() != ids.Count)
                return $"Error: identifier id is not unique in '.{list.Key}'";
        }

        foreach (var kdu in ItemsOf(vnfd, "kdu"))
        {
            if (TextOf(kdu, "helm-chart") is not { } chart)
                continue;
            if (!chart.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character is '-' or '/'))
                return $"helm-chart '{chart}' is not valid";
            // LCM: in the package, or Helm is asked for it.
            if (!chart.Contains('/') && !hasChart(chart))
                return $"LCM does not find the chart '{chart}'";
            // Helm reads it with what it is in.
            if (!chart.Contains('/') && !files.Keys.Any(file => file.EndsWith($"/{chart}/Chart.yaml", StringComparison.Ordinal)))
                return $"Chart.yaml file is missing in '{chart}'";
        }

        return null;
    }

    private static IEnumerable<YamlMappingNode> ItemsOf(YamlMappingNode parent, string key) =>
        parent.Children.TryGetValue(key, out var node) && node is YamlSequenceNode list ? list.OfType<YamlMappingNode>() : [];

    private static string? TextOf(YamlMappingNode node, string key) => node.Children.TryGetValue(key, out var value) && value is YamlScalarNode scalar ? scalar.Value : null;

    private static YamlNode Parse(byte[] content)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StreamReader(new MemoryStream(content)));
        }
        catch (YamlDotNet.Core.YamlException broken)
        {
            throw new Refused($"Invalid yaml format {broken.Message}");
        }

        return stream.Documents[0].RootNode;
    }

    private static bool IsYamlOrJson(string name) => name.EndsWith(".yaml", StringComparison.Ordinal) || name.EndsWith(".yml", StringComparison.Ordinal) || name.EndsWith(".json", StringComparison.Ordinal);

    private static byte[] Content(Stream? stream)
    {
        using var bytes = new MemoryStream();
        stream?.CopyTo(bytes);
        return bytes.ToArray();
    }

    private sealed class Refused(string message) : Exception(message);
}
