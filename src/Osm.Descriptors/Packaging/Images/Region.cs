using Microsoft.Win32.SafeHandles;

namespace Osm.Descriptors.Packaging.Images;

/// <summary>A part of a file that stays open.</summary>
/// <param name="File">The file.</param>
/// <param name="Start">Its first byte.</param>
/// <param name="Length">Bytes.</param>
internal readonly record struct Region(SafeFileHandle File, long Start, long Length)
{
    public static Region Whole(SafeFileHandle file) => new(file, 0, RandomAccess.GetLength(file));

    public Region Part(long start, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length - start);
        return new Region(File, Start + start, length);
    }

    public Stream Open() => new RegionStream(this);

    public void CopyTo(Stream output)
    {
        using var content = Open();
        content.CopyTo(output);
    }

    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        using var content = Open();
        content.ReadExactly(bytes);
        return bytes;
    }
}

/// <summary>Reads a part of a file. The file's own position does not matter, so that several may read it by turns.</summary>
internal sealed class RegionStream(Region region) : Stream
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => region.Length;

    public override long Position
    {
        get => _position;
        set => _position = value;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var wanted = (int)Math.Min(buffer.Length, region.Length - _position);
        if (wanted <= 0)
            return 0;
        var read = RandomAccess.Read(region.File, buffer[..wanted], region.Start + _position);
        _position += read;
        return read;
    }

    public override long Seek(long offset, SeekOrigin origin) => _position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => region.Length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
