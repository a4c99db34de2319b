using Osm.Descriptors.Naming;

namespace Osm.L2sm.Connector.Services;

/// <summary>Checks a request whole and finds the network's name in the cluster.</summary>
internal static class NetworkRequestRules
{
    public const int MaxNameLength = 255;
    private static readonly string[] NetTypes = ["bridge", "data", "ptp"];

    /// <exception cref="RefusedException">Something is wrong; every fault is named.</exception>
    public static (string ClusterName, Guid RequestId, ProviderProfile Settings) Check(NetworkRequest request, string requestId)
    {
        var violations = new List<Violation>();
        string? clusterName = null;
        var length = request.NetName.EnumerateRunes().Count();
        if (length is 0 or > MaxNameLength) violations.Add(new Violation("net_name", $"has {length} characters; 1 to {MaxNameLength} are allowed"));
        else if (!ClusterNetworkName.TryFromNetName(request.NetName, out clusterName, out var error)) violations.Add(new Violation("net_name", error));

        if (request.NetType is { } type && !NetTypes.Contains(type, StringComparer.Ordinal))
            violations.Add(new Violation("net_type", $"'{type}' is none of {string.Join(", ", NetTypes)}; none at all means a management network"));
        if (!Guid.TryParseExact(requestId, "D", out var id))
            violations.Add(new Violation("request_id", $"'{Shorten(requestId)}' is no UUID; make one per new_network call and repeat it on retries"));
        if (request.Tenant.Length > MaxNameLength) violations.Add(new Violation("tenant", $"is longer than {MaxNameLength} characters"));
        if (request.VimAccount.Length > MaxNameLength) violations.Add(new Violation("vim_account", $"is longer than {MaxNameLength} characters"));
        if (request.IpProfile is { } profile) violations.AddRange(IpProfileRules.Check(profile));
        var settings = ProviderProfile.Read(request.ProviderProfile, violations);

        if (request.IsManagement && (settings.Rate is not null || settings.Path.Count > 0))
            violations.Add(new Violation("provider_network_profile.l2sm", "has a path or a rate, and without a net_type this is a management network, for which nothing is made"));

        return violations.Count == 0 ? (settings.Network ?? clusterName!, id, settings) : throw RefusedException.Invalid([.. violations]);
    }

    private static string Shorten(string text) => text.Length <= 64 ? text : string.Concat(text.AsSpan(0, 64), "…");
}
