using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace Osm.Descriptors.Tests.Packaging;

/// <summary>Zips in the form that has room for more than 4 GiB, which some programs write for small ones too (APPNOTE.TXT 4.3.14, 4.5.3).</summary>
internal static class Zip64
{
    private const int LocalSize = 30;

    /// <summary>A zip all of whose sizes and places stand in its ZIP64 fields.</summary>
    /// <param name="streamed">Whether checksums and sizes stand behind each member's data, as of one that was written to a pipe.</param>
    /// <param name="files">What is in it.</param>
    public static byte[] Of(bool streamed, params (string Name, byte[] Content)[] files)
    {
        var (zip, directory) = (new MemoryStream(), new MemoryStream());
        using var output = new BinaryWriter(zip);
        using var central = new BinaryWriter(directory);
        foreach (var (name, content) in files)
        {
            var (packed, checksum, at) = (Deflated(content), Crc32.HashToUInt32(content), zip.Position);
            var bytes = Encoding.UTF8.GetBytes(name);
            output.Write("PK\x03\x04"u8);
            WriteHead(output, streamed);
            WriteSums(output, streamed ? 0 : checksum, uint.MaxValue);
            WriteLengths(output, bytes, extra: 4 + 16);
            WriteField(output, streamed ? [0, 0] : [content.Length, packed.Length]);
            output.Write(packed);
            if (streamed)
            {
                output.Write("PK\x07\x08"u8);
                output.Write(checksum);
                output.Write((long)packed.Length);
                output.Write((long)content.Length);
            }

            central.Write("PK\x01\x02"u8);
            central.Write((ushort)((3 << 8) | 45));
            WriteHead(central, streamed);
            WriteSums(central, checksum, uint.MaxValue);
            central.Write((ushort)bytes.Length);
            central.Write((ushort)(4 + 24 + 5));
            central.Write(new byte[6]);
            central.Write(0x81A40000u);
            central.Write(uint.MaxValue);
            central.Write(bytes);
            // Another program's field before it stays.
            central.Write([0x55, 0x54, 1, 0, 3]);
            WriteField(central, content.Length, packed.Length, at);
        }

        var start = zip.Position;
        output.Write(directory.ToArray());
        WriteEnd(output, files.Length, start, directory.Length);
        return zip.ToArray();
    }

    /// <summary>The extra field's id in a member's local header; false where it has none.</summary>
    public static bool HasField(byte[] zip, string name)
    {
        var at = zip.AsSpan().IndexOf(Encoding.UTF8.GetBytes(name)) - LocalSize;
        return BitConverter.ToUInt16(zip, at + 28) > 0;
    }

    private static void WriteHead(BinaryWriter output, bool streamed)
    {
        output.Write((ushort)45);
        output.Write((ushort)(streamed ? 8 : 0));
        output.Write((ushort)8);
        output.Write(0x5A210000u);
    }

    private static void WriteSums(BinaryWriter output, uint checksum, uint size)
    {
        output.Write(checksum);
        output.Write(size);
        output.Write(size);
    }

    private static void WriteLengths(BinaryWriter output, byte[] name, int extra)
    {
        output.Write((ushort)name.Length);
        output.Write((ushort)extra);
        output.Write(name);
    }

    private static void WriteField(BinaryWriter output, params long[] values)
    {
        output.Write((ushort)1);
        output.Write((ushort)(values.Length * 8));
        foreach (var value in values)
            output.Write(value);
    }

    private static void WriteEnd(BinaryWriter output, long members, long start, long size)
    {
        output.Write("PK\x06\x06"u8);
        output.Write(44L);
        output.Write((ushort)45);
        output.Write((ushort)45);
        output.Write(0L);
        output.Write(members);
        output.Write(members);
        output.Write(size);
        output.Write(start);
        output.Write("PK\x06\x07"u8);
        output.Write(0);
        output.Write(start + size);
        output.Write(1);
        output.Write("PK\x05\x06"u8);
        output.Write(0);
        output.Write(uint.MaxValue);
        output.Write(uint.MaxValue);
        output.Write(uint.MaxValue);
        output.Write((ushort)0);
    }

    private static byte[] Deflated(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            deflate.Write(content);
        return packed.Length == 0 ? [3, 0] : packed.ToArray();
    }
}
