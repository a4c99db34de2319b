using L2sm.Sdn.Networks;
using Osm.L2sm.Connector.Services;
using Wire = Osm.L2sm.V1;

namespace Osm.L2sm.Connector.Grpc;

/// <summary>Attached and mirror ports between the wire and the use cases.</summary>
internal static class PortMessages
{
    public static PortRequest ToRequest(this Wire.AttachPortRequest message) => new(
        message.NetworkId,
        message.DatapathId,
        message.PortCase == Wire.AttachPortRequest.PortOneofCase.PortNo ? message.PortNo : null,
        message.PortCase == Wire.AttachPortRequest.PortOneofCase.PortName ? message.PortName : null,
        message.MacAddresses,
        message.AllowPending)
    {
        IpAddresses = message.IpAddresses,
        Guard = message.Guard is { } guard ? new GuardRequest(guard.MacAddresses, guard.IpAddresses) : null,
        Unguarded = message.Unguarded,
        Rate = message.Rate is { } rate ? (rate.KilobitsPerSecond, rate.BurstKilobits) : null,
    };

    public static MirrorRequest ToRequest(this Wire.AddMirrorRequest message) => new(
        message.NetworkId,
        message.DatapathId,
        message.PortCase == Wire.AddMirrorRequest.PortOneofCase.PortNo ? message.PortNo : null,
        message.PortCase == Wire.AddMirrorRequest.PortOneofCase.PortName ? message.PortName : null,
        message.AllowPending);

    public static Wire.Port ToWire(this PortView view)
    {
        var port = view.Attachment.Port;
        var message = new Wire.Port
        {
            NetworkId = view.Network.ToString("D"),
            DatapathId = port.Switch.ToString(),
            PortNo = port.PortNo,
            PortName = view.PortName,
            State = StateOf(view.Confirmed),
            Reason = view.Reason,
            Message = view.Message,
            Guard = view.Attachment.Guard is { } guard ? ToWire(guard) : null,
            Rate = view.Attachment.Rate?.ToWire(),
        };
        message.MacAddresses.AddRange(view.Attachment.MacAddresses.Select(m => m.ToString()));
        message.IpAddresses.AddRange(view.Intent.IpAddresses);
        return message;
    }

    public static Wire.Mirror ToWire(this MirrorView view) => new()
    {
        NetworkId = view.Network.ToString("D"),
        DatapathId = view.Port.Switch.ToString(),
        PortNo = view.Port.PortNo,
        PortName = view.PortName,
        State = StateOf(view.Confirmed),
        Reason = view.Reason,
        Message = view.Message,
    };

    public static Wire.RateLimit ToWire(this RateLimit rate) => new() { KilobitsPerSecond = rate.Kilobits, BurstKilobits = rate.Burst };

    private static Wire.SourceGuard ToWire(SourceGuard guard)
    {
        var message = new Wire.SourceGuard();
        message.MacAddresses.AddRange(guard.MacAddresses.Select(m => m.ToString()));
        message.IpAddresses.AddRange(guard.IpAddresses);
        return message;
    }

    private static Wire.PortState StateOf(bool confirmed) => confirmed ? Wire.PortState.Active : Wire.PortState.Pending;
}
