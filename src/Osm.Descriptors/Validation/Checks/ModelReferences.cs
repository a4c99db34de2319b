using Osm.Descriptors.Model.Schema;
using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>Values that must be the id of something elsewhere in the descriptor. The model says which; OSM does not look.</summary>
internal sealed class ModelReferences(YamlMapping content, FindingList findings)
{
    // What is judged by a check of its own, which knows more than the model does.
    private static readonly HashSet<string> JudgedElsewhere = new(StringComparer.Ordinal)
    {
        "/mgmt-cp", "/ext-cpd/k8s-cluster-net", "/ext-cpd/int-cpd/vdu-id", "/vdu/int-cpd/int-virtual-link-desc", "/vdu/virtual-storage-desc",
        "/vdu/virtual-compute-desc", "/vdu/alarm/vnf-monitoring-param-ref", "/df/virtual-link-profile/id", "/df/vdu-profile/id",
        "/df/instantiation-level/vdu-level/vdu-id", "/df/scaling-aspect/aspect-delta-details/deltas/vdu-delta/id",
        "/df/scaling-aspect/scaling-config-action/vnf-config-primitive-name-ref",
        "/df/vnf-profile/virtual-link-connectivity/virtual-link-profile-id",
        "/df/vnf-profile/virtual-link-connectivity/constituent-cpd-id/constituent-base-element-id",
        "/df/virtual-link-profile/virtual-link-desc-id", "/vnffgd/vnf-profile-id",
    };

    private readonly Dictionary<YamlMapping, Dictionary<ReferenceTarget, HashSet<string>>> _known = new(ReferenceEqualityComparer.Instance);

    public void Check(YamlScalar scalar, SchemaNode node, List<YamlMapping> open)
    {
        if (JudgedElsewhere.Contains(node.Path))
            return;
        var target = node.Type!.Target!;
        var from = target.Up == 0 ? content : open[^target.Up];
        var values = Values(from, target);
        if (values.Contains(scalar.Value))
            return;
        var meant = Nearest.Of(scalar.Value, values);
        findings.Add(
            RuleCatalogue.Dangling, scalar.Position,
            $"'{node.Name}' is '{scalar.Value}', which is the {target.Steps[^1]} of no {target.Name}",
            meant is null ? $"name one that is there ({Ids.Listed(values)})" : $"did you mean '{meant}'?");
    }

    private HashSet<string> Values(YamlMapping from, ReferenceTarget target)
    {
        if (!_known.TryGetValue(from, out var byTarget))
            _known.Add(from, byTarget = new(ReferenceEqualityComparer.Instance));
        if (!byTarget.TryGetValue(target, out var values))
        {
            byTarget.Add(target, values = new(StringComparer.Ordinal));
            Gather(from, target.Steps, values);
        }

        return values;
    }

    private static void Gather(YamlNode node, ReadOnlySpan<string> steps, HashSet<string> values)
    {
        switch (node)
        {
            case YamlScalar scalar when steps.IsEmpty:
                values.Add(scalar.Value);
                break;
            case YamlSequence sequence:
                foreach (var item in sequence.Items)
                    Gather(item, steps, values);
                break;
            case YamlMapping mapping when !steps.IsEmpty && mapping.TryGet(steps[0], out var entry):
                Gather(entry.Value, steps[1..], values);
                break;
        }
    }
}
