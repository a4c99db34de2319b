using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Osm.Descriptors.Packaging;

/// <summary>Goes through a tar file member by member, in memory bounded whatever its headers claim.</summary>
/// <remarks>
/// Reads POSIX ustar, pax (path, linkpath, size) and GNU long names. The framework's reader reserves as much memory as a long name's header
/// asks for, which is why there is one here. Malformed input is an <see cref="InvalidDataException"/>, a cut one an <see cref="EndOfStreamException"/>.
/// </remarks>
internal sealed class TarScanner(Stream stream)
{
    private const int BlockSize = 512;

    // Paths are at most 4 KiB on Linux; a pax header holds few more fields.
    private const int MaxMetadata = 64 * 1024;

    private readonly byte[] _block = new byte[BlockSize];
    private readonly byte[] _skipped = new byte[32 * 1024];
    private long _position;
    private long _remaining;
    private int _padding;

    /// <summary>Steps to the next member, past what is left of the last one; null at the end.</summary>
    public TarMember? Next()
    {
        string? longName = null;
        string? longLink = null;
        long? longSize = null;
        long? start = null;
        while (true)
        {
            SkipContent();
            start ??= _position;
            if (!ReadHeader())
                return null;
            var type = (char)_block[156];
            var size = ParseNumber(_block.AsSpan(124, 12));
            Expect(size);
            switch (type)
            {
                case 'L':
                    longName = ReadMetadataText();
                    break;
                case 'K':
                    longLink = ReadMetadataText();
                    break;
                case 'x':
                    foreach (var (key, value) in ReadPaxRecords())
                    {
                        if (key == "path")
                            longName = value;
                        else if (key == "linkpath")
                            longLink = value;
                        else if (key == "size")
                            longSize = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : null;
                    }

                    break;
                case 'g':
                    break;
                default:
                    if (longSize is { } given)
                        Expect(given);
                    return new TarMember(longName ?? HeaderName(), type, _remaining, longLink ?? Text(_block.AsSpan(157, 100)))
                    {
                        Start = start.Value,
                        HeaderAt = _position - BlockSize,
                        HasPaxSize = longSize is not null,
                    };
            }
        }
    }

    /// <summary>The content of the member just stepped to: all of it, or one byte more than the limit where it is longer.</summary>
    public byte[] ReadContent(int limit)
    {
        var content = new byte[Math.Min(_remaining, (long)limit + 1)];
        stream.ReadExactly(content);
        _position += content.Length;
        _remaining -= content.Length;
        return content;
    }

    /// <summary>Appends the content of the member just stepped to.</summary>
    public void AppendContentTo(IncrementalHash hash)
    {
        while (_remaining > 0)
        {
            var step = (int)Math.Min(_remaining, _skipped.Length);
            stream.ReadExactly(_skipped, 0, step);
            hash.AppendData(_skipped, 0, step);
            _remaining -= step;
        }
    }

    private void Expect(long size)
    {
        _remaining = size;
        _padding = (int)((BlockSize - (size % BlockSize)) % BlockSize);
    }

    private void SkipContent()
    {
        var rest = _remaining + _padding;
        while (rest > 0)
        {
            var step = (int)Math.Min(rest, _skipped.Length);
            stream.ReadExactly(_skipped, 0, step);
            _position += step;
            rest -= step;
        }

        _remaining = 0;
        _padding = 0;
    }

    private bool ReadHeader()
    {
        var read = stream.ReadAtLeast(_block, BlockSize, throwOnEndOfStream: false);
        // The decompressor is silent about a stream cut short, so that the end mark has to tell.
        if (read < BlockSize)
            throw new EndOfStreamException("it ends without an end mark: it was cut short");
        _position += BlockSize;
        if (_block.AsSpan().IndexOfAnyExcept((byte)0) < 0)
            return false;

        var sum = 0;
        for (var index = 0; index < BlockSize; index++)
            sum += index is >= 148 and < 156 ? ' ' : _block[index];
        if (sum != ParseNumber(_block.AsSpan(148, 8)))
            throw new InvalidDataException("a header's checksum is wrong: this is not a tar archive, or it is damaged");
        return true;
    }

    private string HeaderName()
    {
        var name = Text(_block.AsSpan(0, 100));
        var prefix = _block.AsSpan(257, 6).SequenceEqual("ustar\0"u8) ? Text(_block.AsSpan(345, 155)) : "";
        return prefix.Length == 0 ? name : $"{prefix}/{name}";
    }

    private string ReadMetadataText() => Text(ReadMetadata());

    private byte[] ReadMetadata()
    {
        if (_remaining > MaxMetadata)
            throw new InvalidDataException($"a header of {_remaining} bytes is longer than any file name");
        return ReadContent(MaxMetadata);
    }

    // Records are "<length> <key>=<value>\n", the length being that of the whole record.
    private IEnumerable<(string Key, string Value)> ReadPaxRecords()
    {
        var data = ReadMetadata();
        var start = 0;
        while (start < data.Length && data[start] != 0)
        {
            var blank = Array.IndexOf(data, (byte)' ', start);
            if (blank < 0 || !int.TryParse(data.AsSpan(start, blank - start), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                || length <= blank - start + 1 || length > data.Length - start)
            {
                throw new InvalidDataException("a pax header is malformed");
            }

            var record = Encoding.UTF8.GetString(data, blank + 1, start + length - blank - 2);
            start += length;
            var equals = record.IndexOf('=');
            if (equals > 0)
                yield return (record[..equals], record[(equals + 1)..]);
        }
    }

    private static string Text(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }

    /// <summary>A number of a header: octal digits, or GNU's base 256.</summary>
    public static long ParseNumber(ReadOnlySpan<byte> field)
    {
        long value = 0;
        if ((field[0] & 0x80) != 0)
        {
            // GNU's base 256; 2^56 and more, and negatives, are no size of a file.
            if (field[0] != 0x80 || field[1..^7].IndexOfAnyExcept((byte)0) >= 0)
                throw new InvalidDataException("a number in a header is out of range");
            foreach (var part in field[^7..])
                value = (value << 8) | part;
            return value;
        }

        foreach (var digit in field.Trim("\0 "u8))
        {
            if (digit is < (byte)'0' or > (byte)'7')
                throw new InvalidDataException("a number in a header is malformed: this is not a tar archive, or it is damaged");
            value = (value << 3) | (uint)(digit - '0');
        }

        return value;
    }
}

/// <summary>A member of a tar file.</summary>
/// <param name="Name">Its path as written.</param>
/// <param name="Type">The type flag: '0' or NUL file, '5' folder, '1' hard link, '2' symbolic link.</param>
/// <param name="Size">Bytes of its content.</param>
/// <param name="LinkTarget">What a link points to.</param>
internal sealed record TarMember(string Name, char Type, long Size, string LinkTarget)
{
    /// <summary>Where its headers begin, those of a long name and of pax included.</summary>
    public long Start { get; init; }

    /// <summary>Where the header block stands that is its own.</summary>
    public long HeaderAt { get; init; }

    /// <summary>Whether its size is in a pax header.</summary>
    public bool HasPaxSize { get; init; }

    public bool IsFolder => Type == '5' || Name.EndsWith('/');

    public bool IsFile => Type is ('0' or '\0' or '7') && !IsFolder;

    public bool IsLink => Type is '1' or '2';
}
