using System.Collections.Immutable;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation.Checks;

namespace Osm.Descriptors.Validation.Profiles;

/// <summary>Reads the keys of a project file; one that it does not know is an error, for it would be without effect.</summary>
internal sealed class ProjectFileReader(string folder, FindingList faults)
{
    private static readonly string[] Keys = ["osm-release", "fail-on", "with", "baseline", "severities", "ignore"];
    private static readonly string[] IgnoreKeys = ["paths", "rules", "reason"];

    public ProjectFile Read(YamlNode root)
    {
        var project = new ProjectFile();
        if (AsMapping(root, "the file", Keys) is not { } mapping)
            return project;
        foreach (var entry in mapping.Entries)
        {
            project = entry.Key.Value switch
            {
                "osm-release" => project with { OsmRelease = Release(entry.Value) },
                "fail-on" => project with { FailOn = FailOn(entry.Value) },
                "with" => project with { With = [.. Texts(entry.Value).Select(text => Path.Join(folder, text.Value))] },
                "baseline" => project with { Baseline = Text(entry.Value) is { } path ? Path.Join(folder, path.Value) : null },
                "severities" => project with { Severities = Severities(entry.Value) },
                "ignore" => project with { Ignored = Ignored(entry.Value) },
                _ => project,
            };
        }

        return project;
    }

    private int? Release(YamlNode node)
    {
        if (Text(node) is not { } text)
            return null;
        if (OsmReleases.TryParse(text.Value, out var release, out var fault))
            return release;
        Fault(text, fault, $"write {OsmReleases.Newest}");
        return null;
    }

    private Severity? FailOn(YamlNode node)
    {
        if (Text(node) is not { } text)
            return null;
        if (text.Value is "error" or "warning" or "note")
            return Enum.Parse<Severity>(text.Value, ignoreCase: true);
        Fault(text, $"'{text.Value}' is no severity", "write error, warning or note");
        return null;
    }

    private SeverityMap Severities(YamlNode node)
    {
        var map = SeverityMap.Empty;
        if (AsMapping(node, "'severities'", null) is not { } mapping)
            return map;
        foreach (var entry in mapping.Entries)
        {
            if (Text(entry.Value) is not { } level)
                continue;
            map = map.With(entry.Key.Value, level.Value, out var fault);
            if (fault is not null)
                Fault(entry.Key, fault, "write a line like 'NET203: warning'");
        }

        return map;
    }

    private ImmutableArray<IgnoredFindings> Ignored(YamlNode node)
    {
        var ignored = ImmutableArray.CreateBuilder<IgnoredFindings>();
        foreach (var item in Items(node))
        {
            if (AsMapping(item, "an element of 'ignore'", IgnoreKeys) is not { } mapping)
                continue;
            var paths = mapping.TryGet("paths", out var pathsEntry) ? Texts(pathsEntry.Value) : [];
            var rules = mapping.TryGet("rules", out var rulesEntry) ? Texts(rulesEntry.Value) : [];
            var reason = mapping.TryGet("reason", out var reasonEntry) ? Text(reasonEntry.Value)?.Value : null;
            foreach (var rule in rules.Where(rule => RuleCatalogue.Find(rule.Value) is null))
                Fault(rule, SeverityMap.RuleFault(rule.Value) ?? $"'{rule.Value}' is a family", "name single rules");
            if (paths.IsEmpty || rules.IsEmpty || string.IsNullOrWhiteSpace(reason))
                Fault(item, "an element of 'ignore' needs 'paths', 'rules' and a 'reason'", "say which findings of which files, and why");
            else
                ignored.Add(new IgnoredFindings(folder, [.. paths.Select(path => path.Value)], [.. rules.Select(rule => rule.Value)], reason));
        }

        return ignored.ToImmutable();
    }

    private YamlMapping? AsMapping(YamlNode node, string what, string[]? keys)
    {
        if (node is not YamlMapping mapping)
        {
            Fault(node, $"{what} is not a mapping", "write 'key: value' lines");
            return null;
        }

        foreach (var key in mapping.Entries.Select(entry => entry.Key).Where(key => keys?.Contains(key.Value) == false))
        {
            var meant = Nearest.Of(key.Value, keys!);
            Fault(key, $"there is no setting '{key.Value}'", meant is null ? $"there are {string.Join(", ", keys!)}" : $"did you mean '{meant}'?");
        }

        return mapping;
    }

    private ImmutableArray<YamlNode> Items(YamlNode node)
    {
        if (node is YamlSequence sequence)
            return sequence.Items;
        Fault(node, "this is not a list", "write it as '- ' lines");
        return [];
    }

    private ImmutableArray<YamlScalar> Texts(YamlNode node) => [.. Items(node).Select(Text).OfType<YamlScalar>()];

    private YamlScalar? Text(YamlNode node)
    {
        if (node is YamlScalar { IsNull: false } scalar)
            return scalar;
        Fault(node, "a single value is needed here", "write one");
        return null;
    }

    private void Fault(YamlNode node, string message, string cure) => faults.Add(RuleCatalogue.WrongKind, node.Position, message, cure);
}
