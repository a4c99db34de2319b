using System.Collections.Immutable;
using Google.Protobuf.WellKnownTypes;
using L2sm.Sdn;
using L2sm.Sdn.Topology;
using Osm.L2sm.Connector.Services;
using Wire = Osm.L2sm.V1;

namespace Osm.L2sm.Connector.Grpc;

/// <summary>Switches and links between the wire and the use cases.</summary>
internal static class FabricMessages
{
    public static Wire.Switch ToWire(this SwitchStatus status, ImmutableSortedSet<PortKey> shared)
    {
        var message = new Wire.Switch
        {
            DatapathId = status.Id.ToString(),
            Connected = status.Connected,
            RemoteAddress = status.RemoteAddress,
            Description = status.Description,
            ConnectedSince = status.ConnectedSince is { } since ? Timestamp.FromDateTimeOffset(since) : null,
            InSync = status.InSync,
            LastError = status.LastError ?? "",
            Counters = new Wire.SwitchCounters
            {
                FlowMods = (ulong)status.Counters.FlowMods,
                GroupMods = (ulong)status.Counters.GroupMods,
                PacketInsDiscovery = (ulong)status.Counters.PacketInsDiscovery,
                PacketInsOther = (ulong)status.Counters.PacketInsOther,
                Errors = (ulong)status.Counters.Errors,
            },
        };
        message.Foreign = new Wire.ForeignRules { Flows = (ulong)status.Foreign.Flows, Groups = (ulong)status.Foreign.Groups };
        message.Foreign.Sample.AddRange(status.Foreign.Sample.Items);
        message.Drift = new Wire.SwitchDrift
        {
            Found = (ulong)status.Drift.Found,
            Repaired = (ulong)status.Drift.Repaired,
            Audits = (ulong)status.Drift.Audits,
            ForeignRemoved = (ulong)status.Drift.ForeignRemoved,
        };
        if (status.MayHaveOpenedSince is { } opened) message.MayHaveOpenedSince = Timestamp.FromDateTimeOffset(opened);
        message.Ports.AddRange(status.Ports.Values.Select(p => new Wire.SwitchPort
        {
            PortNo = p.PortNo,
            Name = p.Name,
            Up = p.Up,
            HardwareAddress = p.HardwareAddress.ToString(),
            Shared = shared.Contains(new PortKey(status.Id, p.PortNo)),
        }));
        return message;
    }

    public static Wire.Link ToWire(this LinkStatus status) => new()
    {
        DatapathIdA = status.Link.A.Switch.ToString(),
        PortNoA = status.Link.A.PortNo,
        DatapathIdB = status.Link.B.Switch.ToString(),
        PortNoB = status.Link.B.PortNo,
        Carrier = status.Link.Carrier == LinkCarrier.Vlan ? Wire.LinkCarrier.Vlan : Wire.LinkCarrier.TunnelId,
        Remembered = status.Remembered,
    };

    public static Wire.Deletion ToWire(this ClusterDeletion deletion) => new()
    {
        Kind = deletion.Kind,
        Namespace = deletion.Namespace,
        Name = deletion.Name,
        NetworkId = deletion.Network,
        NetName = deletion.NetName,
        AskedAt = Timestamp.FromDateTimeOffset(deletion.AskedAt),
        HeldBy = { deletion.HeldBy },
        Stuck = deletion.IsStuck,
    };
}
