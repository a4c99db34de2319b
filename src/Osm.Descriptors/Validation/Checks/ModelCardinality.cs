using Osm.Descriptors.Model.Schema;
using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>What SOL006 asks for and OSM does not: told once a kind, as it is no fault to OSM.</summary>
internal sealed class ModelCardinality(FindingList findings)
{
    // A KNF has no VDU and none of this; OSM knows no levels of an NS; a df is asked for by a rule of its own.
    private static readonly HashSet<string> NotForCnfs = new(StringComparer.Ordinal)
    {
        "/vdu", "/df/vdu-profile", "/df/instantiation-level", "/vnfm-info", "/df/ns-instantiation-level", "/df/vnf-profile/instantiation-level", "/df",
    };

    private readonly Dictionary<SchemaNode, (SourcePosition First, int Count)> _absent = [];

    public void CheckRequired(YamlMapping mapping, SchemaNode node)
    {
        foreach (var child in node.Required)
        {
            if (mapping.TryGet(child.Name, out _) || NotForCnfs.Contains(child.Path))
                continue;
            if (child.Choice is null)
                _absent[child] = _absent.TryGetValue(child, out var seen) ? (seen.First, seen.Count + 1) : (mapping.Position, 1);
        }
    }

    public void CheckMost(int count, YamlNode place, SchemaNode node)
    {
        if (count > node.Most)
        {
            findings.Add(
                RuleCatalogue.TooMany, place.Position, $"'{node.Name}' has {count} elements; SOL006 allows {node.Most}",
                "OSM takes them all; other orchestrators may not");
        }
    }

    /// <summary>Tells what was absent.</summary>
    public void Report()
    {
        foreach (var (node, (first, count)) in _absent)
        {
            var place = node.Parent!.Parent is null ? "the descriptor" : $"'{node.Parent.Name}'";
            findings.Add(
                RuleCatalogue.Mandatory, first,
                $"{place} has no '{node.Name}', which SOL006 asks for{(count > 1 ? $" (here and {count - 1} times more)" : "")}",
                $"add '{node.Name}': OSM does without, other orchestrators may not");
        }
    }
}
