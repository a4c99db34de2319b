using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Osm.Descriptors.Packaging.Images;

/// <summary>The directory at the end of a zip (APPNOTE.TXT), with the bytes of each record.</summary>
/// <param name="Records">In the order of their data in the file.</param>
/// <param name="End">The end record, comment included.</param>
internal sealed record ZipDirectory(ImmutableArray<ZipRecord> Records, ImmutableArray<byte> End)
{
    private const int EndSize = 22;
    private const int MostComment = 65_535;
    private const string Cure = "build it anew, with 'osm package-build'";

    /// <exception cref="ImageRefusedException">It is malformed, too large or ZIP64.</exception>
    public static ZipDirectory Read(Region zip, UnpackBudget budget)
    {
        try
        {
            return ReadAt(zip, budget);
        }
        catch (Exception broken) when (broken is ArgumentException or EndOfStreamException or OverflowException)
        {
            throw new ImageRefusedException("the zip's directory points to where nothing is: it is damaged", Cure);
        }
    }

    private static ZipDirectory ReadAt(Region zip, UnpackBudget budget)
    {
        var tail = zip.Part(Math.Max(0, zip.Length - EndSize - MostComment), Math.Min(zip.Length, EndSize + MostComment)).ToArray();
        var at = tail.AsSpan().LastIndexOf("PK\x05\x06"u8);
        if (at < 0 || tail.Length - at < EndSize)
            throw new ImageRefusedException("the zip has no directory at its end: it was cut short, or is no zip", Cure);
        var end = tail.AsSpan(at);
        var (count, size, start) = (UInt16(end, 10), UInt32(end, 12), UInt32(end, 16));
        if (count == ushort.MaxValue || size == uint.MaxValue || start == uint.MaxValue)
            throw new ImageRefusedException("the zip is a ZIP64, which no package needs to be", Cure);
        // One end to all of it: a directory that claims more than there is, is not read into memory.
        var directory = zip.Part(start, size).ToArray();
        var records = new List<ZipRecord>();
        for (var offset = 0; records.Count < count;)
        {
            budget.TakeMember();
            var record = ReadRecord(zip, directory.AsSpan(offset));
            offset += record.Central.Length;
            records.Add(record);
        }

        return new ZipDirectory([.. records.OrderBy(record => record.Start)], [.. end]);
    }

    private static ZipRecord ReadRecord(Region zip, ReadOnlySpan<byte> central)
    {
        if (!central.StartsWith("PK\x01\x02"u8))
            throw new ImageRefusedException("the zip's directory is damaged", Cure);
        var nameLength = UInt16(central, 28);
        var length = 46 + nameLength + UInt16(central, 30) + UInt16(central, 32);
        var name = Encoding.UTF8.GetString(central.Slice(46, nameLength));
        var (packed, size, start) = (UInt32(central, 20), UInt32(central, 24), UInt32(central, 42));
        if (packed == uint.MaxValue || size == uint.MaxValue || start == uint.MaxValue)
            throw new ImageRefusedException($"'{name}' is a ZIP64 member, which no package needs", Cure);
        var local = zip.Part(start, 30).ToArray();
        if (!local.AsSpan().StartsWith("PK\x03\x04"u8))
            throw new ImageRefusedException($"the zip's directory says that '{name}' is where it is not", Cure);
        var dataAt = start + 30L + UInt16(local, 26) + UInt16(local, 28);
        // Throws where it is not.
        _ = zip.Part(dataAt, packed);
        return new ZipRecord(name, [.. central[..length]], start, dataAt, packed, size);
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint UInt32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
}

/// <summary>A member of a zip.</summary>
/// <param name="Name">As written.</param>
/// <param name="Central">Its record in the directory.</param>
/// <param name="Start">Where its local header stands.</param>
/// <param name="DataAt">Where its data begins.</param>
/// <param name="PackedSize">Bytes of the data.</param>
/// <param name="Size">Bytes unpacked.</param>
internal sealed record ZipRecord(string Name, ImmutableArray<byte> Central, long Start, long DataAt, long PackedSize, long Size)
{
    public const int Stored = 0;
    public const int Deflated = 8;

    /// <summary>Longer than any path.</summary>
    public const int MostLinkTarget = 4096;

    private const int TypeOfUnixMode = 0xF000;
    private const int SymbolicLink = 0xA000;

    private ushort Flags => BinaryPrimitives.ReadUInt16LittleEndian(Central.AsSpan()[8..]);

    public int Method => BinaryPrimitives.ReadUInt16LittleEndian(Central.AsSpan()[10..]);

    public bool IsEncrypted => (Flags & 1) != 0;

    /// <summary>Whether checksum and sizes stand behind the data, and not before it.</summary>
    public bool HasDescriptor => (Flags & 8) != 0;

    /// <summary>By the mode that it has on Unix.</summary>
    public bool IsLink => (BinaryPrimitives.ReadUInt32LittleEndian(Central.AsSpan()[38..]) >> 16 & TypeOfUnixMode) == SymbolicLink;
}
