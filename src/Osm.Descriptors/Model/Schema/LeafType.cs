namespace Osm.Descriptors.Model.Schema;

/// <summary>Which values a leaf takes.</summary>
internal enum LeafKind
{
    Text,
    Boolean,
    Integer,
    Decimal,
    Enumeration,
    Identity,
    Address,
    Empty,
    Reference,
}

/// <summary>The type of a leaf.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Low">The least integer, or the least length of a text.</param>
/// <param name="High">The greatest integer, or the greatest length of a text.</param>
/// <param name="Values">The values of an enumeration or an identity.</param>
/// <param name="Prefixes">What may stand, with a colon, before an identity.</param>
/// <param name="Target">What a reference names.</param>
internal sealed record LeafType(LeafKind Kind, Int128 Low, Int128 High, string[] Values, string[] Prefixes, ReferenceTarget? Target)
{
    public static LeafType Of(LeafKind kind) => new(kind, 0, Int128.MaxValue, [], [], null);
}

/// <summary>Where the values stand of which a reference must be one.</summary>
/// <param name="Up">How many levels up from the leaf the way begins; 0 for the descriptor.</param>
/// <param name="Steps">The keys down from there.</param>
internal sealed record ReferenceTarget(int Up, string[] Steps)
{
    /// <summary>The list or leaf that holds the values, for messages.</summary>
    public string Name => Steps.Length > 1 ? Steps[^2] : Steps[^1];
}
