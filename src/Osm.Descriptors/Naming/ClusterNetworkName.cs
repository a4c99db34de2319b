using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Osm.Descriptors.Naming;

/// <summary>The name that an OSM virtual link has in the cluster: a DNS-1123 label, computed alike everywhere.</summary>
/// <remarks>
/// Follows DESIGN §2. Only A–Z is lower-cased, because the charts compute the same name with tools whose Unicode tables differ from ours;
/// everything else outside a–z and 0–9 is a separator.
/// </remarks>
public static class ClusterNetworkName
{
    /// <summary>The longest name that Kubernetes takes for a label value and most resources.</summary>
    public const int MaxLength = 63;

    /// <summary>How many code points RO keeps of the NS name and of the VLD id.</summary>
    public const int PartLength = 16;

    // Words with a meaning of their own in the REST paths of the controller.
    private static readonly string[] ReservedWords = ["status", "port", "mirror-port"];

    /// <summary>The <c>net_name</c> that RO passes to <c>new_network</c>: the first 16 code points of the NS name, a dash, the first 16 of the VLD id.</summary>
    /// <remarks>As in <c>NG-RO/osm_ng_ro/ns.py</c>; RO cuts Python strings, so code points are counted, not UTF-16 units.</remarks>
    /// <param name="nsName">The NS's name, as given to <c>osm ns-create</c>.</param>
    /// <param name="vldId">The id of the NSD's virtual-link-desc.</param>
    public static string NetName(string nsName, string vldId)
    {
        ArgumentNullException.ThrowIfNull(nsName);
        ArgumentNullException.ThrowIfNull(vldId);
        return $"{FirstCodePoints(nsName)}-{FirstCodePoints(vldId)}";
    }

    /// <summary>Computes the name of a network in the cluster.</summary>
    /// <param name="netName">RO's <c>net_name</c>, or a name given directly; any text.</param>
    /// <param name="name">1 to 63 characters of a–z, 0–9 and inner dashes; null where there is none.</param>
    /// <param name="error">Why there is no name, and what to do; null where there is one.</param>
    /// <returns>Whether there is a name. There is none if no letter a–z or digit is left, or if it would be longer than 63 characters.</returns>
    public static bool TryFromNetName(
        string netName, [NotNullWhen(true)] out string? name, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(netName);
        name = null;
        error = null;
        var candidate = Sanitize(netName);
        if (candidate.Length == 0)
        {
            error = $"the network name '{netName}' has no letter a-z and no digit, so that no name in the cluster can be made of it: "
                + "choose an NS name or a virtual-link-desc id with at least one";
            return false;
        }

        if (Array.IndexOf(ReservedWords, candidate) >= 0)
            candidate = "net-" + candidate;

        if (candidate.Length > MaxLength)
        {
            error = $"the network name '{netName}' gives the name '{candidate}' in the cluster, which has {candidate.Length} characters; "
                + $"{MaxLength} are allowed: choose a shorter one";
            return false;
        }

        name = candidate;
        return true;
    }

    private static string Sanitize(string netName)
    {
        var result = new StringBuilder(netName.Length);
        foreach (var character in netName)
        {
            if (char.IsAsciiLetterOrDigit(character))
                result.Append(char.ToLowerInvariant(character));
            else if (result.Length > 0 && result[^1] != '-')
                result.Append('-');
        }

        if (result.Length > 0 && result[^1] == '-')
            result.Length--;
        return result.ToString();
    }

    private static string FirstCodePoints(string text)
    {
        var index = 0;
        for (var count = 0; count < PartLength && index < text.Length; count++)
            index += char.IsSurrogatePair(text, index) ? 2 : 1;
        return text[..index];
    }
}
