using Osm.Descriptors.Model;
using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>NBI's checks 19, 21, 22, 23 and 27: VDUs of levels, scaling and healing; and what it reads without asking whether it is there.</summary>
internal static class ScalingCheck
{
    public static void Run(DescriptorFile<Vnfd> file, FindingList findings)
    {
        var content = file.Content.Content;
        var vdus = Ids.Set(content.List("vdu", vdu => vdu.Text("id")));
        var flavours = content.Items("df");
        var levels = new HashSet<string>(StringComparer.Ordinal);
        foreach (var df in flavours)
        {
            foreach (var profile in df.Items("vdu-profile"))
                Expect(profile.Text("id"), "vdu-profile", vdus, "VDU", RuleCatalogue.VduLevels, findings);
            foreach (var level in df.Items("instantiation-level").SelectMany(level => level.Items("vdu-level")))
            {
                if (level.Text("vdu-id") is not { } vdu)
                    continue;
                levels.Add(vdu.Value);
                Expect(vdu, "vdu-level", vdus, "VDU", RuleCatalogue.VduLevels, findings);
            }
        }

        foreach (var df in flavours)
        {
            CheckOperation(df, findings);
            foreach (var aspect in df.Items("scaling-aspect"))
                CheckAspect(file.Content, df, aspect, levels, findings);
            foreach (var policy in df.Items("healing-aspect").SelectMany(aspect => aspect.Items("healing-policy")))
                Expect(policy.Text("vdu-id"), "healing-policy", levels, "vdu-level", RuleCatalogue.HealingVdu, findings);
        }
    }

    private static void CheckAspect(Vnfd vnfd, YamlMapping df, YamlMapping aspect, HashSet<string> levels, FindingList findings)
    {
        if (aspect.Mapping("aspect-delta-details") is not { } details)
        {
            findings.Add(
                RuleCatalogue.ScalingWithoutDelta, aspect.Position,
                $"scaling-aspect '{aspect.Text("id")?.Value}' has no aspect-delta-details, and OSM fails on that",
                "add 'aspect-delta-details:' with its deltas");
        }
        else
        {
            foreach (var delta in details.Items("deltas").SelectMany(deltas => deltas.Items("vdu-delta")))
                Expect(delta.Text("id"), "vdu-delta", levels, "vdu-level", RuleCatalogue.ScalingDelta, findings);
        }

        var actions = aspect.Items("scaling-config-action");
        if (actions.IsEmpty)
            return;
        var configurations = DayOnes.OperationOf(df)?.Items("day1-2") ?? [];
        var isConfigured = configurations.Any(day => day.Text("id")?.Value == vnfd.Id?.Value);
        // NBI wants a primitive in each of them.
        var primitives = configurations.Select(day => Ids.Set(day.List("config-primitive", primitive => primitive.Text("name")))).ToArray();
        var inAll = primitives.Length == 0 ? null : primitives.Aggregate((all, one) => [.. all.Intersect(one)]);
        foreach (var action in actions)
        {
            if (!isConfigured)
            {
                findings.Add(
                    RuleCatalogue.ScalingAction, action.Position,
                    $"this scaling-config-action needs a day1-2 of the VNF, '{vnfd.Id?.Value}', which the df does not have",
                    $"add it to lcm-operations-configuration: operate-vnf-op-config: day1-2: '- id: {vnfd.Id?.Value}'");
            }

            if (action.Text("vnf-config-primitive-name-ref") is { } name && inAll?.Contains(name.Value) == false)
            {
                findings.Add(
                    RuleCatalogue.ScalingAction, name.Position, $"'{name.Value}' is no config-primitive of every day1-2",
                    "add it to each of them: OSM looks for it in all");
            }
        }
    }

    private static void CheckOperation(YamlMapping df, FindingList findings)
    {
        if (df.Mapping("lcm-operations-configuration") is { } configuration
            && configuration.TryGet("operate-vnf-op-config", out var operate) && operate.Value is YamlMapping content && !content.TryGet("day1-2", out _))
        {
            findings.Add(
                RuleCatalogue.OperationWithoutDayOne, operate.Key.Position,
                "operate-vnf-op-config has no day1-2, and OSM fails on that with the word 'day1-2'",
                "add 'day1-2:', or remove operate-vnf-op-config");
        }
    }

    private static void Expect(Located<string>? id, string what, HashSet<string> known, string of, Rule rule, FindingList findings)
    {
        if (id is not { } given || known.Contains(given.Value))
            return;
        findings.Add(
            rule, given.Position, $"{what} '{given.Value}' is of no {of} ({Ids.Listed(known)})",
            Ids.Cure(given.Value, known, of == "VDU" ? "name a VDU of this VNFD" : "name a VDU that an instantiation-level has in its vdu-level"));
    }
}
