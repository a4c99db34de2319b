using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Osm.Descriptors.Packaging.Images;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Rewriting.Rendered;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Cli.Verification;

/// <summary>What a patched chart is rendered with.</summary>
/// <param name="Words">For reports, as a clause; empty for the values that the user gave, or the chart's own.</param>
/// <param name="Files">Files of values, the last wins.</param>
/// <param name="NetworkName">The name that each net has with these; empty for no attachment.</param>
internal sealed record ChartValues(string Words, ImmutableArray<string> Files, Func<string, string> NetworkName)
{
    // None that a namespace or a chart would have by itself.
    private const string OtherNs = "Verified NS 2";

    /// <summary>The user's values as they are, and with each kind of parameter that <c>osm-l2sm params</c> prints.</summary>
    /// <param name="files">Those of the user.</param>
    /// <param name="namespaceName">The namespace that charts are rendered for.</param>
    /// <param name="nets">The nets that are wished for.</param>
    /// <param name="folder">Where files can be written.</param>
    /// <exception cref="ImageRefusedException">A file cannot be read.</exception>
    public static ImmutableArray<ChartValues> All(ImmutableArray<string> files, string namespaceName, IEnumerable<string> nets, string folder)
    {
        var (nsName, networks) = Given(files);
        string[] ids = [.. nets];
        return
        [
            new ChartValues("", files, NameIn(nsName ?? namespaceName)),
            new ChartValues("with global.l2sm.nsName", files.Add(Write("ns-name", "nsName", OtherNs)), NameIn(OtherNs)),
            new ChartValues("with global.l2sm.networks", files.Add(Write("networks", "networks", Each(NamedOf))), NamedOf),
            new ChartValues("with networks that are empty", files.Add(Write("empty", "networks", Each(_ => ""))), _ => ""),
        ];

        Func<string, string> NameIn(string ns) => net => networks.TryGetValue(net, out var given) ? given : RenderComparison.NamesIn(ns)(net);
        string NamedOf(string net) => $"verified-{Array.IndexOf(ids, net)}";
        JsonObject Each(Func<string, string> value) => new(ids.Select(net => KeyValuePair.Create(net, (JsonNode?)value(net))));

        string Write(string name, string key, JsonNode value)
        {
            var path = Path.Join(folder, $"{name}.yaml");
            File.WriteAllText(path, new JsonObject { ["global"] = new JsonObject { ["l2sm"] = new JsonObject { [key] = value } } }.ToJsonString());
            return path;
        }
    }

    // What the user's own files say of networks. What is wrong with them tells whoever renders.
    private static (string? NsName, Dictionary<string, string> Networks) Given(ImmutableArray<string> files)
    {
        string? nsName = null;
        var networks = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var ours = Below(Below(YamlReader.Read(new SourceText(file, ReadText(file)), YamlLimits.Default, new FindingList()), "global"), "l2sm");
            if (Below(ours, "nsName") is YamlScalar { IsNull: false } ns)
                nsName = ns.Value;
            foreach (var entry in (Below(ours, "networks") as YamlMapping)?.Entries ?? [])
            {
                if (entry.Value is YamlScalar { IsNull: false } name)
                    networks[entry.Key.Value] = name.Value;
            }
        }

        return (nsName, networks);
    }

    private static YamlNode? Below(YamlNode? node, string key) => node is YamlMapping mapping && mapping.TryGet(key, out var entry) ? entry.Value : null;

    private static string ReadText(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ImageRefusedException($"--values {file}: {failure.Message}", "");
        }
    }
}
