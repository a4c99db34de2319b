using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Osm.Descriptors.Rewriting.Charts;

namespace Osm.Descriptors.Rewriting.Bundles;

/// <summary>An option of a charm that takes networks, as its author says: nothing in a bundle tells which options do.</summary>
/// <param name="Application">The key in the bundle's <c>applications</c>.</param>
/// <param name="Option">The option's name.</param>
/// <param name="Nets">Ids of nets, in the order in which the charm shall have them.</param>
/// <param name="Form">How the charm wants them written.</param>
public sealed record CharmOption(string Application, string Option, ImmutableArray<string> Nets, CharmOptionForm Form)
{
    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The words for the forms in a mapping file.</summary>
    public static ImmutableSortedDictionary<string, CharmOptionForm> Forms { get; } =
        Enum.GetValues<CharmOptionForm>().ToImmutableSortedDictionary(form => form.ToString().ToLowerInvariant(), form => form, StringComparer.Ordinal);

    /// <summary>Whether both are about one option.</summary>
    public bool IsOf(CharmOption other) => (Application, Option) == (other?.Application, other?.Option);

    /// <summary>The option's value.</summary>
    /// <param name="dialect">Which annotation and label pods get.</param>
    /// <param name="networkName">The name that a net has in the cluster; empty for no attachment.</param>
    public string Value(AnnotationDialect dialect, Func<string, string> networkName)
    {
        string[] names = [.. Nets.Select(networkName).Where(name => name.Length > 0)];
        return Form switch
        {
            CharmOptionForm.Name => names.FirstOrDefault() ?? "",
            CharmOptionForm.Names => string.Join(',', names),
            CharmOptionForm.List => new JsonArray([.. names.Select(name => (JsonNode)new JsonObject { ["name"] = name })]).ToJsonString(s_plain),
            CharmOptionForm.Annotations => Pair(dialect == AnnotationDialect.L2sm ? AnnotationKeys.L2sm : AnnotationKeys.Multus, string.Join(',', names)),
            _ => Pair(AnnotationKeys.Label, "true"),
        };

        string Pair(string key, string value) => names.Length == 0 ? "{}" : new JsonObject { [key] = value }.ToJsonString(s_plain);
    }
}

/// <summary>How an option wants networks written.</summary>
public enum CharmOptionForm
{
    /// <summary>The name of one network.</summary>
    Name,

    /// <summary>Names with commas between.</summary>
    Names,

    /// <summary>A list in JSON, as Multus and L2S-M have it: <c>[{"name":"…"}]</c>.</summary>
    List,

    /// <summary>The pods' annotations as an object in JSON.</summary>
    Annotations,

    /// <summary>The pods' labels as an object in JSON: the one by which L2S-M finds its pods.</summary>
    Labels,
}
