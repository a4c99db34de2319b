using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Osm.Descriptors.Packaging.Patching;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Rewriting.Charts;

namespace Osm.Descriptors.Instantiation;

/// <summary>What one KDU is told: a patched chart the values below <c>global.l2sm</c>, a patched bundle an overlay.</summary>
/// <param name="Member">The member-vnf-index.</param>
/// <param name="MemberPosition">Where it stands.</param>
/// <param name="Kdu">The KDU's name.</param>
/// <param name="KduPosition">Where it stands.</param>
/// <param name="NeedsNsName">Whether the chart would make other names without <c>global.l2sm.nsName</c>.</param>
/// <param name="Nets">Its nets.</param>
public sealed record KduParameters(
    string Member, SourcePosition MemberPosition, string Kdu, SourcePosition KduPosition, bool NeedsNsName, ImmutableArray<NetValue> Nets)
{
    /// <summary>The options of a bundle's charms that take networks; null for a chart.</summary>
    public PatchMapping? Bundle { get; init; }

    /// <summary>The bundle that Juju lays over the KDU's own: options with the names of this NS's networks.</summary>
    /// <returns>Null for a chart.</returns>
    public JsonObject? Overlay()
    {
        if (Bundle is null)
            return null;
        var names = Nets.ToDictionary(net => net.NetId, net => net.Network, StringComparer.Ordinal);
        var applications = new JsonObject();
        foreach (var application in Bundle.CharmOptions.GroupBy(option => option.Application, StringComparer.Ordinal))
        {
            applications[application.Key] = new JsonObject
            {
                ["options"] = new JsonObject(application.Select(option => KeyValuePair.Create(
                    option.Option, (JsonNode?)option.Value(Bundle.Dialect ?? AnnotationDialect.L2sm, net => names.GetValueOrDefault(net, ""))))),
            };
        }

        return new JsonObject { ["applications"] = applications };
    }
}

/// <summary>A net of a KNF and the network that its pods get there.</summary>
/// <param name="NetId">The id in <c>k8s-cluster.nets</c>.</param>
/// <param name="Network">The network's name in the cluster; empty for no attachment.</param>
/// <param name="Link">The virtual link; null where the net is on none.</param>
/// <param name="IsNeeded">Whether the chart would take another network without being told.</param>
public sealed record NetValue(string NetId, string Network, string? Link, bool IsNeeded);
