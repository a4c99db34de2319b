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

    internal PatchedPackage(PackageImages images, PackageTree package, PatchReport report, ImageChanges changes, IReadOnlyDictionary<string, byte[]?> contents)
    {
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
