using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace L2sm.OpenFlow;

/// <summary>A 48-bit Ethernet address.</summary>
public readonly record struct MacAddress : IComparable<MacAddress>
{
    /// <summary>ff:ff:ff:ff:ff:ff.</summary>
    public static readonly MacAddress Broadcast = new(0xffff_ffff_ffff);

    /// <summary>Takes the low 48 bits' value, first octet highest.</summary>
    public MacAddress(ulong value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 0xffff_ffff_ffffUL);
        Value = value;
    }

    /// <summary>The address as a number, first octet highest.</summary>
    public ulong Value { get; }

    /// <summary>Group addresses, broadcast included (IEEE 802 I/G bit).</summary>
    public bool IsMulticast => (Value >> 40 & 1) == 1;

    /// <summary>Reads six octets of two hex digits, joined by ':' or '-'.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out MacAddress address)
    {
        address = default;
        if (text is not { Length: 17 }) return false;
        ulong value = 0;
        for (var i = 0; i < 6; i++)
        {
            if (i > 0 && text[3 * i - 1] is not (':' or '-')) return false;
            if (!byte.TryParse(text.AsSpan(3 * i, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet)) return false;
            value = value << 8 | octet;
        }
        address = new MacAddress(value);
        return true;
    }

    /// <inheritdoc cref="TryParse"/>
    /// <exception cref="FormatException">The text is not a MAC address.</exception>
    public static MacAddress Parse(string text) =>
        TryParse(text, out var address) ? address : throw new FormatException($"'{text}' is not a MAC address: six octets are expected, as in 02:00:00:00:00:0a");

    /// <inheritdoc/>
    public int CompareTo(MacAddress other) => Value.CompareTo(other.Value);

    /// <summary>Lower case, joined by ':'.</summary>
    public override string ToString() => string.Create(17, Value, static (span, value) =>
    {
        for (var i = 0; i < 6; i++)
        {
            if (i > 0) span[3 * i - 1] = ':';
            ((byte)(value >> (40 - 8 * i))).TryFormat(span[(3 * i)..], out _, "x2", CultureInfo.InvariantCulture);
        }
    });
}
