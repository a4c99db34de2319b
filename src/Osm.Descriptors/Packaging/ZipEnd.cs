using System.Buffers.Binary;

namespace Osm.Descriptors.Packaging;

/// <summary>What stands at the end of a zip, or of a ZIP64 (APPNOTE.TXT 4.3.14 to 4.3.16).</summary>
/// <param name="Members">How many members its directory claims.</param>
/// <param name="DirectoryAt">Where its directory begins.</param>
/// <param name="DirectorySize">Bytes of the directory.</param>
/// <param name="Record">The end record of a plain zip, comment included.</param>
internal sealed record ZipEnd(long Members, long DirectoryAt, long DirectorySize, byte[] Record)
{
    private const int RecordSize = 22;
    private const int MostComment = 65_535;
    private const int LocatorSize = 20;
    private const int Zip64Size = 56;

    /// <summary>Reads it.</summary>
    /// <returns>Null where there is none: the file was cut short, or is no zip.</returns>
    /// <exception cref="EndOfStreamException">It points behind the file's end.</exception>
    /// <exception cref="OverflowException">It claims what no file can hold.</exception>
    public static ZipEnd? Read(Stream zip)
    {
        var tail = new byte[Math.Min(zip.Length, RecordSize + MostComment + LocatorSize)];
        zip.Seek(-tail.Length, SeekOrigin.End);
        zip.ReadExactly(tail);
        var at = tail.AsSpan().LastIndexOf("PK\x05\x06"u8);
        if (at < 0 || tail.Length - at < RecordSize)
            return null;
        var record = tail.AsSpan(at);
        var end = new ZipEnd(
            BinaryPrimitives.ReadUInt16LittleEndian(record[10..]), BinaryPrimitives.ReadUInt32LittleEndian(record[16..]),
            BinaryPrimitives.ReadUInt32LittleEndian(record[12..]), record.ToArray());
        var isFull = end.Members == ushort.MaxValue || end.DirectoryAt == uint.MaxValue || end.DirectorySize == uint.MaxValue;
        return isFull && at >= LocatorSize && tail.AsSpan(at - LocatorSize).StartsWith("PK\x06\x07"u8)
            ? end.Enlarged(zip, UInt64(tail, at - LocatorSize + 8))
            : end;
    }

    private ZipEnd Enlarged(Stream zip, long at)
    {
        var record = new byte[Zip64Size];
        if (at > zip.Length)
            throw new EndOfStreamException();
        zip.Seek(at, SeekOrigin.Begin);
        zip.ReadExactly(record);
        if (!record.AsSpan().StartsWith("PK\x06\x06"u8))
            throw new EndOfStreamException();
        return this with { Members = UInt64(record, 32), DirectorySize = UInt64(record, 40), DirectoryAt = UInt64(record, 48) };
    }

    private static long UInt64(byte[] bytes, int at) => checked((long)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at)));
}
