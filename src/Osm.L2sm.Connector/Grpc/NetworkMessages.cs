using Google.Protobuf.WellKnownTypes;
using L2sm.Sdn;
using Osm.L2sm.Connector.Services;
using Wire = Osm.L2sm.V1;

namespace Osm.L2sm.Connector.Grpc;

/// <summary>Networks between the wire and the use cases. In what is asked for an empty text counts as none, in what is looked for it does not.</summary>
internal static class NetworkMessages
{
    public static NetworkRequest ToRequest(this Wire.CreateNetworkRequest message) => new(
        message.NetName,
        OrNull(message.HasNetType, message.NetType),
        message.IpProfile is { } profile ? ToProfile(profile) : null,
        message.Shared,
        StructJson.From(message.ProviderNetworkProfile),
        message.Tenant,
        message.VimAccount);

    public static NetworkFilter ToFilter(this Wire.ListNetworksRequest message) => new(
        message.HasName ? message.Name : null,
        message.HasId ? message.Id : null,
        message.HasShared ? message.Shared : null,
        message.HasTenantId ? message.TenantId : null);

    public static Wire.Network ToWire(this NetworkView view, FabricSnapshot fabric)
    {
        var (network, request, state) = (view.Intent, view.Intent.Request, view.State);
        var message = new Wire.Network
        {
            Id = network.Id.ToString("D"),
            NetName = request.NetName,
            ClusterName = network.ClusterName,
            Status = state.Condition switch
            {
                NetworkCondition.Active => Wire.NetworkStatus.Active,
                NetworkCondition.Error => Wire.NetworkStatus.Error,
                _ => Wire.NetworkStatus.Build,
            },
            StatusReason = state.Reason,
            ErrorMsg = state.Message,
            VimInfo = VimInfo.Of(view, fabric),
            Shared = request.Shared,
            Tenant = request.Tenant,
            Management = network.IsManagement,
            Owned = !network.IsManagement && network.Owner == NetworkOwner.Osm,
            IpProfile = request.IpProfile is { } profile ? ToWire(profile) : null,
            CreatedAt = Timestamp.FromDateTimeOffset(network.CreatedAt),
            Ports = (uint)state.Ports,
            PortsConfirmed = (uint)state.Confirmed,
            Rate = network.Rate?.ToWire(),
        };
        message.Path.AddRange(network.HeldPath.Select(id => id.ToString()));
        if (state.Mtu is { } mtu) message.Mtu = (uint)mtu;
        if (network.Vlan is { } vlan) message.Vlan = vlan;
        if (request.NetType is { } type) message.NetType = type;
        if (network.Number is { } number)
        {
            message.NetworkType = "vxlan";
            message.SegmentationId = number.Value;
        }
        return message;
    }

    public static Wire.Network Unknown(string id) => new()
    {
        Id = id,
        Status = Wire.NetworkStatus.Deleted,
        StatusReason = Reasons.NetworkNotFound,
        ErrorMsg = $"no network has the id '{id}'",
    };

    private static IpProfile? ToProfile(Wire.IpProfile message)
    {
        var profile = new IpProfile
        {
            IpVersion = OrNull(message.HasIpVersion, message.IpVersion),
            SubnetAddress = OrNull(message.HasSubnetAddress, message.SubnetAddress),
            GatewayAddress = OrNull(message.HasGatewayAddress, message.GatewayAddress),
            DnsAddress = OrNull(message.HasDnsAddress, message.DnsAddress),
            DhcpEnabled = message.HasDhcpEnabled ? message.DhcpEnabled : null,
            DhcpStartAddress = OrNull(message.HasDhcpStartAddress, message.DhcpStartAddress),
            DhcpCount = message.HasDhcpCount ? message.DhcpCount : null,
            Ipv6AddressMode = OrNull(message.HasIpv6AddressMode, message.Ipv6AddressMode),
        };
        return profile == new IpProfile() ? null : profile;
    }

    private static Wire.IpProfile ToWire(IpProfile profile)
    {
        var message = new Wire.IpProfile();
        if (profile.IpVersion is { } version) message.IpVersion = version;
        if (profile.SubnetAddress is { } subnet) message.SubnetAddress = subnet;
        if (profile.GatewayAddress is { } gateway) message.GatewayAddress = gateway;
        if (profile.DnsAddress is { } dns) message.DnsAddress = dns;
        if (profile.DhcpEnabled is { } enabled) message.DhcpEnabled = enabled;
        if (profile.DhcpStartAddress is { } start) message.DhcpStartAddress = start;
        if (profile.DhcpCount is { } count) message.DhcpCount = count;
        if (profile.Ipv6AddressMode is { } mode) message.Ipv6AddressMode = mode;
        return message;
    }

    private static string? OrNull(bool present, string text) => present && text.Length > 0 ? text : null;
}
