using System.Collections.Immutable;
using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Model;

/// <summary>A VNF descriptor (SOL006 v2.6.1 with OSM's augments).</summary>
/// <param name="Content">As written.</param>
/// <param name="Id"><c>id</c>.</param>
/// <param name="ManagementCpd"><c>mgmt-cp</c>: the ext-cpd that OSM configures it over.</param>
/// <param name="ClusterNets"><c>k8s-cluster.nets</c>.</param>
/// <param name="ExternalCpds"><c>ext-cpd</c>.</param>
/// <param name="Kdus"><c>kdu</c>.</param>
/// <param name="HasFlavour">Whether there is a <c>df</c>.</param>
public sealed record Vnfd(
    YamlMapping Content,
    Located<string>? Id,
    Located<string>? ManagementCpd,
    ImmutableArray<ClusterNet> ClusterNets,
    ImmutableArray<ExternalCpd> ExternalCpds,
    ImmutableArray<Kdu> Kdus,
    bool HasFlavour) : Descriptor(Content, Id);

/// <summary>An element of <c>k8s-cluster.nets</c>: a net that the cluster must offer.</summary>
public sealed record ClusterNet(SourcePosition Position, Located<string>? Id);

/// <summary>An element of <c>ext-cpd</c>: a connection point that an NS can link.</summary>
/// <param name="Position">Where it begins.</param>
/// <param name="Id"><c>id</c>.</param>
/// <param name="ClusterNet"><c>k8s-cluster-net</c>: the net behind it; null for a VM's connection point.</param>
public sealed record ExternalCpd(SourcePosition Position, Located<string>? Id, Located<string>? ClusterNet);

/// <summary>An element of <c>kdu</c>: a chart or a bundle to deploy.</summary>
/// <param name="Position">Where it begins.</param>
/// <param name="Name"><c>name</c>.</param>
/// <param name="HelmChart"><c>helm-chart</c>: in the package, in a repository, or a URL.</param>
/// <param name="JujuBundle"><c>juju-bundle</c>.</param>
public sealed record Kdu(SourcePosition Position, Located<string>? Name, Located<string>? HelmChart, Located<string>? JujuBundle);
