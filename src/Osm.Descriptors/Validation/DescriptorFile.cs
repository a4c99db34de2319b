using Osm.Descriptors.Model;
using Osm.Descriptors.Packaging;

namespace Osm.Descriptors.Validation;

/// <summary>A descriptor in its package.</summary>
/// <param name="Package">Where it came from.</param>
/// <param name="Content">Its model.</param>
public sealed record DescriptorFile<T>(Package Package, T Content)
    where T : Descriptor;
