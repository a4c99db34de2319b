using L2sm.Sdn.Networks;

namespace Osm.L2sm.Connector.Services;

/// <summary>Checks rate limits.</summary>
internal static class RateRules
{
    /// <summary>Null where a violation was added.</summary>
    public static RateLimit? Read(string field, uint kilobits, uint burst, ICollection<Violation> violations)
    {
        if (kilobits > 0) return new RateLimit(kilobits, burst);
        violations.Add(new Violation(field, "must be 1 kbit/s or more; without a rate there is no limit"));
        return null;
    }
}
