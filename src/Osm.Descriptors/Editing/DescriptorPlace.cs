using System.Collections.Immutable;
using Osm.Descriptors.Model;
using Osm.Descriptors.Model.Schema;
using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Editing;

/// <summary>What stands at a place of a descriptor: a key or a value, with what the model says of it.</summary>
/// <param name="Node">The key in the model.</param>
/// <param name="Scalar">What stands there.</param>
/// <param name="IsKey">Whether it is the key itself.</param>
/// <param name="Around">The mappings that it is in, from the descriptor's own to the innermost.</param>
internal sealed record DescriptorPlace(SchemaNode Node, YamlScalar Scalar, bool IsKey, ImmutableArray<YamlMapping> Around)
{
    /// <summary>What stands at a character; null where that is nothing that the model knows.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="file">Its file: an alias may bring values of elsewhere, never of another file.</param>
    /// <param name="offset">The character's index in the text.</param>
    public static DescriptorPlace? At(Descriptor descriptor, string file, int offset)
    {
        var root = descriptor switch { Vnfd => InformationModel.Vnfd, Nsd => InformationModel.Nsd, _ => InformationModel.Nst };
        return descriptor.Content.Position.File == file ? Within(descriptor.Content, root, offset, [descriptor.Content]) : null;
    }

    private static DescriptorPlace? Within(YamlMapping mapping, SchemaNode node, int offset, ImmutableArray<YamlMapping> around)
    {
        foreach (var entry in mapping.Entries)
        {
            if (node.Child(WithoutPrefix(entry.Key.Value)) is not { } child)
                continue;
            if (Contains(entry.Key, offset))
                return new DescriptorPlace(child, entry.Key, true, around);
            if (Below(entry.Value, child, offset, around) is { } found)
                return found;
        }

        return null;
    }

    private static DescriptorPlace? Below(YamlNode value, SchemaNode node, int offset, ImmutableArray<YamlMapping> around)
    {
        switch (value)
        {
            case YamlScalar scalar when Contains(scalar, offset):
                return new DescriptorPlace(node, scalar, false, around);
            case YamlMapping mapping:
                return Within(mapping, node, offset, around.Add(mapping));
            case YamlSequence sequence:
                foreach (var item in sequence.Items)
                {
                    if (Below(item, node, offset, around) is { } found)
                        return found;
                }

                return null;
            default:
                return null;
        }
    }

    // The end counts too: there stands the cursor of who has just typed it.
    private static bool Contains(YamlScalar scalar, int offset) =>
        scalar.Span.Start.Value <= offset && offset <= scalar.Span.End.Value && scalar.Span.End.Value > scalar.Span.Start.Value;

    private static string WithoutPrefix(string key) => key[(key.LastIndexOf(':') + 1)..];
}
