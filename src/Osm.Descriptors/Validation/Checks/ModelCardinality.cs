using Osm.Descriptors.Model.Schema;
using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>What SOL006 asks for and OSM does not: told once a descriptor, as it is no fault to OSM.</summary>
internal sealed class ModelCardinality(FindingList findings)
{
    // A KNF has no VDU and none of this; OSM knows no levels of an NS, and no requirements of interfaces; a df and a vnfd-id are asked for
    // by rules of their own.
    private static readonly HashSet<string> NotForCnfs = new(StringComparer.Ordinal)
    {
        "/vdu", "/df/vdu-profile", "/df/instantiation-level", "/vnfm-info", "/df/ns-instantiation-level", "/df/vnf-profile/instantiation-level", "/df",
        "/df/vnf-profile/vnfd-id", "/vdu/int-cpd/virtual-network-interface-requirement/network-interface-requirements",
        "/ext-cpd/virtual-network-interface-requirement/network-interface-requirements",
    };

    private readonly List<SchemaNode> _absent = [];
    private SourcePosition _first;

    public void CheckRequired(YamlMapping mapping, SchemaNode node)
    {
        foreach (var child in node.Required)
        {
            if (child.Choice is not null || mapping.TryGet(child.Name, out _) || NotForCnfs.Contains(child.Path) || _absent.Contains(child))
                continue;
            if (_absent.Count == 0)
                _first = mapping.Position;
            _absent.Add(child);
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

    /// <summary>Tells what was absent, in one finding: it is one thing to decide.</summary>
    public void Report()
    {
        if (_absent.Count == 0)
            return;
        var names = _absent.Select(node => node.Parent!.Parent is null ? $"'{node.Name}'" : $"'{node.Name}' of {node.Parent.Name}");
        findings.Add(
            RuleCatalogue.Mandatory, _first, $"SOL006 asks for {string.Join(", ", names)} too",
            "add what other orchestrators will ask for: OSM does without");
    }
}
