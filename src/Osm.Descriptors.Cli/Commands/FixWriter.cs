using System.Text;
using Osm.Descriptors.Packaging;
using Osm.Descriptors.Rewriting;

namespace Osm.Descriptors.Cli.Commands;

/// <summary>Writes mended texts to their files: whole or not at all, with the file's mode, byte order mark and line ends.</summary>
internal static class FixWriter
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="IOException">It cannot be written, or is not any more what was validated.</exception>
    public static void Write(ChangedText changed)
    {
        if (changed.Before.File == PackageFinder.StandardInput)
            throw new IOException("standard input cannot be written to; --diff shows what would be changed");
        // Through a link the file is meant, not the link.
        var path = new FileInfo(changed.Before.File).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? changed.Before.File;
        var bytes = File.ReadAllBytes(path);
        var mark = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble : [];
        if (!bytes.AsSpan(mark.Length).SequenceEqual(Utf8.GetBytes(changed.Before.Text)))
            throw new IOException("it was changed by somebody else meanwhile");

        var beside = $"{path}.osm-l2sm-{Environment.ProcessId}";
        try
        {
            using (var file = new FileStream(beside, FileMode.CreateNew))
            {
                // Before anything is in it.
                if (!OperatingSystem.IsWindows())
                    File.SetUnixFileMode(file.SafeFileHandle, File.GetUnixFileMode(path));
                file.Write(mark);
                file.Write(Utf8.GetBytes(changed.After.Text));
                file.Flush(flushToDisk: true);
            }

            File.Move(beside, path, overwrite: true);
        }
        finally
        {
            File.Delete(beside);
        }
    }
}
