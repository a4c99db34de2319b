using L2sm.OpenFlow;
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
    /// <summary>Longest path, in switches.</summary>
    public const int MaxPath = 256;

    /// <exception cref="RefusedException">Something is wrong, or the path cannot be held.</exception>
    public static VirtualLink Check(VirtualLinkRequest request)
    {
        NetworkNameRules.Check("linkNetworkId", request.Name);
        if (request.From == request.To) throw RefusedException.Invalid("toEndP", $"{request.To} is fromEndP too: a virtual link has two ends");
        var path = CheckPath(request);
        // Within one switch there is no other way; over several, the tables follow the shortest path and move with it.
        if (path.Count > 1)
            throw RefusedException.Precondition(
                Reasons.NotSupported,
                $"the path of '{request.Name}' over {path.Count} switches cannot be held: paths between switches are always the shortest there is, and "
                + "following a given one is not in this version. Nothing was made. Leave path empty for the shortest path");
        return new VirtualLink(request.From, request.To, path);
    }

    private static EquatableArray<DatapathId> CheckPath(VirtualLinkRequest request)
    {
        if (request.Path.Count > MaxPath) throw RefusedException.Invalid("path", $"has {request.Path.Count} switches; {MaxPath} are allowed");
        var path = new List<DatapathId>(request.Path.Count);
        for (var i = 0; i < request.Path.Count; i++)
        {
            if (!DatapathId.TryParse(request.Path[i], out var id)) throw RefusedException.Invalid($"path[{i}]", "is no switch: 16 hex digits, as in of:00000000000000a1");
            if (path.Contains(id)) throw RefusedException.Invalid($"path[{i}]", $"of:{id} is on the path already: a path has no loop");
            path.Add(id);
        }
        if (path.Count > 0 && path[0] != request.From.Switch) throw RefusedException.Invalid("path[0]", $"is not the switch of fromEndP, of:{request.From.Switch}");
        if (path.Count > 0 && path[^1] != request.To.Switch) throw RefusedException.Invalid($"path[{path.Count - 1}]", $"is not the switch of toEndP, of:{request.To.Switch}");
        return path.ToEquatableArray();
    }
}
