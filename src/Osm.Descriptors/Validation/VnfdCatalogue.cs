using Osm.Descriptors.Model;

namespace Osm.Descriptors.Validation;

/// <summary>The VNFDs that are given, for the NSDs that use them.</summary>
/// <param name="inputs">Those that are validated.</param>
/// <param name="companions">Those that are only there to be known.</param>
internal sealed class VnfdCatalogue(IEnumerable<DescriptorFile<Vnfd>> inputs, IEnumerable<DescriptorFile<Vnfd>> companions)
{
    private readonly ILookup<string, DescriptorFile<Vnfd>> _inputs = ById(inputs);
    private readonly ILookup<string, DescriptorFile<Vnfd>> _companions = ById(companions);
    private readonly Dictionary<(string Id, string NsdPath), DescriptorFile<Vnfd>?> _found = [];

    /// <summary>The VNFD of an id: an input before a companion, and where several examples in one tree use the same id, the one nearest to the NSD.</summary>
    public Vnfd? Find(string id, string nsdPath) => FindFile(id, nsdPath)?.Content;

    /// <summary>The same, with its package.</summary>
    public DescriptorFile<Vnfd>? FindFile(string id, string nsdPath)
    {
        if (!_found.TryGetValue((id, nsdPath), out var vnfd))
            _found[(id, nsdPath)] = vnfd = Nearest(_inputs[id], nsdPath) ?? Nearest(_companions[id], nsdPath);
        return vnfd;
    }

    private static ILookup<string, DescriptorFile<Vnfd>> ById(IEnumerable<DescriptorFile<Vnfd>> vnfds) =>
        vnfds.Where(vnfd => vnfd.Content.Id is not null).ToLookup(vnfd => vnfd.Content.Id!.Value.Value, StringComparer.Ordinal);

    private static DescriptorFile<Vnfd>? Nearest(IEnumerable<DescriptorFile<Vnfd>> vnfds, string nsdPath) =>
        vnfds.MaxBy(vnfd => SharedFolders(vnfd.Package.Path, nsdPath));

    private static int SharedFolders(string path, string other) =>
        path.Split('/').Zip(other.Split('/')).TakeWhile(pair => pair.First == pair.Second).Count();
}
