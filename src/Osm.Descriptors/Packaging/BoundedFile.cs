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

    public static byte[] Read(string path, int limit)
    {
        using var stream = File.OpenRead(path);
        return Read(stream, limit);
    }
}
