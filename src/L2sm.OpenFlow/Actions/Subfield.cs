using L2sm.OpenFlow.Matching;

namespace L2sm.OpenFlow.Actions;

/// <summary>Some neighbouring bits of a field, as Nicira's actions name them.</summary>
/// <param name="Field">The field.</param>
/// <param name="Offset">The lowest bit; 0 is the field's lowest.</param>
/// <param name="Bits">How many.</param>
public readonly record struct Subfield(OxmType Field, ushort Offset, ushort Bits)
{
    /// <summary>The whole field, whose width in bits is that of its bytes.</summary>
    public static Subfield Whole(OxmType field) => new(field, 0, (ushort)(field.Width * 8));

    /// <summary>In the words of ovs-ofctl.</summary>
    public override string ToString() => Text(Field, Offset, Bits);

    internal static string Text(OxmType field, int offset, int bits)
    {
        var name = Oxm.LongNameOf(field);
        if (offset == 0 && bits == field.Width * 8) return $"{name}[]";
        return bits == 1 ? $"{name}[{offset}]" : $"{name}[{offset}..{offset + bits - 1}]";
    }
}
