using L2sm.OpenFlow;
using L2sm.OpenFlow.Instructions;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Networks;

namespace L2sm.Sdn.Pipeline;

/// <summary>
/// Rates are kept by meters that drop: a port's where its frames come in, guarded or not, before they are copied to mirrors; a network's where each
/// switch takes its frames, from ports and links alike.
/// </summary>
internal static class RateMeters
{
    /// <summary>Whether a meter has a number for the rate of this attachment, and of its network: without one, it is left out rather than let through without limit.</summary>
    public static bool CanKeep(L2Network network, Attachment attachment) => CanKeep(network) && (attachment.Rate is null || MeterIds.OfPort(attachment.Port.PortNo) is not null);

    /// <summary>Whether a meter has a number for the network's rate.</summary>
    public static bool CanKeep(L2Network network) => network.Rate is null || MeterIds.OfNetwork(network.Id) is not null;

    /// <summary>The meters of a network on one switch.</summary>
    public static EquatableArray<MeterEntry> Compile(NetworkShare share) =>
    [
        .. from attachment in share.Ports
           let rate = attachment.Rate
           where rate is not null
           select Meter(MeterIds.OfPort(attachment.Port.PortNo)!.Value, rate),
        .. share.Network.Rate is { } limit && MeterIds.OfNetwork(share.Network.Id) is { } id ? (MeterEntry[])[Meter(id, limit)] : [],
    ];

    /// <summary>What a port's frames go through first.</summary>
    public static EquatableArray<Instruction> Through(Attachment attachment) =>
        attachment.Rate is null ? [] : [new MeterInstruction(MeterIds.OfPort(attachment.Port.PortNo)!.Value)];

    /// <summary>What a network's frames go through first.</summary>
    public static EquatableArray<Instruction> Through(L2Network network) =>
        network.Rate is not null && MeterIds.OfNetwork(network.Id) is { } id ? [new MeterInstruction(id)] : [];

    private static MeterEntry Meter(uint id, RateLimit rate) => MeterEntry.Of(
        id, MeterFlags.KilobitsPerSecond | MeterFlags.Burst, [new DropBand(rate.Kilobits, rate.Burst == 0 ? rate.Kilobits : rate.Burst)]);
}
