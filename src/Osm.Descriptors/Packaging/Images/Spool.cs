using Microsoft.Win32.SafeHandles;

namespace Osm.Descriptors.Packaging.Images;

/// <summary>A file without a name that takes what was unpacked, so that memory need not.</summary>
internal sealed class Spool : IDisposable
{
    private readonly SafeFileHandle _file = System.IO.File.OpenHandle(
        Path.Join(Path.GetTempPath(), $"osm-l2sm-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);

    private long _end;

    /// <summary>A stream that hands on what is read from another, and keeps it; when it is disposed of, the rest has been read too.</summary>
    /// <param name="source">Read to its end.</param>
    /// <param name="budget">What it takes from.</param>
    /// <param name="packedLength">How long the source is before it is unpacked.</param>
    public SpooledStream Keep(Stream source, UnpackBudget budget, long packedLength) => new(this, source, budget, packedLength);

    public void Dispose() => _file.Dispose();

    private void Append(ReadOnlySpan<byte> bytes)
    {
        RandomAccess.Write(_file, bytes, _end);
        _end += bytes.Length;
    }

    /// <summary>Such a stream.</summary>
    internal sealed class SpooledStream(Spool spool, Stream source, UnpackBudget budget, long packedLength) : Stream
    {
        // Header by header would be a write each.
        private readonly byte[] _buffer = new byte[64 * 1024];
        private readonly long _start = spool._end;
        private int _at;
        private int _filled;
        private long _unpacked;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        /// <summary>All of it, once it was read to its end.</summary>
        public Region ReadToEnd()
        {
            while (Fill())
            {
            }

            return new Region(spool._file, _start, spool._end - _start);
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            if (_at == _filled && !Fill())
                return 0;
            var count = Math.Min(buffer.Length, _filled - _at);
            _buffer.AsSpan(_at, count).CopyTo(buffer);
            _at += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private bool Fill()
        {
            _filled = source.ReadAtLeast(_buffer, _buffer.Length, throwOnEndOfStream: false);
            _at = 0;
            _unpacked += _filled;
            budget.TakeBytes(_filled, _unpacked, packedLength);
            spool.Append(_buffer.AsSpan(0, _filled));
            return _filled > 0;
        }
    }
}
