using System.Collections.Immutable;
using System.Text;
using Osm.Descriptors.Naming;
using Osm.Descriptors.Packaging.Images;
using Osm.Descriptors.Rewriting.Charts;
using Osm.Descriptors.Rewriting.Manifests;

namespace Osm.Descriptors.Packaging.Patching;

/// <summary>Rendered manifests, one file or a folder of them, while they are patched or unpatched. There is no Helm to compute the networks' names, so that the NS's name must be known.</summary>
internal sealed class ManifestSession
{
    /// <summary>How large they may be together.</summary>
    public const int MostBytes = 64 << 20;

    private readonly PackageImages _images;
    private readonly PackageImage _image;
    private readonly ImmutableArray<(string Path, byte[] Content, MarkedYaml Yaml)> _files;

    /// <exception cref="ImageRefusedException">They are too large, or a marker is damaged.</exception>
    public ManifestSession(PackageImages images, PackageImage image, IEnumerable<string> files)
    {
        (_images, _image) = (images, image);
        var left = MostBytes;
        _files =
        [
            .. files.Select(path =>
            {
                var content = image.Read(image.Find(path)!, left);
                left -= content.Length;
                return (path, content, MarkedYaml.Parse(content, path));
            }),
        ];
    }

    /// <summary>What the user said when they were patched; null where they were not.</summary>
    public PatchMapping? EarlierMapping() => PatchMapping.Joined(_files.Select(file => file.Yaml.Marker));

    /// <exception cref="ImageRefusedException">They cannot be patched, or names of networks cannot be made.</exception>
    public PatchedPackage Patch(PatchRequest request)
    {
        if (_files.Any(file => ManifestFiles.IsDescriptor(Encoding.UTF8.GetString(file.Content))))
            throw new ImageRefusedException("a descriptor alone has no charts", "name its package: the folder or the archive");
        var mapping = (EarlierMapping() ?? PatchMapping.None).Under(request.Mapping);
        var (wishes, _) = PatchWishes.Of(null, [], mapping);
        var names = NamesOf(wishes, mapping.NsName);
        var originals = _files.ToDictionary(file => file.Path, file => file.Yaml.Original(file.Path), StringComparer.Ordinal);
        var rewrite = ManifestRewriting.Rewrite(
            originals.ToDictionary(file => file.Key, file => new ReadOnlyMemory<byte>(file.Value), StringComparer.Ordinal), wishes, names.GetValueOrDefault);
        var bodies = originals.ToDictionary(
            file => file.Key, file => rewrite.Files.TryGetValue(file.Key, out var body) ? body.ToArray() : file.Value, StringComparer.Ordinal);
        return Result(request.Input, wishes, rewrite.Workloads, rewrite.Unmet, path => bodies[path] == originals[path]
            ? originals[path]
            : MarkedYaml.Write(bodies[path], MarkedYaml.MarkerOf(originals[path], bodies[path], mapping, request.ToolVersion)),
            [.. _files.Select(file => new ManifestTexts(file.Path, originals[file.Path], bodies[file.Path], names))]);
    }

    /// <exception cref="ImageRefusedException">They were not patched, or were edited where they were.</exception>
    public PatchedPackage Unpatch(string input)
    {
        if (EarlierMapping() is null)
            throw new ImageRefusedException("it was not patched", "'osm-l2sm patch' leaves a comment at the beginning of such a file; there is none");
        return Result(input, new AttachmentWishes(AnnotationDialect.L2sm, [], []), [], [], path => _files.First(file => file.Path == path).Yaml.Original(path), []);
    }

    private static Dictionary<string, string> NamesOf(AttachmentWishes wishes, string? nsName)
    {
        if (nsName is null)
            throw new ImageRefusedException("in rendered manifests there is no Helm to make the networks' names of the NS's name", "say it: --ns-name NAME");
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var net in wishes.Networks)
        {
            if (!ClusterNetworkName.TryFromNetName(ClusterNetworkName.NetName(nsName, net.NetId), out var name, out var error))
                throw new ImageRefusedException(error, "");
            names[net.NetId] = name;
        }

        return names;
    }

    private PatchedPackage Result(
        string input, AttachmentWishes wishes, ImmutableArray<WorkloadOutcome> workloads, ImmutableArray<UnmetWish> unmet, Func<string, byte[]> contentOf,
        ImmutableArray<ManifestTexts> texts)
    {
        var changes = new ImageChanges();
        var contents = new Dictionary<string, byte[]?>(StringComparer.Ordinal);
        foreach (var (path, before, _) in _files)
        {
            var after = contentOf(path);
            if (before.AsSpan().SequenceEqual(after))
                continue;
            changes.Replace(path, after);
            contents[path] = after;
        }

        ImmutableArray<string> notes =
        [
            .. _image.Members.Where(member => member.Kind == ImageMemberKind.Link && MarkedYaml.IsNamedSo(member.Path))
                .Select(link => $"'{link.Path}' is a link and was not looked at: put the file itself in its place"),
        ];
        ImmutableArray<ChangedMember> members = [.. contents.Keys.Select(path => new ChangedMember(path, MemberChange.Changed))];
        // One file is told of also where nothing in it makes pods.
        ImmutableArray<ChartPatch> charts =
        [
            .. _files.Select(file => new ChartPatch([], file.Path, [.. workloads.Where(workload => workload.File == file.Path)], null))
                .Where(file => _files.Length == 1 || !file.Workloads.IsEmpty || contents.ContainsKey(file.Chart)),
        ];
        return new PatchedPackage(_images, new PackageTree(_images, _image), new PatchReport(input, wishes, [], charts, unmet, notes, members), changes, contents, []) { Manifests = texts };
    }
}

/// <summary>A file of manifests, before and after.</summary>
/// <param name="Path">In the folder, or the file's name.</param>
/// <param name="Original">As nobody patched it yet.</param>
/// <param name="Patched">Without the marker.</param>
/// <param name="Names">The networks' names by net.</param>
public sealed record ManifestTexts(string Path, ReadOnlyMemory<byte> Original, ReadOnlyMemory<byte> Patched, IReadOnlyDictionary<string, string> Names);
