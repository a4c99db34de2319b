using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Model;

/// <summary>Reads a descriptor file into its model.</summary>
public static class DescriptorReader
{
    private const string Needed = "a SOL006 descriptor is needed: 'vnfd:' or 'nsd: nsd: [...]'";

    /// <summary>Reads a VNFD (<c>vnfd:</c>, <c>etsi-nfv-vnfd:vnfd:</c>) or an NSD (<c>nsd: nsd: [..]</c>, <c>etsi-nfv-nsd:nsd:</c>).</summary>
    /// <param name="source">The text.</param>
    /// <param name="limits">What it may cost.</param>
    /// <param name="findings">Takes what is wrong; parts of the wrong shape count as absent.</param>
    /// <returns>Null if it is not a descriptor; the findings tell why.</returns>
    public static Descriptor? Read(SourceText source, YamlLimits limits, FindingList findings)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(findings);
        if (YamlReader.Read(source, limits, findings) is not { } root)
            return null;

        var shapes = new ShapeReader(findings);
        if (root is not YamlMapping mapping)
        {
            NotADescriptor(findings, root.Position, "the document is not a mapping");
            return null;
        }

        if (mapping.TryGet("vnfd", out var vnfd) || mapping.TryGet("etsi-nfv-vnfd:vnfd", out vnfd))
            return shapes.AsMapping(vnfd.Value, "the content of 'vnfd'") is { } content ? VnfdReader.Read(content, shapes) : null;
        if (mapping.TryGet("nsd", out var nsd) || mapping.TryGet("etsi-nfv-nsd:nsd", out nsd))
            return ReadNsd(nsd, shapes);

        var first = mapping.Entries.IsEmpty ? null : mapping.Entries[0].Key;
        NotADescriptor(
            findings, first?.Position ?? root.Position,
            first is null ? "the document is empty" : $"the document begins with '{first.Value}'");
        return null;
    }

    private static Nsd? ReadNsd(YamlEntry envelope, ShapeReader shapes)
    {
        if (shapes.AsMapping(envelope.Value, "the content of 'nsd'") is not { } inner)
            return null;
        if (!inner.TryGet("nsd", out var list) && !inner.TryGet("etsi-nfv-nsd:nsd", out list))
        {
            NotADescriptor(shapes.Findings, inner.Position, "under 'nsd:' there is no second 'nsd:' with the list of NSDs");
            return null;
        }

        if (list.Value is not YamlSequence { Items: [var only] })
        {
            NotADescriptor(shapes.Findings, list.Key.Position, "'nsd: nsd:' is not a list with exactly one element");
            return null;
        }

        return shapes.AsMapping(only, "the NSD") is { } content ? NsdReader.Read(content, shapes) : null;
    }

    private static void NotADescriptor(FindingList findings, SourcePosition position, string message) =>
        findings.Add(RuleCatalogue.Envelope, position, message, Needed);
}
