using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace L2sm.OpenFlow.Matching;

/// <summary>The name of a match field on the wire (OpenFlow 1.3.5 §7.2.3.2).</summary>
/// <param name="Class">0x8000 for OpenFlow's own, 0 and 1 for Nicira's.</param>
/// <param name="Field">The number in the class, at most 127.</param>
/// <param name="Width">Bytes of a value, without a mask.</param>
public readonly record struct OxmType(ushort Class, byte Field, byte Width)
{
    /// <summary>The 32-bit header, as Nicira's actions refer to fields.</summary>
    public uint Header => (uint)Class << 16 | (uint)Field << 9 | Width;

    /// <summary>A value with ones in all bits of the field's bytes.</summary>
    internal UInt128 AllOnes => Width >= 16 ? UInt128.MaxValue : (UInt128.One << (8 * Width)) - 1;

    /// <summary>Whether a number, in halves, has no more than so many bytes.</summary>
    internal static bool Fits(ulong high, ulong low, int width) => width switch
    {
        >= 16 => true,
        > 8 => high >> (8 * (width - 8)) == 0,
        8 => high == 0,
        _ => high == 0 && low >> (8 * width) == 0,
    };

    /// <summary>The name that Open vSwitch gives it.</summary>
    public override string ToString() => Oxm.LongNameOf(this);
}

/// <summary>A field of at most 16 bytes with its value (OpenFlow 1.3.5 §7.2.3.3).</summary>
/// <remarks>Flows hold many of these: halves take 40 bytes where two 128-bit numbers, one of them nullable, take 64.</remarks>
public readonly record struct OxmField
{
    private readonly ulong valueHigh, valueLow, maskHigh, maskLow;
    private readonly bool hasMask;

    /// <summary>A field.</summary>
    /// <param name="type">Which.</param>
    /// <param name="value">The value as a number, most significant byte first on the wire.</param>
    /// <param name="mask">The bits that count, or null if all do.</param>
    public OxmField(OxmType type, UInt128 value, UInt128? mask = null) => (Type, Value, Mask) = (type, value, mask);

    /// <summary>The field.</summary>
    public OxmType Type { get; init; }

    /// <summary>The value as a number, most significant byte first on the wire.</summary>
    public UInt128 Value
    {
        get => new(valueHigh, valueLow);
        init => (valueHigh, valueLow) = ((ulong)(value >> 64), (ulong)value);
    }

    /// <summary>The bits that count, or null if all do.</summary>
    public UInt128? Mask
    {
        get => hasMask ? new UInt128(maskHigh, maskLow) : null;
        init
        {
            hasMask = value is not null;
            var bits = value.GetValueOrDefault();
            (maskHigh, maskLow) = ((ulong)(bits >> 64), (ulong)bits);
        }
    }

    /// <summary>Whether some of its bits do not count: cheaper to ask than for <see cref="Mask"/>.</summary>
    internal bool HasMask => hasMask;

    /// <summary>Whether value and mask have no more bytes than the field.</summary>
    internal bool FitsType => OxmType.Fits(valueHigh, valueLow, Type.Width) && (!hasMask || OxmType.Fits(maskHigh, maskLow, Type.Width));

    /// <summary>Into its parts.</summary>
    public void Deconstruct(out OxmType type, out UInt128 value, out UInt128? mask) => (type, value, mask) = (Type, Value, Mask);

    /// <summary>Like <c>dl_dst=02:00:00:00:00:0a</c>.</summary>
    public override string ToString() => $"{Oxm.NameOf(Type)}={ValueText()}";

    internal string ValueText() => Mask is { } mask ? $"{Text(Value)}/{Text(mask)}" : Text(Value);

    private string Text(UInt128 value) => Oxm.StyleOf(Type) switch
    {
        ValueStyle.Decimal when Mask is null => value.ToString(CultureInfo.InvariantCulture),
        ValueStyle.Port when Mask is null && value <= uint.MaxValue =>
            Actions.ActionText.PortName((uint)value) ?? value.ToString(CultureInfo.InvariantCulture),
        ValueStyle.Mac when value >> 48 == 0 => new MacAddress((ulong)value).ToString(),
        ValueStyle.Ip when value >> 32 == 0 => $"{(byte)(value >> 24)}.{(byte)(value >> 16)}.{(byte)(value >> 8)}.{(byte)value}",
        ValueStyle.Ipv6 => Ipv6Text(value),
        ValueStyle.Hex4 => $"0x{value:x4}",
        _ => $"0x{value:x}",
    };

    private static string Ipv6Text(UInt128 value)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        return new IPAddress(bytes).ToString();
    }
}

/// <summary>A field that is wider than 16 bytes, empty, or an experimenter's, as it is on the wire.</summary>
/// <param name="Class">Its class; 0xffff for an experimenter's.</param>
/// <param name="Field">Its number, at most 127.</param>
/// <param name="HasMask">The header's mask bit.</param>
/// <param name="Body">All after the 4-byte header, at most 255 bytes.</param>
public sealed record RawOxm(ushort Class, byte Field, bool HasMask, EquatableArray<byte> Body)
{
    /// <summary>Class, field and the bytes in hex.</summary>
    public override string ToString() => $"oxm_{Class:x4}_{Field}{(HasMask ? "_w" : "")}={Convert.ToHexStringLower(Body.AsSpan())}";
}

internal enum ValueStyle
{
    Hex,
    Hex4,
    Decimal,
    Port,
    Mac,
    Ip,
    Ipv6,
}
