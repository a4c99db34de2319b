using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Model;

/// <summary>A VNFD, an NSD or an NST: what is needed of it for networks and KDUs, and all of it as it is written.</summary>
/// <param name="Content">As written.</param>
/// <param name="Id">Its id; null where it has none.</param>
public abstract record Descriptor(YamlMapping Content, Located<string>? Id)
{
    /// <summary>Where its content begins.</summary>
    public SourcePosition Position => Content.Position;
}
