namespace Osm.Descriptors.Packaging;

/// <summary>What a file is by its first bytes.</summary>
internal static class FileMagic
{
    private const int TarMagicAt = 257;

    public enum Kind
    {
        Other,
        Gzip,
        Zip,
        Tar,
    }

    /// <summary>Looks, and goes back to the beginning.</summary>
    public static Kind Of(Stream file)
    {
        Span<byte> head = stackalloc byte[TarMagicAt + 5];
        head = head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        file.Seek(0, SeekOrigin.Begin);
        if (IsGzip(head))
            return Kind.Gzip;
        if (head.StartsWith("PK\x03\x04"u8) || head.StartsWith("PK\x05\x06"u8))
            return Kind.Zip;
        return head.Length > TarMagicAt && head[TarMagicAt..].SequenceEqual("ustar"u8) ? Kind.Tar : Kind.Other;
    }

    public static bool IsGzip(ReadOnlySpan<byte> head) => head.Length >= 2 && head[0] == 0x1f && head[1] == 0x8b;
}
