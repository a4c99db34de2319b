using Osm.Descriptors.Model;
using Osm.Descriptors.Model.Schema;
using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>Checks a descriptor key by key against the information model.</summary>
internal sealed class ModelCheck
{
    private readonly SourceText _source;
    private readonly FindingList _findings;
    private readonly ModelReferences _references;
    private readonly ModelCardinality _cardinality;
    private readonly List<YamlMapping> _open = [];

    private ModelCheck(SourceText source, YamlMapping content, FindingList findings)
    {
        _source = source;
        _findings = findings;
        _references = new ModelReferences(content, findings);
        _cardinality = new ModelCardinality(findings);
    }

    /// <summary>Checks a descriptor.</summary>
    /// <param name="source">Its text, for fixes.</param>
    /// <param name="descriptor">What is checked.</param>
    /// <param name="findings">Takes what is wrong.</param>
    public static void Run(SourceText source, Descriptor descriptor, FindingList findings)
    {
        var (model, what) = descriptor switch
        {
            Vnfd => (InformationModel.Vnfd, "VNFD"),
            Nsd => (InformationModel.Nsd, "NSD"),
            _ => (InformationModel.Nst, "NST"),
        };
        if (descriptor.Id is null)
            ModelKeys.ReportMissing(descriptor.Content, "id", what, findings);
        var check = new ModelCheck(source, descriptor.Content, findings);
        check.Mapping(descriptor.Content, model);
        check._cardinality.Report();
    }

    private void Mapping(YamlMapping mapping, SchemaNode node)
    {
        _open.Add(mapping);
        foreach (var entry in mapping.Entries)
        {
            if (node.Child(entry.Name) is { } child)
                Value(entry, child);
            else
                ModelKeys.ReportUnknown(_source, mapping, entry.Key, node, _findings);
        }

        ModelChoices.Check(mapping, node, _findings);
        _cardinality.CheckRequired(mapping, node);
        _open.RemoveAt(_open.Count - 1);
    }

    private void Value(YamlEntry entry, SchemaNode node)
    {
        switch (node.Kind, entry.Value)
        {
            case (NodeKind.Container, YamlMapping mapping):
                Mapping(mapping, node);
                break;
            case (NodeKind.List, YamlSequence sequence):
                Elements(sequence, node);
                break;
            case (NodeKind.Leaf, YamlScalar scalar):
                Leaf(scalar, entry, node);
                break;
            case (NodeKind.LeafList, YamlSequence sequence):
                foreach (var item in sequence.Items)
                {
                    if (item is YamlScalar scalar)
                        Leaf(scalar, entry, node);
                    else
                        WrongKind(item, $"an element of '{node.Name}'", "a single value");
                }

                ModelUniqueness.CheckValues(sequence, node, _findings);
                _cardinality.CheckMost(sequence.Items.Length, entry.Key, node);
                break;
            case (NodeKind.LeafList, YamlScalar { IsNull: false } scalar):
                _findings.Add(
                    RuleCatalogue.WrongKind, scalar.Position, $"'{node.Name}' is a single value where a list belongs",
                    $"write '- {scalar.Value}': OSM takes it for a list of one", Severity.Note);
                Leaf(scalar, entry, node);
                break;
            default:
                // A key with nothing behind it: the key is where to mend it.
                WrongKind(entry.Value, $"'{node.Name}'", Wanted(node.Kind), entry.Value is YamlScalar { IsNull: true } ? entry.Key : null);
                break;
        }
    }

    private void Elements(YamlSequence sequence, SchemaNode node)
    {
        foreach (var item in sequence.Items)
        {
            if (item is YamlMapping mapping)
            {
                foreach (var key in node.Keys)
                {
                    if (mapping.Text(key) is null)
                        ModelKeys.ReportMissing(mapping, key, node.Name, _findings);
                }

                Mapping(mapping, node);
            }
            else
            {
                WrongKind(item, $"an element of '{node.Name}'", "a mapping ('key: value' lines)");
            }
        }

        ModelUniqueness.Check(sequence, node, _findings);
        _cardinality.CheckMost(sequence.Items.Length, sequence, node);
    }

    private void Leaf(YamlScalar scalar, YamlEntry entry, SchemaNode node)
    {
        if (scalar.IsNull)
        {
            // A list's key without a value is told as missing.
            if (Array.IndexOf(node.Parent!.Keys, node.Name) < 0)
                ModelValues.ReportEmpty(scalar.Value.Length == 0 ? entry.Key : scalar, node, _findings);
            return;
        }

        if (node.Type!.Kind == LeafKind.Reference)
            _references.Check(scalar, node, _open);
        else
            ModelValues.Check(_source, scalar, node, _findings);
    }

    private void WrongKind(YamlNode found, string what, string wanted, YamlNode? place = null) =>
        _findings.Add(RuleCatalogue.WrongKind, (place ?? found).Position, $"{what} is {NodeWords.Of(found)}", $"write {wanted} here");

    private static string Wanted(NodeKind kind) => kind switch
    {
        NodeKind.Container => "a mapping ('key: value' lines)",
        NodeKind.Leaf => "a single value",
        _ => "a list ('- ' items)",
    };
}
