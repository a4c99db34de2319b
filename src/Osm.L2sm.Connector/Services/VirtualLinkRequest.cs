using L2sm.Sdn.Topology;

namespace Osm.L2sm.Connector.Services;

/// <summary>A virtual link that somebody wants.</summary>
/// <param name="Name">Its name, one with the networks' names.</param>
/// <param name="From">One end, as a <see cref="ConnectPoint"/>.</param>
/// <param name="To">The other end.</param>
/// <param name="Path">The switches on the way, from end to end; empty for any way.</param>
internal sealed record VirtualLinkRequest(string Name, PortKey From, PortKey To, IReadOnlyList<string> Path);

/// <summary>Checks requests for virtual links.</summary>
internal static class VirtualLinkRules
{
    /// <exception cref="RefusedException">Something is wrong; every fault is named.</exception>
    public static VirtualLink Check(VirtualLinkRequest request)
    {
        NetworkNameRules.Check("linkNetworkId", request.Name);
        var violations = new List<Violation>();
        if (request.From == request.To) violations.Add(new Violation("toEndP", $"{request.To} is fromEndP too: a virtual link has two ends"));
        var path = NetworkPath.Read("path", request.Path, violations);
        if (violations.Count == 0 && path.Count > 0)
        {
            if (path[0] != request.From.Switch) violations.Add(new Violation("path[0]", $"is not the switch of fromEndP, of:{request.From.Switch}"));
            if (path[^1] != request.To.Switch) violations.Add(new Violation($"path[{path.Count - 1}]", $"is not the switch of toEndP, of:{request.To.Switch}"));
        }
        return violations.Count == 0 ? new VirtualLink(request.From, request.To, path) : throw RefusedException.Invalid([.. violations]);
    }
}
