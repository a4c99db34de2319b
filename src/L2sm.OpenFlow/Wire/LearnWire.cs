using System.Collections.Immutable;
using L2sm.OpenFlow.Actions;

namespace L2sm.OpenFlow.Wire;

/// <summary>Nicira's learn actions after their subtype; a specification's header says source (bit 13), destination (bits 12 and 11) and bits (10 to 0).</summary>
internal static class LearnWire
{
    private const int ImmediateSource = 0x2000;
    private const int DestinationMask = 0x1800;
    private const int MatchDestination = 0;
    private const int LoadDestination = 0x0800;
    private const int OutputDestination = 0x1000;
    private const int BitsMask = 0x07ff;
    private const int ReservedMask = 0xc000;
    private const int MaxValueBits = 128;
    private const int WriteResult = 4;

    /// <summary>Null if a specification is of a kind that only raw bytes can keep.</summary>
    /// <param name="body">After the subtype.</param>
    /// <param name="second">It is NXAST_LEARN2.</param>
    public static LearnAction? Read(ref WireReader body, bool second)
    {
        var idle = body.UInt16();
        var hard = body.UInt16();
        var priority = body.UInt16();
        var cookie = body.UInt64();
        var flags = body.UInt16();
        var table = body.Byte();
        body.Skip(1);
        var finIdle = body.UInt16();
        var finHard = body.UInt16();
        var limit = 0u;
        if (second)
        {
            limit = body.UInt32();
            // Without a limit, or with a result to write, it is not what LearnAction says.
            if (limit == 0 || (flags & WriteResult) != 0 || body.UInt32() != 0) return null;
        }
        var specs = ImmutableArray.CreateBuilder<LearnSpec>();
        while (body.Remaining >= 2)
        {
            var header = body.UInt16();
            if (header == 0)
            {
                if (body.Remaining >= 6) return null;
                break;
            }
            if (ReadSpec(header, ref body) is not { } spec) return null;
            specs.Add(spec);
        }
        body.Skip(body.Remaining);
        return new LearnAction(idle, hard, priority, cookie, flags, table, finIdle, finHard, new EquatableArray<LearnSpec>(specs.DrainToImmutable()), limit);
    }

    public static void Write(LearnAction learn, ref WireWriter writer)
    {
        writer.UInt16(learn.IdleTimeout);
        writer.UInt16(learn.HardTimeout);
        writer.UInt16(learn.Priority);
        writer.UInt64(learn.Cookie);
        writer.UInt16(learn.Flags);
        writer.Byte(learn.TableId);
        writer.Zeros(1);
        writer.UInt16(learn.FinIdleTimeout);
        writer.UInt16(learn.FinHardTimeout);
        if (learn.Limit != 0)
        {
            if ((learn.Flags & WriteResult) != 0) throw new InvalidOperationException($"A learn action with a limit cannot write its result (flags 0x{learn.Flags:x})");
            writer.UInt32(learn.Limit);
            writer.Zeros(4); // where to write the result, which it does not
        }
        foreach (var spec in learn.Specs) WriteSpec(spec, ref writer);
    }

    private static LearnSpec? ReadSpec(int header, ref WireReader body)
    {
        var bits = (ushort)(header & BitsMask);
        if ((header & ReservedMask) != 0 || bits == 0) return null;
        var destination = header & DestinationMask;
        if ((header & ImmediateSource) != 0)
        {
            if (bits > MaxValueBits || destination is not (MatchDestination or LoadDestination)) return null;
            var at = body.Offset;
            var value = body.Number(ValueBytes(bits));
            if (bits < MaxValueBits && value >> bits != 0)
                throw new OpenFlowFormatException($"A learn specification of {bits} bits has the value 0x{value:x}", at);
            if (ReadSubfield(bits, ref body) is not { } target) return null;
            return destination == MatchDestination ? new MatchFromValue(value, target) : new LoadFromValue(value, target);
        }
        if (ReadSubfield(bits, ref body) is not { } source) return null;
        switch (destination)
        {
            case OutputDestination:
                return new OutputFromField(source);
            case MatchDestination:
                return ReadSubfield(bits, ref body) is { } matched ? new MatchFromField(source, matched) : null;
            case LoadDestination:
                return ReadSubfield(bits, ref body) is { } loaded ? new LoadFromField(source, loaded) : null;
            default:
                return null;
        }
    }

    private static void WriteSpec(LearnSpec spec, ref WireWriter writer)
    {
        switch (spec)
        {
            case MatchFromField match:
                WriteHeader(MatchDestination, match.Source, ref writer);
                WriteSubfield(match.Source, ref writer);
                WriteSubfield(match.Destination, ref writer);
                break;
            case LoadFromField load:
                WriteHeader(LoadDestination, load.Source, ref writer);
                WriteSubfield(load.Source, ref writer);
                WriteSubfield(load.Destination, ref writer);
                break;
            case MatchFromValue match:
                WriteValue(MatchDestination, match.Value, match.Destination, ref writer);
                break;
            case LoadFromValue load:
                WriteValue(LoadDestination, load.Value, load.Destination, ref writer);
                break;
            case OutputFromField output:
                WriteHeader(OutputDestination, output.Source, ref writer);
                WriteSubfield(output.Source, ref writer);
                break;
            default:
                throw new InvalidOperationException($"A learn specification of type {spec.GetType()} cannot be written");
        }
    }

    private static void WriteHeader(int kind, Subfield subfield, ref WireWriter writer)
    {
        if (subfield.Bits is 0 or > BitsMask) throw new InvalidOperationException($"{subfield} has {subfield.Bits} bits; 1 to {BitsMask} can be learned");
        writer.UInt16((ushort)(kind | subfield.Bits));
    }

    private static void WriteValue(int kind, UInt128 value, Subfield destination, ref WireWriter writer)
    {
        WriteHeader(kind | ImmediateSource, destination, ref writer);
        if (destination.Bits > MaxValueBits) throw new InvalidOperationException($"{destination} has {destination.Bits} bits; values have at most {MaxValueBits}");
        if (destination.Bits < MaxValueBits && value >> destination.Bits != 0)
            throw new InvalidOperationException($"0x{value:x} does not fit the {destination.Bits} bits of {destination}");
        writer.Number(value, ValueBytes(destination.Bits), destination.ToString());
        WriteSubfield(destination, ref writer);
    }

    /// <summary>Values are padded to 16-bit words.</summary>
    private static int ValueBytes(int bits) => (bits + 15) / 16 * 2;

    private static Subfield? ReadSubfield(ushort bits, ref WireReader body)
    {
        // An experimenter's field has a longer header, which cannot be told from here: raw bytes keep it.
        if (NiciraWire.FieldOf(body.UInt32()) is not { } field) return null;
        return new Subfield(field, body.UInt16(), bits);
    }

    private static void WriteSubfield(Subfield subfield, ref WireWriter writer)
    {
        writer.UInt32(subfield.Field.Header);
        writer.UInt16(subfield.Offset);
    }
}
