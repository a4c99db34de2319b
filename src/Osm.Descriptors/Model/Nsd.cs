using System.Collections.Immutable;
using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Model;

/// <summary>An NS descriptor (SOL006 v2.6.1 with OSM's augments).</summary>
/// <param name="Content">As written.</param>
/// <param name="Id"><c>id</c>.</param>
/// <param name="Name"><c>name</c>.</param>
/// <param name="VnfdIds"><c>vnfd-id</c>: the VNFDs that it may use.</param>
/// <param name="VirtualLinks"><c>virtual-link-desc</c>.</param>
/// <param name="Flavour">The first <c>df</c>, the only one that OSM honours; null where there is none.</param>
public sealed record Nsd(
    YamlMapping Content,
    Located<string>? Id,
    Located<string>? Name,
    ImmutableArray<Located<string>> VnfdIds,
    ImmutableArray<VirtualLink> VirtualLinks,
    NsFlavour? Flavour) : Descriptor(Content, Id);

/// <summary>An element of <c>virtual-link-desc</c> (VLD).</summary>
/// <param name="Position">Where it begins.</param>
/// <param name="Id"><c>id</c>; becomes its name in RO.</param>
/// <param name="ManagementNetwork"><c>mgmt-network</c>; absent means false.</param>
/// <param name="VimNetworkName"><c>vim-network-name</c>: RO then looks for this network and makes none.</param>
public sealed record VirtualLink(
    SourcePosition Position, Located<string>? Id, Located<bool>? ManagementNetwork, Located<string>? VimNetworkName)
{
    /// <summary>Whether OSM configures VNFs over it.</summary>
    public bool IsManagement => ManagementNetwork?.Value == true;
}

/// <summary>An element of an NSD's <c>df</c>.</summary>
/// <param name="Position">Where it begins.</param>
/// <param name="Id"><c>id</c>.</param>
/// <param name="VnfProfiles"><c>vnf-profile</c>.</param>
/// <param name="LinkProfiles"><c>virtual-link-profile</c>.</param>
public sealed record NsFlavour(
    SourcePosition Position,
    Located<string>? Id,
    ImmutableArray<VnfProfile> VnfProfiles,
    ImmutableArray<VirtualLinkProfile> LinkProfiles);

/// <summary>An element of <c>vnf-profile</c>: one VNF of the NS.</summary>
/// <param name="Position">Where it begins.</param>
/// <param name="Id"><c>id</c>: the member-vnf-index.</param>
/// <param name="VnfdId"><c>vnfd-id</c>.</param>
/// <param name="Connectivity"><c>virtual-link-connectivity</c>.</param>
public sealed record VnfProfile(
    SourcePosition Position, Located<string>? Id, Located<string>? VnfdId, ImmutableArray<LinkConnectivity> Connectivity);

/// <summary>An element of <c>virtual-link-connectivity</c>: which connection points of a VNF are on a link.</summary>
/// <param name="Position">Where it begins.</param>
/// <param name="LinkId"><c>virtual-link-profile-id</c>, which OSM takes as the id of a virtual-link-desc.</param>
/// <param name="ConstituentCpds"><c>constituent-cpd-id</c>.</param>
public sealed record LinkConnectivity(SourcePosition Position, Located<string>? LinkId, ImmutableArray<ConstituentCpd> ConstituentCpds);

/// <summary>An element of <c>constituent-cpd-id</c>: one end of a link.</summary>
/// <param name="Position">Where it begins.</param>
/// <param name="BaseElementId"><c>constituent-base-element-id</c>: the vnf-profile.</param>
/// <param name="CpdId"><c>constituent-cpd-id</c>: the ext-cpd of its VNFD.</param>
/// <param name="Addresses"><c>ip-address</c>.</param>
public sealed record ConstituentCpd(
    SourcePosition Position, Located<string>? BaseElementId, Located<string>? CpdId, ImmutableArray<Located<string>> Addresses);

/// <summary>An element of <c>virtual-link-profile</c>: how a link is to be made.</summary>
/// <param name="Position">Where it begins.</param>
/// <param name="Id"><c>id</c>.</param>
/// <param name="LinkId"><c>virtual-link-desc-id</c>.</param>
/// <param name="ProtocolData">Where <c>virtual-link-protocol-data</c> stands; null where there is none.</param>
/// <param name="L3"><c>l3-protocol-data</c>.</param>
public sealed record VirtualLinkProfile(
    SourcePosition Position, Located<string>? Id, Located<string>? LinkId, SourcePosition? ProtocolData, L3Protocol? L3);

/// <summary>The <c>l3-protocol-data</c> of a link: what becomes RO's ip_profile.</summary>
/// <param name="Content">As written.</param>
/// <param name="IpVersion"><c>ip-version</c>: ipv4 or ipv6; OSM takes absent as IPv4.</param>
/// <param name="Cidr"><c>cidr</c>.</param>
/// <param name="GatewayIp"><c>gateway-ip</c>.</param>
/// <param name="DhcpEnabled"><c>dhcp-enabled</c>; the model's default is true, but OSM takes absent as false.</param>
public sealed record L3Protocol(
    YamlMapping Content,
    Located<string>? IpVersion,
    Located<string>? Cidr,
    Located<string>? GatewayIp,
    Located<bool>? DhcpEnabled)
{
    /// <summary>Where it begins.</summary>
    public SourcePosition Position => Content.Position;

    /// <summary>Whether <c>dhcp-enabled</c> is written at all.</summary>
    public bool HasDhcpKey { get; init; }
}
