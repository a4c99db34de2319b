using System.Collections.Immutable;
using System.Text;
using Osm.Descriptors.Packaging.Images;

namespace Osm.Descriptors.Packaging.Patching;

/// <summary>A package as it is to be, not yet written.</summary>
public sealed class PatchedPackage : IDisposable
{
    private readonly PackageImages _images;
    private readonly PackageTree _package;
    private readonly ImageChanges _changes;
    private readonly IReadOnlyDictionary<string, byte[]?> _contents;
    private readonly ImmutableArray<(string Chart, string Place)> _charts;

    internal PatchedPackage(
        PackageImages images, PackageTree package, PatchReport report, ImageChanges changes, IReadOnlyDictionary<string, byte[]?> contents,
        ImmutableArray<(string Chart, string Place)> charts)
    {
        _charts = charts;
        _images = images;
        _package = package;
        _changes = changes;
        _contents = contents;
        Report = report;
    }

    /// <summary>What was done.</summary>
    public PatchReport Report { get; }

    /// <summary>Whether it differs from the input at all.</summary>
    public bool HasChanges => !_changes.IsEmpty;

    /// <summary>Whether the input had been patched.</summary>
    public bool WasPatched { get; init; }

    /// <summary>Its files, where it is rendered manifests.</summary>
    public ImmutableArray<ManifestTexts> Manifests { get; init; } = [];

    /// <summary>Whether it is a folder.</summary>
    public bool IsFolder => _package.Root is FolderImage;

    /// <summary>The texts of a changed file before and after; null where there was or is none.</summary>
    public (string? Before, string? After) TextsOf(ChangedMember member)
    {
        ArgumentNullException.ThrowIfNull(member);
        return (
            member.Change == MemberChange.Added ? null : Encoding.UTF8.GetString(_package.Read(member.Path)),
            _contents[member.Path] is { } content ? Encoding.UTF8.GetString(content) : null);
    }

    /// <summary>Unpacks its charts, each into a folder of its own, as Helm takes them.</summary>
    /// <param name="folder">Where; made if it is not there.</param>
    /// <param name="changed">As they are to be, or as they are in the input.</param>
    /// <exception cref="IOException">They cannot be written.</exception>
    public ImmutableArray<WrittenChart> WriteCharts(string folder, bool changed)
    {
        var written = ImmutableArray.CreateBuilder<WrittenChart>();
        foreach (var (chart, place) in _charts)
        {
            var target = Path.Join(folder, written.Count.ToString());
            // A packed chart is Helm's as it is.
            var path = place.Split('!')[0].TrimEnd('/');
            foreach (var file in FilesBelow(place.Contains('!') ? path : place, changed))
            {
                var to = Path.Join(target, Path.GetFileName(path).Length == 0 ? "chart" : Path.GetFileName(path), file[path.Length..]);
                Directory.CreateDirectory(Path.GetDirectoryName(to.TrimEnd('/'))!);
                using var output = File.Create(to.TrimEnd('/'));
                using var content = changed && (_changes.Replaced.TryGetValue(file, out var bytes) || _changes.Added.TryGetValue(file, out bytes))
                    ? new MemoryStream(bytes, writable: false)
                    : _package.Root.Open(_package.Root.Find(file)!);
                content.CopyTo(output);
            }

            written.Add(new WrittenChart(chart, Path.Join(target, Path.GetFileName(path).Length == 0 ? "chart" : Path.GetFileName(path))));
        }

        return written.ToImmutable();
    }

    private IEnumerable<string> FilesBelow(string place, bool changed) =>
        _package.Root.Members.Where(member => member.Kind == ImageMemberKind.File).Select(member => member.Path)
            .Where(path => !changed || !_changes.Removed.Contains(path))
            .Concat(changed ? _changes.Added.Keys : [])
            .Where(path => place.Length == 0 || path == place || (place.EndsWith('/') && path.StartsWith(place, StringComparison.Ordinal)))
            .Distinct(StringComparer.Ordinal);

    /// <summary>Writes it to a path where nothing is: whole, or nothing is left there.</summary>
    /// <exception cref="IOException">It cannot be written, or something is there.</exception>
    public void WriteTo(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var beside = $"{full}.osm-l2sm-{Environment.ProcessId}";
        try
        {
            if (!IsFolder && !HasChanges)
                // Compressed anew it would be another file.
                File.Copy(Report.Input, beside);
            else
                _package.Root.WriteTo(beside, _changes);
            if (IsFolder)
            {
                Directory.Move(beside, full);
                return;
            }

            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(beside, File.GetUnixFileMode(Report.Input));
            File.Move(beside, full, overwrite: true);
        }
        finally
        {
            File.Delete(beside);
            if (Directory.Exists(beside))
                Directory.Delete(beside, recursive: true);
        }
    }

    /// <summary>Writes it over the input.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void WriteInPlace()
    {
        if (!HasChanges)
            return;
        if (_package.Root is FolderImage folder)
            folder.WriteInPlace(_changes);
        else
            // Through a link the file is meant, not the link.
            WriteTo(new FileInfo(Report.Input).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Report.Input);
    }

    /// <summary>Lets go of the input.</summary>
    public void Dispose() => _images.Dispose();
}

/// <summary>A chart that was unpacked.</summary>
/// <param name="Chart">As the report calls it.</param>
/// <param name="Path">Its folder, or its .tgz.</param>
public sealed record WrittenChart(string Chart, string Path);
