using System.Text;

namespace Osm.Descriptors.Packaging.Images;

/// <summary>Header blocks of a tar file, changed in place: every field that need not change keeps its bytes, and a number keeps its style.</summary>
internal static class TarHeader
{
    public const int BlockSize = 512;

    private const int NameLength = 100;
    private const int PrefixLength = 155;

    private static readonly Range Name = 0..100;
    private static readonly Range Size = 124..136;
    private static readonly Range Checksum = 148..156;
    private static readonly Range LinkName = 157..257;
    private static readonly Range Prefix = 345..500;

    /// <summary>How many bytes make the blocks of a content full.</summary>
    public static int PaddingOf(long size) => (int)((BlockSize - (size % BlockSize)) % BlockSize);

    /// <summary>Gives a header another size.</summary>
    public static void SetSize(Span<byte> block, long size)
    {
        WriteNumber(block[Size], size);
        SetChecksum(block);
    }

    /// <summary>The headers of a new file that is as another one: mode, times, owner and format.</summary>
    public static byte[] Like(ReadOnlySpan<byte> model, string name, long size)
    {
        var block = model.ToArray();
        block.AsSpan()[Name].Clear();
        block.AsSpan()[LinkName].Clear();
        var isPosix = model[257..263].SequenceEqual("ustar\0"u8);
        if (isPosix)
            block.AsSpan()[Prefix].Clear();
        block[156] = (byte)'0';
        var bytes = Encoding.UTF8.GetBytes(name);
        var leading = WriteName(block, bytes, isPosix) ? [] : LongName(block, bytes, isPosix);
        SetSize(block, size);
        return [.. leading, .. block];
    }

    private static bool WriteName(Span<byte> block, ReadOnlySpan<byte> name, bool isPosix)
    {
        if (name.Length <= NameLength)
        {
            name.CopyTo(block);
            return true;
        }

        if (!isPosix)
            return false;
        for (var slash = name.IndexOf((byte)'/'); slash is > 0 and <= PrefixLength; slash = Next(name, slash))
        {
            if (name.Length - slash - 1 > NameLength)
                continue;
            name[..slash].CopyTo(block[Prefix]);
            name[(slash + 1)..].CopyTo(block);
            return true;
        }

        return false;

        static int Next(ReadOnlySpan<byte> name, int slash) =>
            name[(slash + 1)..].IndexOf((byte)'/') is >= 0 and var further ? slash + 1 + further : -1;
    }

    // A header before the header, which holds the name: pax where the archive is POSIX's, else GNU's.
    private static byte[] LongName(Span<byte> block, byte[] name, bool isPosix)
    {
        var content = isPosix ? PaxPath(name) : [.. name, 0];
        name.AsSpan(0, NameLength).CopyTo(block);
        var header = block.ToArray();
        header.AsSpan()[Name].Clear();
        (isPosix ? "././@PaxHeader"u8 : "././@LongLink"u8).CopyTo(header);
        header[156] = (byte)(isPosix ? 'x' : 'L');
        SetSize(header, content.Length);
        return [.. header, .. content, .. new byte[PaddingOf(content.Length)]];
    }

    private static byte[] PaxPath(byte[] name)
    {
        // "<length> path=<name>\n", the length being that of the whole record, its own digits included.
        var rest = " path=".Length + name.Length + 1;
        var length = rest + rest.ToString().Length;
        length = rest + length.ToString().Length;
        return [.. Encoding.ASCII.GetBytes($"{length} path="), .. name, (byte)'\n'];
    }

    private static void SetChecksum(Span<byte> block)
    {
        var sum = 8 * ' ';
        for (var index = 0; index < BlockSize; index++)
            sum += index is >= 148 and < 156 ? 0 : block[index];
        WriteNumber(block[Checksum], sum);
    }

    // Leading zeros or blanks, one or two terminators: every writer has its own way, and it is kept.
    private static void WriteNumber(Span<byte> field, long value)
    {
        if ((field[0] & 0x80) != 0)
        {
            for (var index = field.Length - 1; index > 0; index--, value >>= 8)
                field[index] = (byte)value;
            return;
        }

        var width = field.TrimEnd("\0 "u8).Length;
        var digits = Convert.ToString(value, toBase: 8);
        // A writer that left room behind its digits leaves less now.
        width = Math.Max(width, digits.Length);
        if (width > field.Length)
            throw new ImageRefusedException($"{value} does not fit into a tar header", "pack the package anew");
        var text = digits.PadLeft(width, field[0] == ' ' ? ' ' : '0');
        Encoding.ASCII.GetBytes(text, field);
    }
}
