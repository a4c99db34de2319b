using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Model;

/// <summary>A VNFD or an NSD, as far as networks and KDUs are concerned.</summary>
/// <param name="Position">Where its content begins.</param>
/// <param name="Id">Its id; null where it has none.</param>
public abstract record Descriptor(SourcePosition Position, Located<string>? Id);
