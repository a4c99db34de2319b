using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Model;

/// <summary>Reads a descriptor file into its model.</summary>
public static class DescriptorReader
{
    private const string Needed = "a SOL006 descriptor is needed: 'vnfd:', 'nsd: nsd: [...]' or 'nst: [...]'";

    /// <summary>Reads a VNFD (<c>vnfd:</c>), an NSD (<c>nsd: nsd: [..]</c>) or an NST (<c>nst: [..]</c>), with or without the modules' prefixes.</summary>
    /// <param name="source">The text.</param>
    /// <param name="limits">What it may cost.</param>
    /// <param name="findings">Takes why it is no descriptor. What is wrong within one is for the checks.</param>
    /// <returns>Null if it is not a descriptor; the findings tell why.</returns>
    public static Descriptor? Read(SourceText source, YamlLimits limits, FindingList findings)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(findings);
        if (YamlReader.Read(source, limits, findings) is not { } root)
            return null;

        if (root is not YamlMapping mapping)
        {
            NotADescriptor(findings, root.Position, "the document is not a mapping");
            return null;
        }

        if (mapping.TryGet("vnfd", out var vnfd))
            return AsMapping(vnfd.Value, "the content of 'vnfd'", findings) is { } content ? VnfdReader.Read(content) : null;
        if (mapping.TryGet("nsd", out var nsd))
            return AsMapping(nsd.Value, "the content of 'nsd'", findings) is { } inner ? ReadNsd(inner, findings) : null;
        if (mapping.TryGet("nst", out var nst))
            return OnlyElement(nst, "'nst:'", "the NST", findings) is { } content ? ReadNst(content) : null;

        var first = mapping.Entries.IsEmpty ? null : mapping.Entries[0].Key;
        NotADescriptor(
            findings, first?.Position ?? root.Position,
            first is null ? "the document is empty" : $"the document begins with '{first.Value}'");
        return null;
    }

    private static Nsd? ReadNsd(YamlMapping envelope, FindingList findings)
    {
        if (!envelope.TryGet("nsd", out var list))
        {
            NotADescriptor(findings, envelope.Position, "under 'nsd:' there is no second 'nsd:' with the list of NSDs");
            return null;
        }

        return OnlyElement(list, "'nsd: nsd:'", "the NSD", findings) is { } content ? NsdReader.Read(content) : null;
    }

    private static Nst ReadNst(YamlMapping content) =>
        new(
            content, content.Text("id"),
            [.. content.Items("netslice-subnet").Select(subnet => subnet.Text("nsd-ref")).Where(id => id is not null).Select(id => id!.Value)]);

    private static YamlMapping? OnlyElement(YamlEntry list, string envelope, string what, FindingList findings)
    {
        if (list.Value is YamlSequence { Items: [var only] })
            return AsMapping(only, what, findings);
        NotADescriptor(findings, list.Key.Position, $"{envelope} is not a list with exactly one element");
        return null;
    }

    private static YamlMapping? AsMapping(YamlNode node, string what, FindingList findings)
    {
        if (node is YamlMapping mapping)
            return mapping;
        findings.Add(
            RuleCatalogue.WrongKind, node.Position, $"{what} is {NodeWords.Of(node)}", "write a mapping ('key: value' lines) here");
        return null;
    }

    private static void NotADescriptor(FindingList findings, SourcePosition position, string message) =>
        findings.Add(RuleCatalogue.Envelope, position, message, Needed);
}
