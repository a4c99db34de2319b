using Osm.Descriptors.Model;
using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>NBI's checks 18, 20 and 24: monitoring parameters, whose ids are one space for the whole VNFD.</summary>
internal static class MonitoringCheck
{
    public static void Run(DescriptorFile<Vnfd> file, FindingList findings)
    {
        var content = file.Content.Content;
        var known = new Dictionary<string, SourcePosition>(StringComparer.Ordinal);
        foreach (var link in content.Items("int-virtual-link-desc"))
            Take(link, "monitoring-parameters", known, findings);
        foreach (var vdu in content.Items("vdu"))
            Take(vdu, "monitoring-parameter", known, findings);
        foreach (var df in content.Items("df"))
            Take(df, "monitoring-parameter", known, findings);

        var criteria = content.Items("df").SelectMany(df => df.Items("scaling-aspect")).SelectMany(aspect => aspect.Items("scaling-policy"))
            .SelectMany(policy => policy.Items("scaling-criteria"));
        var alarms = content.Items("vdu").SelectMany(vdu => vdu.Items("alarm"));
        foreach (var user in criteria.Concat(alarms))
        {
            if (user.Text("vnf-monitoring-param-ref") is { } reference && !known.ContainsKey(reference.Value))
            {
                findings.Add(
                    RuleCatalogue.MonitoringReference, reference.Position,
                    $"vnf-monitoring-param-ref '{reference.Value}' is the id of no monitoring parameter ({Ids.Listed(known.Keys)})",
                    Ids.Cure(reference.Value, known.Keys, "name one of a VDU, an internal link or the df"));
            }
        }
    }

    private static void Take(YamlMapping holder, string list, Dictionary<string, SourcePosition> known, FindingList findings)
    {
        var own = new HashSet<string>(StringComparer.Ordinal);
        foreach (var parameter in holder.Items(list))
        {
            // Twice in one list is told by the rule for lists.
            if (parameter.Text("id") is not { } id || !own.Add(id.Value) || known.TryAdd(id.Value, id.Position))
                continue;
            findings.Add(
                RuleCatalogue.MonitoringParameterId, id.Position,
                $"the monitoring parameter '{id.Value}' is there already, in line {known[id.Value].Line}", "give it an id of its own: they are one space for the whole VNFD",
                related: new RelatedPlace(known[id.Value], $"the first '{id.Value}'"));
        }
    }
}
