namespace Osm.L2sm.Connector.Hosting;

/// <summary>Finds the name that a misspelt one was meant to be.</summary>
internal static class NearestName
{
    /// <returns>Null where none is near.</returns>
    public static string? Of(string misspelt, IEnumerable<string> names)
    {
        var (nearest, distance) = names.Select(n => (n, Distance(misspelt.ToUpperInvariant(), n.ToUpperInvariant()))).MinBy(n => n.Item2);
        return nearest is not null && distance <= Math.Max(1, nearest.Length / 3) ? nearest : null;
    }

    /// <summary>How many letters must be put in, left out, changed, or swapped with their neighbour.</summary>
    private static int Distance(string one, string other)
    {
        var d = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++) d[i, 0] = i;
        for (var j = 0; j <= other.Length; j++) d[0, j] = j;
        for (var i = 1; i <= one.Length; i++)
        {
            for (var j = 1; j <= other.Length; j++)
            {
                d[i, j] = Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1]) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }
        return d[one.Length, other.Length];
    }
}
