using System.IO.Compression;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Packaging;

/// <summary>Goes through a packed chart (<c>helm package</c>) without unpacking it, packed charts in it included.</summary>
/// <param name="limits">Of the package that it is in.</param>
/// <param name="findings">Takes what is wrong with it.</param>
internal sealed class ChartArchive(PackageLimits limits, FindingList findings)
{
    /// <summary>Bytes of a packed chart that are looked at; real ones have some hundred thousand.</summary>
    public const int MostBytes = 8 * 1024 * 1024;

    // Of all packed charts of a package together, unpacked: what stops a compression bomb.
    private const long MostUnpacked = 64 * 1024 * 1024;

    // Charts in charts in charts.
    private const int MostDepth = 4;

    private readonly HashSet<string> _unfinished = new(StringComparer.Ordinal);
    private long _unpackedLeft = MostUnpacked;
    private int _membersLeft = limits.MaxFiles;

    /// <summary>Whether a packed chart, or one in it, could not be looked through: then nothing can be said of what it lacks.</summary>
    public bool IsUnfinished(string path) => _unfinished.Any(other => IsAtOrBelow(other, path) || IsAtOrBelow(path, other));

    /// <summary>Looks through one.</summary>
    /// <param name="path">Its path in the package; its members are told as files below it, without their top folder.</param>
    /// <param name="display">How positions name it.</param>
    /// <param name="packed">Its content.</param>
    /// <param name="depth">1 for one that is a file of the package.</param>
    /// <param name="takeMember">Takes each member: its path, how positions name it, and a way to its content up to a limit.</param>
    public void Read(string path, string display, byte[] packed, int depth, Action<string, string, Func<int, byte[]>> takeMember)
    {
        if (packed.Length > MostBytes)
        {
            Leave(path, display, $"it has more than {MostBytes / 1024 / 1024} MiB");
            return;
        }

        if (depth > MostDepth)
        {
            Leave(path, display, $"it is packed in more than {MostDepth} others");
            return;
        }

        if (!FileMagic.IsGzip(packed))
        {
            Refuse(path, display, "the packed chart is not gzip-compressed");
            return;
        }

        try
        {
            using var bounded = new CountingStream(new GZipStream(new MemoryStream(packed, writable: false), CompressionMode.Decompress), _unpackedLeft);
            try
            {
                ReadMembers(path, display, new TarScanner(bounded), takeMember);
            }
            finally
            {
                _unpackedLeft = Math.Max(0, _unpackedLeft - bounded.Position);
            }
        }
        catch (ArchiveTooLargeException)
        {
            Leave(path, display, $"the packed charts of this package have more than {MostUnpacked / 1024 / 1024} MiB");
        }
        catch (Exception broken) when (broken is InvalidDataException or EndOfStreamException)
        {
            Refuse(path, display, $"the packed chart cannot be read to its end ({broken.Message})");
        }
    }

    private void ReadMembers(string path, string display, TarScanner scanner, Action<string, string, Func<int, byte[]>> takeMember)
    {
        var hasMetadata = false;
        while (scanner.Next() is { } member)
        {
            if (_membersLeft-- <= 0)
            {
                Leave(path, display, $"the packed charts of this package have more than {limits.MaxFiles} files");
                return;
            }

            var name = member.Name.StartsWith("./", StringComparison.Ordinal) ? member.Name[2..] : member.Name;
            var segments = name.TrimEnd('/').Split('/');
            if (name.StartsWith('/') || name.Contains('\\') || segments.Contains(".."))
            {
                Refuse(path, display, $"the member '{member.Name}' leads out of the packed chart");
                continue;
            }

            if (!member.IsFile || segments.Length < 2)
                continue;
            hasMetadata |= segments is [_, "Chart.yaml"];
            takeMember($"{path}/{string.Join('/', segments.Skip(1))}", $"{display}!{name}", scanner.ReadContent);
        }

        if (!hasMetadata)
            Refuse(path, display, "the packed chart has no <chart>/Chart.yaml");
    }

    private static bool IsAtOrBelow(string path, string folder) =>
        path.StartsWith(folder, StringComparison.Ordinal) && (path.Length == folder.Length || path[folder.Length] == '/');

    private void Refuse(string path, string display, string why)
    {
        _unfinished.Add(path);
        findings.Add(
            RuleCatalogue.PackedChart, SourcePosition.WholeFile(display), $"{why}, and Helm refuses it", "pack the chart's folder anew, with 'helm package'");
    }

    private void Leave(string path, string display, string why)
    {
        _unfinished.Add(path);
        findings.Add(
            RuleCatalogue.PackedChart, SourcePosition.WholeFile(display), $"this packed chart was not looked through: {why}",
            "unpack it, if it is to be checked", Severity.Note);
    }
}
