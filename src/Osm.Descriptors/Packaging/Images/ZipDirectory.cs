using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Osm.Descriptors.Packaging.Images;

/// <summary>The directory at the end of a zip (APPNOTE.TXT), with the bytes of each record.</summary>
/// <param name="Records">In the order of their data in the file.</param>
/// <param name="At">Where it begins.</param>
/// <param name="End">The end record of a plain zip, comment included.</param>
internal sealed record ZipDirectory(ImmutableArray<ZipRecord> Records, long At, ImmutableArray<byte> End)
{
    // Many times what the names of all members that are allowed would take.
    private const int MostBytes = 64 * 1024 * 1024;

    private const string Cure = "build it anew, with 'osm package-build'";

    /// <exception cref="ImageRefusedException">It is malformed or too large.</exception>
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
        using var stream = zip.Open();
        if (ZipEnd.Read(stream) is not { } end)
            throw new ImageRefusedException("the zip has no directory at its end: it was cut short, or is no zip", Cure);
        if (end.DirectorySize > MostBytes)
            throw new ImageRefusedException($"the zip's directory has more than {MostBytes} bytes", "is it a package?");
        // One end to all of it: a directory that claims more than there is, is not read into memory.
        var directory = zip.Part(end.DirectoryAt, end.DirectorySize).ToArray();
        var records = new List<ZipRecord>();
        for (var offset = 0; records.Count < end.Members;)
        {
            budget.TakeMember();
            var (record, length) = ReadRecord(zip, directory.AsSpan(offset));
            offset += length;
            records.Add(record);
        }

        return new ZipDirectory([.. records.OrderBy(record => record.Start)], end.DirectoryAt, [.. end.Record]);
    }

    private static (ZipRecord Record, int Length) ReadRecord(Region zip, ReadOnlySpan<byte> central)
    {
        if (!central.StartsWith("PK\x01\x02"u8))
            throw new ImageRefusedException("the zip's directory is damaged", Cure);
        var nameLength = UInt16(central, 28);
        var length = 46 + nameLength + UInt16(central, 30) + UInt16(central, 32);
        var name = Encoding.UTF8.GetString(central.Slice(46, nameLength));
        var plain = Zip64Fields.PlainCentral(central[..length]);
        var (packed, size, start) = (UInt32(plain, 20), UInt32(plain, 24), UInt32(plain, 42));
        var local = zip.Part(start, 30).ToArray();
        if (!local.AsSpan().StartsWith("PK\x03\x04"u8))
            throw new ImageRefusedException($"the zip's directory says that '{name}' is where it is not", Cure);
        var dataAt = start + 30L + UInt16(local, 26) + UInt16(local, 28);
        // Throws where it is not.
        _ = zip.Part(dataAt, packed);
        return (new ZipRecord(name, [.. plain], start, dataAt, packed, size), length);
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint UInt32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
}

/// <summary>A member of a zip.</summary>
/// <param name="Name">As written.</param>
/// <param name="Central">Its record in the directory, in the form of a plain zip.</param>
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
