using System.Collections.Immutable;
using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Model;

/// <summary>A network slice template.</summary>
/// <param name="Content">As written.</param>
/// <param name="Id"><c>id</c>.</param>
/// <param name="NsdIds"><c>netslice-subnet[].nsd-ref</c>: the NSDs that it is made of.</param>
public sealed record Nst(YamlMapping Content, Located<string>? Id, ImmutableArray<Located<string>> NsdIds) : Descriptor(Content, Id);
