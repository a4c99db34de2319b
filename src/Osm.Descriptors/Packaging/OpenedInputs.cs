using System.Collections.Immutable;

namespace Osm.Descriptors.Packaging;

/// <summary>What was found at the paths that a user named.</summary>
/// <param name="Packages">In the order found.</param>
/// <param name="Unreadable">Paths at which there is nothing that can be looked at.</param>
public sealed record OpenedInputs(ImmutableArray<Package> Packages, ImmutableArray<UnreadableInput> Unreadable);

/// <summary>A path that could not be used.</summary>
/// <param name="Path">As the user named it, or as it was found below what the user named.</param>
/// <param name="Reason">Why, and what would be usable.</param>
public sealed record UnreadableInput(string Path, string Reason);
