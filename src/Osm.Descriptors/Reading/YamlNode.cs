using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Osm.Descriptors.Reading;

/// <summary>A value in a YAML document, with its place.</summary>
/// <param name="Position">Where it begins; for an alias, where the alias stands.</param>
public abstract record YamlNode(SourcePosition Position);

/// <summary>Text, number, boolean or null: YAML's leaves, as text.</summary>
/// <param name="Position">Where it begins.</param>
/// <param name="Value">The text with quotes and escapes undone.</param>
/// <param name="IsPlain">Written without quotes and not as a block: only then may it be a null, a number or a boolean.</param>
/// <param name="Span">Its characters in the decoded text, anchor and tag included; for an alias, those of the alias.</param>
public sealed record YamlScalar(SourcePosition Position, string Value, bool IsPlain, Range Span) : YamlNode(Position)
{
    /// <summary>Whether YAML reads it as null.</summary>
    public bool IsNull => IsPlain && Value is ("" or "~" or "null" or "Null" or "NULL");
}

/// <summary>A list.</summary>
/// <param name="Position">Where its first dash or its bracket stands.</param>
/// <param name="Items">In the order written.</param>
public sealed record YamlSequence(SourcePosition Position, ImmutableArray<YamlNode> Items) : YamlNode(Position);

/// <summary>Keys with values.</summary>
/// <param name="Position">Where its first key or its brace stands.</param>
/// <param name="Entries">In the order written, one a key (of a key given twice, the last: what OSM's parser takes), then those of merge keys.</param>
public sealed record YamlMapping(SourcePosition Position, ImmutableArray<YamlEntry> Entries) : YamlNode(Position)
{
    /// <summary>The entry of a key, written with its module's prefix (<c>etsi-nfv-vnfd:vnfd</c>) or without.</summary>
    public bool TryGet(string key, [NotNullWhen(true)] out YamlEntry? entry)
    {
        ArgumentNullException.ThrowIfNull(key);
        foreach (var candidate in Entries)
        {
            var written = candidate.Key.Value;
            if (written.Length >= key.Length && written.EndsWith(key, StringComparison.Ordinal)
                && (written.Length == key.Length || written[^(key.Length + 1)] == ':'))
            {
                entry = candidate;
                return true;
            }
        }

        entry = null;
        return false;
    }
}

/// <summary>One key of a mapping with its value.</summary>
public sealed record YamlEntry(YamlScalar Key, YamlNode Value)
{
    /// <summary>The key without its module's prefix, which OSM ignores.</summary>
    public string Name { get; } = Key.Value.LastIndexOf(':') is >= 0 and var colon ? Key.Value[(colon + 1)..] : Key.Value;
}
