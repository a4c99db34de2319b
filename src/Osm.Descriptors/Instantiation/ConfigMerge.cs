using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Osm.Descriptors.Packaging;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Instantiation;

/// <summary>Puts what an NS needs into a document for <c>--config</c> that somebody wrote for other reasons.</summary>
public static class ConfigMerge
{
    // What OSM tells the elements of its lists by.
    private static readonly string[] Keys = ["member-vnf-index", "kdu_name", "name"];

    /// <summary>Reads such a document.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is no mapping, or no YAML.</exception>
    public static JsonObject Read(string path)
    {
        var findings = new FindingList();
        var source = SourceText.Decode(path, BoundedFile.Read(path, YamlLimits.Default.MaxBytes), YamlLimits.Default, findings);
        var root = source is null ? null : YamlReader.Read(source, YamlLimits.Default, findings);
        if (findings.ToSorted() is [var first, ..])
            throw new InvalidDataException($"{first.Position.Line}:{first.Position.Column}: {first.Message}");
        return root is YamlMapping ? YamlJson.Of(root)!.AsObject() : throw new InvalidDataException("it is no mapping, as a document for --config is");
    }

    /// <summary>One document of two: mappings key by key, lists element by element where elements have a key. Where both say something else, the second wins and it is told.</summary>
    /// <param name="given">Somebody's.</param>
    /// <param name="needed">What the NS needs.</param>
    /// <param name="overruled">Where the first said something else, as paths.</param>
    public static JsonObject Merge(JsonObject given, JsonObject needed, out ImmutableArray<string> overruled)
    {
        ArgumentNullException.ThrowIfNull(given);
        ArgumentNullException.ThrowIfNull(needed);
        var told = ImmutableArray.CreateBuilder<string>();
        var merged = given.DeepClone().AsObject();
        Merge(merged, needed, "", told);
        overruled = told.ToImmutable();
        return merged;
    }

    private static void Merge(JsonObject into, JsonObject needed, string path, ImmutableArray<string>.Builder told)
    {
        foreach (var (key, value) in needed)
        {
            var place = path.Length == 0 ? key : $"{path}.{key}";
            switch (into[key], value)
            {
                case (JsonObject inner, JsonObject more):
                    Merge(inner, more, place, told);
                    break;
                case (JsonArray list, JsonArray more):
                    Merge(list, more, place, told);
                    break;
                default:
                    if (into.ContainsKey(key) && !JsonNode.DeepEquals(into[key], value))
                        told.Add(place);
                    into[key] = value?.DeepClone();
                    break;
            }
        }
    }

    private static void Merge(JsonArray into, JsonArray needed, string path, ImmutableArray<string>.Builder told)
    {
        foreach (var element in needed.OfType<JsonObject>())
        {
            var key = Keys.FirstOrDefault(element.ContainsKey);
            if (key is not null && into.OfType<JsonObject>().FirstOrDefault(one => JsonNode.DeepEquals(one[key], element[key])) is { } same)
                Merge(same, element, $"{path}[{element[key]}]", told);
            else
                into.Add(element.DeepClone());
        }
    }
}
