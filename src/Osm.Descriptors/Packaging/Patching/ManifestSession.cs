using System.Collections.Immutable;
using System.Text;
using Osm.Descriptors.Naming;
using Osm.Descriptors.Packaging.Images;
using Osm.Descriptors.Rewriting.Charts;
using Osm.Descriptors.Rewriting.Manifests;

namespace Osm.Descriptors.Packaging.Patching;

/// <summary>One file of rendered manifests while it is patched or unpatched. There is no Helm to compute the networks' names, so that the NS's name must be known.</summary>
internal sealed class ManifestSession(PackageImages images, PackageImage image)
{
    private const int MostBytes = 64 << 20;

    private static readonly string[] Envelopes = ["vnfd:", "nsd:", "nst:", "etsi-nfv-"];

    private readonly string _name = image.Members[0].Path;

    /// <exception cref="ImageRefusedException">It cannot be patched, or names of networks cannot be made.</exception>
    public PatchedPackage Patch(PatchRequest request)
    {
        var (content, file) = Read();
        if (Envelopes.Any(envelope => Encoding.UTF8.GetString(content).Split('\n').Any(line => line.StartsWith(envelope, StringComparison.Ordinal))))
            throw new ImageRefusedException("a descriptor alone has no charts", "name its package: the folder or the archive");
        var mapping = (file.Marker?.Mapping ?? PatchMapping.None).Under(request.Mapping);
        var (wishes, _) = PatchWishes.Of(null, [], mapping);
        var names = NamesOf(wishes, mapping.NsName);
        var original = file.Original(_name);
        var rewrite = ManifestRewriting.Rewrite(
            new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal) { [_name] = original }, wishes, names.GetValueOrDefault);
        var patched = rewrite.Files.TryGetValue(_name, out var body) ? Marked(original, body.ToArray(), mapping, request.ToolVersion) : original;
        return Result(request.Input, wishes, rewrite.Workloads, rewrite.Unmet, content, patched);
    }

    /// <exception cref="ImageRefusedException">It was not patched, or was edited where it was.</exception>
    public PatchedPackage Unpatch(string input)
    {
        var (content, file) = Read();
        if (file.Marker is null)
            throw new ImageRefusedException("it was not patched", "'osm-l2sm patch' leaves a comment at the beginning of such a file; there is none");
        return Result(input, new AttachmentWishes(AnnotationDialect.L2sm, [], []), [], [], content, file.Original(_name));
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
        string input, AttachmentWishes wishes, ImmutableArray<WorkloadOutcome> workloads, ImmutableArray<UnmetWish> unmet, byte[] before, byte[] after)
    {
        var changes = new ImageChanges();
        var contents = new Dictionary<string, byte[]?>(StringComparer.Ordinal);
        if (!before.AsSpan().SequenceEqual(after))
        {
            changes.Replace(_name, after);
            contents[_name] = after;
        }

        ImmutableArray<ChangedMember> members = [.. contents.Keys.Select(name => new ChangedMember(name, MemberChange.Changed))];
        var report = new PatchReport(input, wishes, [], [new ChartPatch([], _name, workloads, null)], unmet, [], members);
        return new PatchedPackage(images, new PackageTree(images, image), report, changes, contents, []);
    }

    private static byte[] Marked(byte[] original, byte[] body, PatchMapping mapping, string toolVersion) =>
        MarkedYaml.Write(body, MarkedYaml.MarkerOf(original, body, mapping, toolVersion));

    private (byte[] Content, MarkedYaml File) Read()
    {
        var content = image.Read(image.Members[0], MostBytes);
        return (content, MarkedYaml.Parse(content, _name));
    }
}
