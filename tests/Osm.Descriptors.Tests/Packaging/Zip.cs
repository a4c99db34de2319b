using System.IO.Compression;
using System.Text;

namespace Osm.Descriptors.Tests.Packaging;

internal static class Zip
{
    public static byte[] Of(params (string Name, string Content)[] files) =>
        OfBytes([.. files.Select(file => (file.Name, Encoding.UTF8.GetBytes(file.Content)))]);

    public static byte[] OfBytes(params (string Name, byte[] Content)[] files)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return bytes.ToArray();
    }
}
