namespace L2sm.OpenFlow.Messages;

/// <summary>Meter numbers with a meaning (OpenFlow 1.3.5 §7.3.4.4, ofp_meter).</summary>
public static class MeterNumbers
{
    /// <summary>The highest number that flows can use.</summary>
    public const uint Max = 0xffff_0000;
    /// <summary>All packets that the switch handles slowly.</summary>
    public const uint SlowPath = 0xffff_fffd;
    /// <summary>All packets for the controller.</summary>
    public const uint Controller = 0xffff_fffe;
    /// <summary>All meters, when asking and deleting.</summary>
    public const uint All = 0xffff_ffff;
}

/// <summary>What to do with a meter (OpenFlow 1.3.5 §7.3.4.4, ofp_meter_mod_command).</summary>
public enum MeterModCommand : ushort
{
    /// <summary>Adds it; an error if it exists.</summary>
    Add = 0,
    /// <summary>Replaces its flags and bands.</summary>
    Modify = 1,
    /// <summary>Deletes it, and all flows that use it.</summary>
    Delete = 2,
}

/// <summary>How a meter counts (OpenFlow 1.3.5 §7.3.4.4, ofp_meter_flags).</summary>
[Flags]
public enum MeterFlags : ushort
{
    /// <summary>Nothing said.</summary>
    None = 0,
    /// <summary>Rates are in kbit/s and bursts in kbit.</summary>
    KilobitsPerSecond = 1,
    /// <summary>Rates are in packets/s and bursts in packets.</summary>
    PacketsPerSecond = 2,
    /// <summary>The size of bursts counts.</summary>
    Burst = 4,
    /// <summary>Collect statistics.</summary>
    Statistics = 8,
}

/// <summary>What happens above a rate (OpenFlow 1.3.5 §7.3.4.4, ofp_meter_band_header).</summary>
public abstract record MeterBand;

/// <summary>Drops what is above the rate.</summary>
/// <param name="Rate">In the unit of the meter's flags.</param>
/// <param name="BurstSize">In the unit of the meter's flags; counts with <see cref="MeterFlags.Burst"/>.</param>
public sealed record DropBand(uint Rate, uint BurstSize = 0) : MeterBand;

/// <summary>Makes the IP packets above the rate more likely to be dropped later, by their DSCP.</summary>
/// <param name="Rate">In the unit of the meter's flags.</param>
/// <param name="BurstSize">In the unit of the meter's flags; counts with <see cref="MeterFlags.Burst"/>.</param>
/// <param name="PrecedenceLevel">How many levels of drop precedence are added.</param>
public sealed record DscpRemarkBand(uint Rate, uint BurstSize, byte PrecedenceLevel) : MeterBand;

/// <summary>A band that this library leaves as it is.</summary>
/// <param name="BandType">Its type.</param>
/// <param name="Body">All after type and length, at least rate and burst size.</param>
public sealed record RawMeterBand(ushort BandType, EquatableArray<byte> Body) : MeterBand;

/// <summary>Adds, changes or deletes a meter (OpenFlow 1.3.5 §7.3.4.4).</summary>
public sealed record MeterMod(MeterModCommand Command, MeterFlags Flags, uint MeterId, EquatableArray<MeterBand> Bands = default) : OpenFlowMessage
{
    /// <inheritdoc/>
    public override MessageType Type => MessageType.MeterMod;
}

/// <summary>Asks for a meter's bands, or for those of all (OpenFlow 1.3.5 §7.3.5.13).</summary>
public sealed record MeterConfigRequest(uint MeterId = MeterNumbers.All) : MultipartRequest
{
    /// <inheritdoc/>
    public override MultipartType MultipartType => MultipartType.MeterConfig;
}

/// <summary>Meters with their bands (OpenFlow 1.3.5 §7.3.5.13).</summary>
public sealed record MeterConfigReply(EquatableArray<MeterConfig> Meters) : MultipartReply
{
    /// <inheritdoc/>
    public override MultipartType MultipartType => MultipartType.MeterConfig;
}

/// <summary>A meter with its bands (OpenFlow 1.3.5 §7.3.5.13, ofp_meter_config).</summary>
public sealed record MeterConfig(MeterFlags Flags, uint MeterId, EquatableArray<MeterBand> Bands);

/// <summary>Asks for a meter's counters, or for those of all (OpenFlow 1.3.5 §7.3.5.12).</summary>
public sealed record MeterStatsRequest(uint MeterId = MeterNumbers.All) : MultipartRequest
{
    /// <inheritdoc/>
    public override MultipartType MultipartType => MultipartType.Meter;
}

/// <summary>Counters of meters (OpenFlow 1.3.5 §7.3.5.12).</summary>
public sealed record MeterStatsReply(EquatableArray<MeterStats> Meters) : MultipartReply
{
    /// <inheritdoc/>
    public override MultipartType MultipartType => MultipartType.Meter;
}

/// <summary>Counters of a meter (OpenFlow 1.3.5 §7.3.5.12, ofp_meter_stats).</summary>
/// <param name="MeterId">The meter.</param>
/// <param name="FlowCount">Flows that use it.</param>
/// <param name="PacketCount">Packets that came in.</param>
/// <param name="ByteCount">Bytes that came in.</param>
/// <param name="DurationSeconds">Seconds that it is there.</param>
/// <param name="DurationNanoseconds">Nanoseconds beyond them.</param>
/// <param name="Bands">What each band did.</param>
public sealed record MeterStats(
    uint MeterId,
    uint FlowCount,
    ulong PacketCount,
    ulong ByteCount,
    uint DurationSeconds,
    uint DurationNanoseconds,
    EquatableArray<MeterBandStats> Bands);

/// <summary>What a band did (OpenFlow 1.3.5 §7.3.5.12, ofp_meter_band_stats).</summary>
/// <param name="PacketCount">Packets above its rate.</param>
/// <param name="ByteCount">Bytes above its rate.</param>
public readonly record struct MeterBandStats(ulong PacketCount, ulong ByteCount);

/// <summary>Asks what meters can do (OpenFlow 1.3.5 §7.3.5.14).</summary>
public sealed record MeterFeaturesRequest : MultipartRequest
{
    /// <inheritdoc/>
    public override MultipartType MultipartType => MultipartType.MeterFeatures;
}

/// <summary>What meters can do (OpenFlow 1.3.5 §7.3.5.14, ofp_meter_features).</summary>
/// <param name="MaxMeters">How many there can be; 0 if the switch has none.</param>
/// <param name="BandTypes">Bit 1: drop; bit 2: remark DSCP.</param>
/// <param name="Capabilities">The flags that it knows.</param>
/// <param name="MaxBands">Bands in a meter.</param>
/// <param name="MaxColors">Colours of packets.</param>
public sealed record MeterFeaturesReply(uint MaxMeters, uint BandTypes, MeterFlags Capabilities, byte MaxBands, byte MaxColors) : MultipartReply
{
    /// <inheritdoc/>
    public override MultipartType MultipartType => MultipartType.MeterFeatures;
}
