using L2sm.OpenFlow.Messages;

namespace L2sm.OpenFlow.Wire;

/// <summary>Meters, their bands and counters (OpenFlow 1.3.5 §7.3.4.4, §7.3.5.12 to §7.3.5.14).</summary>
internal static class MeterWire
{
    private const ushort Drop = 1;
    private const ushort DscpRemark = 2;
    private const int BandHeader = 12;
    private const int BandLength = 16;
    private const int ConfigHeader = 8;
    private const int StatsHeader = 40;
    private const int BandStatsLength = 16;

    public static MeterMod ReadMod(ref WireReader body) =>
        new((MeterModCommand)body.UInt16(), (MeterFlags)body.UInt16(), body.UInt32(), ReadBands(ref body));

    public static void WriteMod(MeterMod mod, ref WireWriter writer)
    {
        writer.UInt16((ushort)mod.Command);
        writer.UInt16((ushort)mod.Flags);
        writer.UInt32(mod.MeterId);
        WriteBands(mod.Bands, ref writer);
    }

    public static MeterConfig ReadConfig(ref WireReader reader)
    {
        var at = reader.Offset;
        int length = reader.UInt16();
        if (length < ConfigHeader) throw new OpenFlowFormatException($"A meter says {length} bytes; its header alone has {ConfigHeader}", at);
        var body = reader.Nested(length - sizeof(ushort), "meter");
        return new MeterConfig((MeterFlags)body.UInt16(), body.UInt32(), ReadBands(ref body));
    }

    public static void WriteConfig(MeterConfig meter, ref WireWriter writer)
    {
        var start = writer.Position;
        var length = writer.BeginLength();
        writer.UInt16((ushort)meter.Flags);
        writer.UInt32(meter.MeterId);
        WriteBands(meter.Bands, ref writer);
        writer.EndLength(length, start);
    }

    public static MeterStats ReadStats(ref WireReader reader)
    {
        var at = reader.Offset;
        var id = reader.UInt32();
        int length = reader.UInt16();
        if (length < StatsHeader) throw new OpenFlowFormatException($"The counters of a meter say {length} bytes; their header alone has {StatsHeader}", at + sizeof(uint));
        var body = reader.Nested(length - sizeof(uint) - sizeof(ushort), "counters of a meter");
        body.Skip(6);
        return new MeterStats(
            id,
            FlowCount: body.UInt32(),
            PacketCount: body.UInt64(),
            ByteCount: body.UInt64(),
            DurationSeconds: body.UInt32(),
            DurationNanoseconds: body.UInt32(),
            Bands: ListReader.OfSize(BandStatsLength, ref body, static (ref WireReader band) => new MeterBandStats(band.UInt64(), band.UInt64())));
    }

    public static void WriteStats(MeterStats stats, ref WireWriter writer)
    {
        var start = writer.Position;
        writer.UInt32(stats.MeterId);
        var length = writer.BeginLength();
        writer.Zeros(6);
        writer.UInt32(stats.FlowCount);
        writer.UInt64(stats.PacketCount);
        writer.UInt64(stats.ByteCount);
        writer.UInt32(stats.DurationSeconds);
        writer.UInt32(stats.DurationNanoseconds);
        foreach (var band in stats.Bands)
        {
            writer.UInt64(band.PacketCount);
            writer.UInt64(band.ByteCount);
        }
        writer.EndLength(length, start);
    }

    public static MeterFeaturesReply ReadFeatures(ref WireReader body)
    {
        var features = new MeterFeaturesReply(body.UInt32(), body.UInt32(), (MeterFlags)body.UInt32(), body.Byte(), body.Byte());
        body.Skip(2);
        return features;
    }

    public static void WriteFeatures(MeterFeaturesReply features, ref WireWriter writer)
    {
        writer.UInt32(features.MaxMeters);
        writer.UInt32(features.BandTypes);
        writer.UInt32((uint)features.Capabilities);
        writer.Byte(features.MaxBands);
        writer.Byte(features.MaxColors);
        writer.Zeros(2);
    }

    private static EquatableArray<MeterBand> ReadBands(ref WireReader reader) => ListReader.OfOwnLength<MeterBand>(2, ref reader, ReadBand);

    private static MeterBand ReadBand(ref WireReader reader)
    {
        var at = reader.Offset;
        var type = reader.UInt16();
        int length = reader.UInt16();
        if (length < BandHeader) throw new OpenFlowFormatException($"A meter band of type {type} says {length} bytes; its header alone has {BandHeader}", at + 2);
        var body = reader.Nested(length - 2 * sizeof(ushort), "meter band");
        if (length != BandLength || type is not (Drop or DscpRemark)) return new RawMeterBand(type, body.Rest());
        var rate = body.UInt32();
        var burst = body.UInt32();
        if (type == DscpRemark)
        {
            var level = body.Byte();
            body.Skip(3);
            return new DscpRemarkBand(rate, burst, level);
        }
        body.Skip(4);
        return new DropBand(rate, burst);
    }

    private static void WriteBands(EquatableArray<MeterBand> bands, ref WireWriter writer)
    {
        foreach (var band in bands)
        {
            var start = writer.Position;
            writer.UInt16(band switch { DropBand => Drop, DscpRemarkBand => DscpRemark, RawMeterBand raw => raw.BandType, _ => 0 });
            var length = writer.BeginLength();
            switch (band)
            {
                case DropBand drop:
                    writer.UInt32(drop.Rate);
                    writer.UInt32(drop.BurstSize);
                    writer.Zeros(4);
                    break;
                case DscpRemarkBand remark:
                    writer.UInt32(remark.Rate);
                    writer.UInt32(remark.BurstSize);
                    writer.Byte(remark.PrecedenceLevel);
                    writer.Zeros(3);
                    break;
                case RawMeterBand raw:
                    if (raw.Body.Count < BandHeader - 4) throw new InvalidOperationException($"{raw} has {raw.Body.Count} bytes; rate and burst size alone are {BandHeader - 4}");
                    writer.Bytes(raw.Body.AsSpan());
                    break;
                default:
                    throw new InvalidOperationException($"A meter band of type {band.GetType()} cannot be written: derive none of your own, use {nameof(RawMeterBand)}");
            }
            writer.EndLength(length, start);
        }
    }
}
