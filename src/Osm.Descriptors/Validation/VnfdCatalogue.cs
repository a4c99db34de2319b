using System.Collections.Immutable;
using Osm.Descriptors.Model;

namespace Osm.Descriptors.Validation;

/// <summary>The VNFDs that are given, for the NSDs that use them.</summary>
internal sealed class VnfdCatalogue(ImmutableArray<DescriptorFile<Vnfd>> vnfds)
{
    private readonly ILookup<string, DescriptorFile<Vnfd>> _byId =
        vnfds.Where(vnfd => vnfd.Content.Id is not null).ToLookup(vnfd => vnfd.Content.Id!.Value.Value, StringComparer.Ordinal);

    private readonly Dictionary<(string Id, string NsdPath), Vnfd?> _found = [];

    /// <summary>The VNFD of an id; where several examples in one tree use the same id, the one nearest to the NSD.</summary>
    public Vnfd? Find(string id, string nsdPath)
    {
        if (!_found.TryGetValue((id, nsdPath), out var vnfd))
            _found[(id, nsdPath)] = vnfd = _byId[id].MaxBy(known => SharedFolders(known.Package.Path, nsdPath))?.Content;
        return vnfd;
    }

    private static int SharedFolders(string path, string other) =>
        path.Split('/').Zip(other.Split('/')).TakeWhile(pair => pair.First == pair.Second).Count();
}
