using System.Collections.Immutable;
using Osm.Descriptors.Model;

namespace Osm.Descriptors.Validation;

/// <summary>The VNFDs that are given, for the NSDs that use them.</summary>
internal sealed class VnfdCatalogue(ImmutableArray<DescriptorFile<Vnfd>> vnfds)
{
    private readonly ILookup<string, DescriptorFile<Vnfd>> _byId =
        vnfds.Where(vnfd => vnfd.Content.Id is not null).ToLookup(vnfd => vnfd.Content.Id!.Value.Value, StringComparer.Ordinal);

    /// <summary>The VNFD of an id; where several examples in one tree use the same id, the one nearest to the NSD.</summary>
    public Vnfd? Find(string id, string nsdPath) =>
        (_byId[id] is var known && known.Skip(1).Any() ? known.MaxBy(vnfd => SharedFolders(vnfd.Package.Path, nsdPath)) : known.FirstOrDefault())?.Content;

    private static int SharedFolders(string path, string other) =>
        path.Split('/').Zip(other.Split('/')).TakeWhile(pair => pair.First == pair.Second).Count();
}
