using System.Collections.Immutable;

namespace Osm.Descriptors.Graphing;

/// <summary>An NS as a picture shows it; or, where no NSD is given, a VNF alone.</summary>
/// <param name="Name">Its id.</param>
/// <param name="Vnfs">In the order of the NSD.</param>
/// <param name="Links">In the order of the NSD; behind them those that are named but not there.</param>
/// <param name="Ends">What ties the two.</param>
/// <param name="Errors">All errors of its descriptors, a line each.</param>
public sealed record NsGraph(
    string Name, ImmutableArray<GraphVnf> Vnfs, ImmutableArray<GraphLink> Links, ImmutableArray<GraphEnd> Ends, ImmutableArray<string> Errors);

/// <summary>A VNF of the NS.</summary>
/// <param name="Name">The vnf-profile's id.</param>
/// <param name="Vnfd">Its VNFD's id.</param>
/// <param name="Kdus">What it deploys.</param>
/// <param name="Ports">Its ext-cpds; behind them those that the NSD names but the VNFD lacks.</param>
/// <param name="Faults">The rules that it breaks.</param>
public sealed record GraphVnf(
    string Name, string Vnfd, ImmutableArray<GraphKdu> Kdus, ImmutableArray<GraphPort> Ports, ImmutableArray<string> Faults);

/// <summary>A KDU.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Model">The chart or bundle.</param>
/// <param name="Faults">The rules that it breaks.</param>
public sealed record GraphKdu(string Name, string Model, ImmutableArray<string> Faults);

/// <summary>An ext-cpd.</summary>
/// <param name="Name">Its id.</param>
/// <param name="Net">The k8s-cluster-net behind it; null for none.</param>
/// <param name="Faults">The rules that it breaks.</param>
public sealed record GraphPort(string Name, string? Net, ImmutableArray<string> Faults);

/// <summary>A virtual link.</summary>
/// <param name="Name">Its id.</param>
/// <param name="IsManagement">Whether it is the cluster's pod network.</param>
/// <param name="Facts">Its addresses and the like, a line each.</param>
/// <param name="Faults">The rules that it breaks.</param>
public sealed record GraphLink(string Name, bool IsManagement, ImmutableArray<string> Facts, ImmutableArray<string> Faults);

/// <summary>A port on a link, by their indices.</summary>
/// <param name="Vnf">The VNF's.</param>
/// <param name="Port">The port's in it.</param>
/// <param name="Link">The link's.</param>
/// <param name="Address">Its fixed addresses; empty for none.</param>
/// <param name="HasFault">Whether this end itself is wrong.</param>
public sealed record GraphEnd(int Vnf, int Port, int Link, string Address, bool HasFault);
