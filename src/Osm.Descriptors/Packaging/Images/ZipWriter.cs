using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Osm.Descriptors.Packaging.Images;

/// <summary>Writes a zip again, record by record; a ZIP64 as a plain zip, which holds all that a package may.</summary>
internal sealed class ZipWriter(Stream output, Region zip, ZipDirectory directory)
{
    private const int Utf8Names = 1 << 11;

    private readonly List<byte[]> _central = [];
    private long _position;

    /// <summary>Copies a member as it is: local header, data, and what stands behind it.</summary>
    public void Copy(ZipRecord record)
    {
        var start = _position;
        Write(zip.Part(record.Start, EndOf(record) - record.Start));
        var central = record.Central.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(central.AsSpan(42), checked((uint)start));
        _central.Add(central);
    }

    /// <summary>Writes a member with another content; headers, name, times and extra fields stay.</summary>
    public void WriteChanged(ZipRecord record, byte[] content)
    {
        var local = Zip64Fields.PlainLocal(zip.Part(record.Start, record.DataAt - record.Start).ToArray());
        WriteNew(local, record.Central.ToArray(), record.Method == ZipRecord.Stored ? ZipRecord.Stored : ZipRecord.Deflated, record.HasDescriptor, content);
    }

    /// <summary>Writes a new member that is as another one: mode, time and method.</summary>
    public void WriteAdded(ZipRecord model, string path, byte[] content)
    {
        var name = Encoding.UTF8.GetBytes(path);
        var flags = path.All(char.IsAscii) ? 0 : Utf8Names;
        var local = new byte[30 + name.Length];
        zip.Part(model.Start, 30).ToArray().CopyTo(local, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(local.AsSpan(6), (ushort)flags);
        BinaryPrimitives.WriteUInt16LittleEndian(local.AsSpan(26), (ushort)name.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(local.AsSpan(28), 0);
        name.CopyTo(local, 30);
        var central = new byte[46 + name.Length];
        model.Central.AsSpan(0, 46).CopyTo(central);
        BinaryPrimitives.WriteUInt16LittleEndian(central.AsSpan(8), (ushort)flags);
        BinaryPrimitives.WriteUInt16LittleEndian(central.AsSpan(28), (ushort)name.Length);
        // No extra field, no comment.
        central.AsSpan(30, 4).Clear();
        name.CopyTo(central, 46);
        WriteNew(local, central, ZipRecord.Deflated, hasDescriptor: false, content);
    }

    /// <summary>Writes the directory.</summary>
    public void Finish()
    {
        var start = _position;
        foreach (var record in _central)
            Write(record);
        var end = directory.End.ToArray();
        // A ZIP64 may say that they stand elsewhere. The rest fits: packages are small.
        end.AsSpan(4, 4).Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(8), checked((ushort)_central.Count));
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(10), checked((ushort)_central.Count));
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(12), checked((uint)(_position - start)));
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(16), checked((uint)start));
        Write(end);
    }

    private void WriteNew(byte[] local, byte[] central, int method, bool hasDescriptor, byte[] content)
    {
        var (packed, checksum) = Deflate(content);
        var data = method == ZipRecord.Stored ? content : packed;
        var start = _position;
        Span<byte> sums = stackalloc byte[12];
        BinaryPrimitives.WriteUInt32LittleEndian(sums, checksum);
        BinaryPrimitives.WriteUInt32LittleEndian(sums[4..], (uint)data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(sums[8..], (uint)content.Length);

        BinaryPrimitives.WriteUInt16LittleEndian(local.AsSpan(8), (ushort)method);
        // They stand in the header, or behind the data, as they did.
        if (hasDescriptor)
            local.AsSpan(14, sums.Length).Clear();
        else
            sums.CopyTo(local.AsSpan(14));
        Write(local);
        Write(data);
        if (hasDescriptor)
        {
            Write("PK\x07\x08"u8);
            Write(sums);
        }

        BinaryPrimitives.WriteUInt16LittleEndian(central.AsSpan(10), (ushort)method);
        sums.CopyTo(central.AsSpan(16));
        BinaryPrimitives.WriteUInt32LittleEndian(central.AsSpan(42), checked((uint)start));
        _central.Add(central);
    }

    // A gzip is ten bytes, deflated data, and the checksum that a zip has too.
    private static (byte[] Packed, uint Checksum) Deflate(byte[] content)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(content);
        // Of nothing the framework makes nothing at all; an empty block is what deflate says for it.
        return buffer.Length == 0
            ? ([3, 0], 0)
            : (buffer.GetBuffer()[10..(int)(buffer.Length - 8)], BinaryPrimitives.ReadUInt32LittleEndian(buffer.GetBuffer().AsSpan((int)buffer.Length - 8)));
    }

    // To where the next record begins: a descriptor of unknown form may stand between.
    private long EndOf(ZipRecord record)
    {
        var next = directory.Records.IndexOf(record) + 1;
        var end = next < directory.Records.Length ? directory.Records[next].Start : directory.At;
        if (end < record.DataAt + record.PackedSize)
            throw new ImageRefusedException($"the zip's member '{record.Name}' overlaps the next one", "build the package anew, with 'osm package-build'");
        return end;
    }

    private void Write(Region region)
    {
        region.CopyTo(output);
        _position += region.Length;
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        output.Write(bytes);
        _position += bytes.Length;
    }
}
