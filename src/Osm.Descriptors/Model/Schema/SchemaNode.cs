namespace Osm.Descriptors.Model.Schema;

/// <summary>What a key of the model holds.</summary>
internal enum NodeKind
{
    Container,
    List,
    Leaf,
    LeafList,
}

/// <summary>A key of the information model: what may stand there and below it.</summary>
/// <param name="name">Without prefix.</param>
/// <param name="kind">What it holds.</param>
/// <param name="parent">Null for the descriptor itself.</param>
internal sealed class SchemaNode(string name, NodeKind kind, SchemaNode? parent)
{
    private readonly Dictionary<string, SchemaNode> _children = new(StringComparer.Ordinal);

    public string Name { get; } = name;

    public NodeKind Kind { get; } = kind;

    public SchemaNode? Parent { get; } = parent;

    /// <summary>From the descriptor, such as <c>/df/vnf-profile/id</c>; empty for the descriptor.</summary>
    public string Path { get; } = parent is null ? "" : $"{parent.Path}/{name}";

    /// <summary>Null where it is no leaf.</summary>
    public LeafType? Type { get; init; }

    /// <summary>The keys that tell a list's elements apart; empty for other nodes.</summary>
    public string[] Keys { get; init; } = [];

    /// <summary>SOL006 says that it must be there, as a leaf; OSM does not look.</summary>
    public bool IsMandatory { get; init; }

    /// <summary>The fewest elements that SOL006 asks for; OSM does not look.</summary>
    public int Least { get; init; }

    /// <summary>The most elements that SOL006 allows; OSM does not look.</summary>
    public int Most { get; init; } = int.MaxValue;

    /// <summary>The choice that it is part of, of whose alternatives one may be there; null for none.</summary>
    public string? Choice { get; init; }

    /// <summary>The alternative of the choice that it belongs to.</summary>
    public string? Case { get; init; }

    /// <summary>Whether all from the descriptor down to it are lists: only there does NBI look for repeated ids.</summary>
    public bool IsReachedThroughLists { get; } =
        parent is null || (kind == NodeKind.List && parent.IsReachedThroughLists);

    /// <summary>In the order of the model.</summary>
    public IReadOnlyCollection<SchemaNode> Children => _children.Values;

    /// <summary>The children that SOL006 asks for.</summary>
    public List<SchemaNode> Required { get; } = [];

    public SchemaNode? Child(string key) => _children.GetValueOrDefault(key);

    public void Add(SchemaNode child)
    {
        _children[child.Name] = child;
        if ((child.IsMandatory || child.Least > 0) && Array.IndexOf(Keys, child.Name) < 0)
            Required.Add(child);
    }
}
