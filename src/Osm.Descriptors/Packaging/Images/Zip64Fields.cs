using System.Buffers.Binary;

namespace Osm.Descriptors.Packaging.Images;

/// <summary>The extra field in which a ZIP64 has what does not fit a header's four bytes, or might not have (APPNOTE.TXT 4.5.3).</summary>
internal static class Zip64Fields
{
    private const ushort Id = 1;
    private const int CentralSize = 46;
    private const int LocalSize = 30;

    /// <summary>A record of the directory in plain form: sizes and place in its own fields, where everything in a package fits, and without the extra field.</summary>
    /// <exception cref="OverflowException">A value does not fit.</exception>
    public static byte[] PlainCentral(ReadOnlySpan<byte> central)
    {
        var field = FieldOf(central, CentralSize, BinaryPrimitives.ReadUInt16LittleEndian(central[28..]), BinaryPrimitives.ReadUInt16LittleEndian(central[30..]));
        if (field.Length == 0)
            return central.ToArray();
        var data = central.Slice(field.At + 4, field.Length - 4);
        var plain = central.ToArray();
        // In this order: size, packed size, place; each only where its own field is full.
        foreach (var at in (ReadOnlySpan<int>)[24, 20, 42])
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(central[at..]) != uint.MaxValue)
                continue;
            BinaryPrimitives.WriteUInt32LittleEndian(plain.AsSpan(at), checked((uint)BinaryPrimitives.ReadUInt64LittleEndian(data)));
            data = data[8..];
        }

        BinaryPrimitives.WriteUInt16LittleEndian(plain.AsSpan(30), (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(central[30..]) - field.Length));
        return [.. plain.AsSpan(0, field.At), .. plain.AsSpan(field.At + field.Length)];
    }

    /// <summary>A local header without the extra field: what is written anew has its sizes in four bytes each.</summary>
    public static byte[] PlainLocal(ReadOnlySpan<byte> local)
    {
        var field = FieldOf(local, LocalSize, BinaryPrimitives.ReadUInt16LittleEndian(local[26..]), BinaryPrimitives.ReadUInt16LittleEndian(local[28..]));
        var plain = local.ToArray();
        BinaryPrimitives.WriteUInt16LittleEndian(plain.AsSpan(28), (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(local[28..]) - field.Length));
        return [.. plain.AsSpan(0, field.At), .. plain.AsSpan(field.At + field.Length)];
    }

    // Where it stands among the extra fields, with its id and length; of no length where it is not.
    private static (int At, int Length) FieldOf(ReadOnlySpan<byte> header, int size, int nameLength, int extraLength)
    {
        var end = size + nameLength + extraLength;
        for (var at = size + nameLength; at + 4 <= end;)
        {
            var length = 4 + BinaryPrimitives.ReadUInt16LittleEndian(header[(at + 2)..]);
            if (at + length > end)
                break;
            if (BinaryPrimitives.ReadUInt16LittleEndian(header[at..]) == Id)
                return (at, length);
            at += length;
        }

        return (end, 0);
    }
}
