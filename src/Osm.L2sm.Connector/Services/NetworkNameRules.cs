namespace Osm.L2sm.Connector.Services;

/// <summary>Names that REST clients give: the names of Kubernetes objects, and a little more, as the controller of L2S-M takes any.</summary>
internal static class NetworkNameRules
{
    /// <summary>The longest name of a Kubernetes object (DNS-1123 subdomain).</summary>
    public const int MaxLength = 253;

    // The paths of the REST that are no networks.
    private static readonly string[] Reserved = ["status", "port", "mirror-port"];

    /// <exception cref="RefusedException">No network may have this name.</exception>
    public static void Check(string field, string name)
    {
        if (name.Length is 0 or > MaxLength || !char.IsAsciiLetterOrDigit(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_'))
            throw RefusedException.Invalid(field, $"is no name of a network: 1 to {MaxLength} of a-z, A-Z, 0-9, '-', '.', '_', beginning with a letter or digit");
        if (Reserved.Contains(name, StringComparer.Ordinal))
            throw RefusedException.Precondition(Reasons.NetworkNameTaken, $"'{name}' is a path of this API, so no network can have that name");
    }
}
