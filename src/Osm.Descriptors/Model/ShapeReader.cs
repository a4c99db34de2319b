using System.Collections.Immutable;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Model;

/// <summary>Takes values out of nodes; what has another shape than asked becomes a finding and counts as absent.</summary>
internal sealed class ShapeReader(FindingList findings)
{
    public FindingList Findings { get; } = findings;

    public YamlMapping? Mapping(YamlMapping parent, string key) =>
        Present(parent, key) is { } entry ? AsMapping(entry.Value, $"'{key}'") : null;

    public YamlMapping? AsMapping(YamlNode node, string what)
    {
        if (node is YamlMapping mapping)
            return mapping;
        Wrong(node, what, "a mapping ('key: value' lines)");
        return null;
    }

    public Located<string>? Text(YamlMapping parent, string key)
    {
        if (Present(parent, key) is not { } entry)
            return null;
        if (entry.Value is YamlScalar scalar)
            return new Located<string>(scalar.Value, scalar.Position, scalar.Span);
        Wrong(entry.Value, $"'{key}'", "a single value");
        return null;
    }

    /// <summary>The key that identifies an element of a list: OSM answers its absence with nothing but the key's name.</summary>
    public Located<string>? Key(YamlMapping element, string key, string what)
    {
        if (Present(element, key) is not null)
            return Text(element, key);
        Findings.Add(
            RuleCatalogue.MissingKey,
            element.TryGet(key, out var empty) ? empty.Key.Position : element.Position,
            $"this {what} has no '{key}'",
            $"add '{key}: ...': OSM refuses the descriptor and says no more than '{key}'");
        return null;
    }

    public Located<bool>? Flag(YamlMapping parent, string key)
    {
        if (Text(parent, key) is not { } text)
            return null;
        switch (text.Value.ToUpperInvariant())
        {
            case "TRUE" or "YES" or "ON":
                return new Located<bool>(true, text.Position, text.Span);
            case "FALSE" or "NO" or "OFF":
                return new Located<bool>(false, text.Position, text.Span);
            default:
                Findings.Add(RuleCatalogue.WrongKind, text.Position, $"'{key}' is '{text.Value}'", "write true or false");
                return null;
        }
    }

    public ImmutableArray<Located<string>> Texts(YamlMapping parent, string key)
    {
        var texts = ImmutableArray.CreateBuilder<Located<string>>();
        foreach (var item in Items(parent, key))
        {
            if (item is YamlScalar scalar)
                texts.Add(new Located<string>(scalar.Value, scalar.Position, scalar.Span));
            else
                Wrong(item, $"an element of '{key}'", "a single value");
        }

        return texts.ToImmutable();
    }

    public ImmutableArray<T> List<T>(YamlMapping parent, string key, Func<YamlMapping, T> read)
    {
        var elements = ImmutableArray.CreateBuilder<T>();
        foreach (var item in Items(parent, key))
        {
            if (AsMapping(item, $"an element of '{key}'") is { } mapping)
                elements.Add(read(mapping));
        }

        return elements.ToImmutable();
    }

    public ImmutableArray<YamlNode> Items(YamlMapping parent, string key)
    {
        if (Present(parent, key) is not { } entry)
            return [];
        if (entry.Value is YamlSequence sequence)
            return sequence.Items;
        Wrong(entry.Value, $"'{key}'", "a list ('- ' items)");
        return [];
    }

    private static YamlEntry? Present(YamlMapping parent, string key) =>
        parent.TryGet(key, out var entry) && entry.Value is not YamlScalar { IsNull: true } ? entry : null;

    private void Wrong(YamlNode node, string what, string wanted)
    {
        var found = node switch
        {
            YamlMapping => "a mapping",
            YamlSequence => "a list",
            _ => "a single value",
        };
        Findings.Add(RuleCatalogue.WrongKind, node.Position, $"{what} is {found}", $"write {wanted} here");
    }
}
