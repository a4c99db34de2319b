using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace Osm.Descriptors.Tests.Packaging;

/// <summary>Makes archives with the framework's writer: an opinion on the format other than our reader's.</summary>
internal static class Tar
{
    public static byte[] Gz(params (string Name, string Content)[] files) =>
        Gz([.. files.Select(file => Entry(file.Name, file.Content))]);

    public static byte[] GzBytes(params (string Name, byte[] Content)[] files) =>
        Gz([.. files.Select(file => new UstarTarEntry(TarEntryType.RegularFile, file.Name) { DataStream = new MemoryStream(file.Content) })]);

    public static byte[] Gz(params TarEntry[] entries) => Compress(Plain(entries));

    public static byte[] Plain(params (string Name, string Content)[] files) => Plain([.. files.Select(file => Entry(file.Name, file.Content))]);

    private static byte[] Plain(TarEntry[] entries)
    {
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, leaveOpen: true))
        {
            foreach (var entry in entries)
                writer.WriteEntry(entry);
        }

        return tar.ToArray();
    }

    public static TarEntry Entry(string name, string content, TarEntryFormat format = TarEntryFormat.Ustar)
    {
        TarEntry entry = format switch
        {
            TarEntryFormat.Gnu => new GnuTarEntry(TarEntryType.RegularFile, name),
            TarEntryFormat.Pax => new PaxTarEntry(TarEntryType.RegularFile, name),
            TarEntryFormat.V7 => new V7TarEntry(TarEntryType.V7RegularFile, name),
            _ => new UstarTarEntry(TarEntryType.RegularFile, name),
        };
        entry.DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content));
        return entry;
    }

    public static TarEntry Link(TarEntryType type, string name, string target) => new PaxTarEntry(type, name) { LinkName = target };

    public static byte[] Compress(byte[] bytes)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(bytes);
        return compressed.ToArray();
    }

    /// <summary>A header by hand, for what no writer would write.</summary>
    public static byte[] Header(string name, char type, long size)
    {
        var header = new byte[512];
        Encoding.ASCII.GetBytes(name).CopyTo(header, 0);
        Encoding.ASCII.GetBytes(Convert.ToString(size, 8).PadLeft(11, '0')).CopyTo(header, 124);
        "        "u8.CopyTo(header.AsSpan(148));
        header[156] = (byte)type;
        "ustar\0"u8.CopyTo(header.AsSpan(257));
        Encoding.ASCII.GetBytes(Convert.ToString(header.Sum(part => part), 8).PadLeft(6, '0') + "\0 ").CopyTo(header, 148);
        return header;
    }
}
