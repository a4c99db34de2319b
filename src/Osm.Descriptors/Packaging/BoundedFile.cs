namespace Osm.Descriptors.Packaging;

internal static class BoundedFile
{
    /// <summary>Reads at most one byte more than the limit: enough to see that it is exceeded, also where the length lies (pipes, growing files).</summary>
    public static byte[] Read(Stream stream, int limit)
    {
        var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        while (buffer.Length <= limit)
        {
            var read = stream.Read(chunk, 0, (int)Math.Min(chunk.Length, limit + 1 - buffer.Length));
            if (read == 0)
                break;
            buffer.Write(chunk, 0, read);
        }

        return buffer.ToArray();
    }

    /// <summary>Reads a file that was found, as <see cref="OpenWithoutWaiting"/> opens it.</summary>
    public static byte[] ReadFound(string path, int limit)
    {
        using var stream = OpenWithoutWaiting(path);
        return Read(stream, limit);
    }

    /// <summary>
    /// Opens a file, found or named. It may be a pipe, which opens only once somebody writes to it; pipes have no length, so what has none is
    /// taken for empty, unopened.
    /// </summary>
    public static Stream OpenWithoutWaiting(string path) => new FileInfo(path).Length == 0 ? Stream.Null : File.OpenRead(path);

    /// <summary>Reads a settings file that was named; a pipe is waited for.</summary>
    public static byte[] Read(string path, int limit)
    {
        using var stream = File.OpenRead(path);
        return Read(stream, limit);
    }
}
