using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace L2sm.OpenFlow;

/// <summary>The 64-bit identity of an OpenFlow switch (OpenFlow 1.3.5 §7.3.1).</summary>
public readonly record struct DatapathId(ulong Value) : IComparable<DatapathId>
{
    /// <summary>Reads 16 hex digits, with or without <c>of:</c> before them, as ONOS and L2S-M write them.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out DatapathId id)
    {
        var digits = text.AsSpan();
        if (digits.StartsWith("of:", StringComparison.OrdinalIgnoreCase)) digits = digits[3..];
        var ok = ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) && digits.Length == 16;
        id = ok ? new DatapathId(value) : default;
        return ok;
    }

    /// <inheritdoc cref="TryParse"/>
    /// <exception cref="FormatException">The text is not a datapath id.</exception>
    public static DatapathId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not a datapath id: 16 hex digits are expected, as in 00000000000000a1");

    /// <inheritdoc/>
    public int CompareTo(DatapathId other) => Value.CompareTo(other.Value);

    /// <summary>16 lower-case hex digits.</summary>
    public override string ToString() => Value.ToString("x16", CultureInfo.InvariantCulture);
}
