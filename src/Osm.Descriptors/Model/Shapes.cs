using System.Collections.Immutable;
using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Model;

/// <summary>Takes values out of nodes. What has another shape than asked counts as absent: that it is wrong is told by the check against the model.</summary>
internal static class Shapes
{
    public static YamlMapping? Mapping(this YamlMapping parent, string key) =>
        parent.TryGet(key, out var entry) ? entry.Value as YamlMapping : null;

    public static Located<string>? Text(this YamlMapping parent, string key) =>
        parent.TryGet(key, out var entry) ? AsText(entry.Value) : null;

    public static Located<bool>? Flag(this YamlMapping parent, string key) =>
        parent.TryGet(key, out var entry) && entry.Value is YamlScalar scalar && ScalarValue.AsBoolean(scalar) is { } value
            ? new Located<bool>(value, scalar.Position, scalar.Span)
            : null;

    /// <summary>The values of a list of plain values; a value alone counts as a list of one, as in OSM.</summary>
    public static ImmutableArray<Located<string>> Texts(this YamlMapping parent, string key)
    {
        if (!parent.TryGet(key, out var entry))
            return [];
        if (entry.Value is not YamlSequence sequence)
            return AsText(entry.Value) is { } only ? [only] : [];
        var texts = ImmutableArray.CreateBuilder<Located<string>>(sequence.Items.Length);
        foreach (var item in sequence.Items)
        {
            if (AsText(item) is { } text)
                texts.Add(text);
        }

        return texts.ToImmutable();
    }

    /// <summary>The elements of a list that are mappings.</summary>
    public static ImmutableArray<YamlMapping> Items(this YamlMapping parent, string key) => parent.List(key, item => item);

    /// <summary>The elements of a list that are mappings, read.</summary>
    public static ImmutableArray<T> List<T>(this YamlMapping parent, string key, Func<YamlMapping, T> read)
    {
        if (!parent.TryGet(key, out var entry) || entry.Value is not YamlSequence sequence)
            return [];
        var elements = ImmutableArray.CreateBuilder<T>(sequence.Items.Length);
        foreach (var item in sequence.Items)
        {
            if (item is YamlMapping mapping)
                elements.Add(read(mapping));
        }

        return elements.ToImmutable();
    }

    private static Located<string>? AsText(YamlNode node) =>
        node is YamlScalar { IsNull: false } scalar ? new Located<string>(scalar.Value, scalar.Position, scalar.Span) : null;
}
