using System.Collections.Immutable;
using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Instantiation;

/// <summary>What the patched chart of one KDU is told: the values below <c>global.l2sm</c>.</summary>
/// <param name="Member">The member-vnf-index.</param>
/// <param name="MemberPosition">Where it stands.</param>
/// <param name="Kdu">The KDU's name.</param>
/// <param name="KduPosition">Where it stands.</param>
/// <param name="NeedsNsName">Whether the chart would make other names without <c>global.l2sm.nsName</c>.</param>
/// <param name="Nets">Its nets.</param>
public sealed record KduParameters(
    string Member, SourcePosition MemberPosition, string Kdu, SourcePosition KduPosition, bool NeedsNsName, ImmutableArray<NetValue> Nets);

/// <summary>A net of a KNF and the network that its pods get there.</summary>
/// <param name="NetId">The id in <c>k8s-cluster.nets</c>.</param>
/// <param name="Network">The network's name in the cluster; empty for no attachment.</param>
/// <param name="Link">The virtual link; null where the net is on none.</param>
/// <param name="IsNeeded">Whether the chart would take another network without being told.</param>
public sealed record NetValue(string NetId, string Network, string? Link, bool IsNeeded);
