using L2sm.OpenFlow;

namespace Osm.L2sm.Connector.Services;

/// <summary>The way of a network as a list of switches, from end to end.</summary>
internal static class NetworkPath
{
    /// <summary>Longest path, in switches.</summary>
    public const int MaxLength = 256;

    /// <summary>Reads a list; what is wrong with it is added to the violations.</summary>
    public static EquatableArray<DatapathId> Read(string field, IReadOnlyList<string> switches, ICollection<Violation> violations)
    {
        if (switches.Count > MaxLength)
        {
            violations.Add(new Violation(field, $"has {switches.Count} switches; {MaxLength} are allowed"));
            return [];
        }
        var path = new List<DatapathId>(switches.Count);
        for (var i = 0; i < switches.Count; i++)
        {
            if (!DatapathId.TryParse(switches[i], out var id))
                violations.Add(new Violation($"{field}[{i}]", "is no switch: 16 hex digits, as in of:00000000000000a1"));
            else if (path.Contains(id))
                violations.Add(new Violation($"{field}[{i}]", $"of:{id} is on the path already: a path has no loop"));
            else
                path.Add(id);
        }
        return path.ToEquatableArray();
    }

    /// <summary>For messages and reports: one switch after the other.</summary>
    public static string Show(EquatableArray<DatapathId> path) => string.Join(", ", path.Select(id => $"of:{id}"));
}
