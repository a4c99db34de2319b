using System.Collections.Immutable;
using Osm.Descriptors.Model;
using Osm.Descriptors.Packaging.Images;

namespace Osm.Descriptors.Packaging.Patching;

/// <summary>What a package is to be patched with.</summary>
/// <param name="Input">A package or a chart: a folder, a tar or a zip.</param>
/// <param name="Nsds">The NSDs that use it, as far as they are known.</param>
/// <param name="Mapping">What the user says of nets and workloads.</param>
/// <param name="ToolVersion">Goes into the marker.</param>
public sealed record PatchRequest(string Input, ImmutableArray<Nsd> Nsds, PatchMapping Mapping, string ToolVersion);

/// <summary>Patches the charts in a package, or rendered manifests, and takes patches back. Nothing is written before <see cref="PatchedPackage.WriteTo"/>.</summary>
public static class PackagePatcher
{
    /// <summary>Attaches the pods of a package's charts to the nets of its descriptor; what earlier patches did is taken back first.</summary>
    /// <exception cref="ImageRefusedException">It cannot be read, or what is wished for makes no sense in it.</exception>
    /// <exception cref="IOException">There is nothing there that can be opened.</exception>
    public static PatchedPackage Patch(PatchRequest request, PackageLimits limits)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(limits);
        return Opened(request.Input, limits, session => session.Patch(request), manifests => manifests.Patch(request));
    }

    /// <summary>Makes of a patched package what it was before.</summary>
    /// <exception cref="ImageRefusedException">It cannot be read, was not patched, or was edited where it was.</exception>
    /// <exception cref="IOException">There is nothing there that can be opened.</exception>
    public static PatchedPackage Unpatch(string input, PackageLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return Opened(input, limits, session => session.Unpatch(input), manifests => manifests.Unpatch(input));
    }

    /// <summary>What the user said when a package was patched.</summary>
    /// <returns>Null where it was not patched, or is none.</returns>
    /// <exception cref="ImageRefusedException">It cannot be read.</exception>
    /// <exception cref="IOException">There is nothing there that can be opened.</exception>
    public static PatchMapping? MappingOf(string input, PackageLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        using var images = new PackageImages(limits);
        if (images.Open(input) is not { } image)
            return null;
        return ManifestFiles.In(image, input) is { IsEmpty: false } files
            ? new ManifestSession(images, image, files).EarlierMapping()
            : new PatchSession(images, image, PackageShape.Of(input, image)).EarlierMapping();
    }

    private static PatchedPackage Opened(
        string input, PackageLimits limits, Func<PatchSession, PatchedPackage> package, Func<ManifestSession, PatchedPackage> manifests)
    {
        var images = new PackageImages(limits);
        try
        {
            if (images.Open(input) is { } image)
            {
                return ManifestFiles.In(image, input) is { IsEmpty: false } files
                    ? manifests(new ManifestSession(images, image, files))
                    : package(new PatchSession(images, image, PackageShape.Of(input, image)));
            }

            if (MarkedYaml.IsNamedSo(input))
                return manifests(new ManifestSession(images, FileImage.Open(input), [Path.GetFileName(input)]));
            throw new ImageRefusedException("it is no package", "name a package's folder, a .tar.gz, a .zip, a chart, or rendered manifests: a .yaml, or a folder of these");
        }
        catch
        {
            images.Dispose();
            throw;
        }
    }
}
