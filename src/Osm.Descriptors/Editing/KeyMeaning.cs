using System.Collections.Frozen;
using System.Text;
using Osm.Descriptors.Model.Schema;

namespace Osm.Descriptors.Editing;

/// <summary>What a key means and what may stand there, for people.</summary>
internal static class KeyMeaning
{
    private static readonly Lazy<FrozenDictionary<string, string>> Meanings = new(Read);

    /// <summary>The paths that have a meaning of their own, with the descriptor's kind before them.</summary>
    public static IEnumerable<string> KnownPaths => Meanings.Value.Keys;

    /// <summary>As Markdown.</summary>
    public static string Of(SchemaNode node)
    {
        var text = new StringBuilder($"**{node.Name}** · {Kind(node)}");
        if (node.IsMandatory || node.Least > 0)
            text.Append(" · SOL006 asks for it");
        if (Meanings.Value.TryGetValue(FullPath(node), out var meaning))
            text.Append($"\n\n{meaning}");
        if (node.Type is { Kind: LeafKind.Enumeration or LeafKind.Identity } type)
            text.Append($"\n\nOne of {string.Join(", ", type.Values.Select(value => $"`{value}`"))}.");
        else if (node.Type is { Kind: LeafKind.Integer } number)
            text.Append($"\n\nFrom {number.Low} to {number.High}.");
        else if (node.Type is { Kind: LeafKind.Reference, Target: { } target })
            text.Append($"\n\nThe `{target.Steps[^1]}` of a `{target.Name}`.");
        if (node.Keys.Length > 0)
            text.Append($"\n\nIts elements are told apart by `{string.Join("`, `", node.Keys)}`.");
        if (node.Choice is not null && node.Parent is { } parent)
        {
            var others = parent.Children.Where(child => child.Choice == node.Choice && child.Case != node.Case).Select(child => $"`{child.Name}`").ToArray();
            if (others.Length > 0)
                text.Append($"\n\nInstead of {string.Join(" or ", others)}.");
        }

        return text.ToString();
    }

    private static string Kind(SchemaNode node) => (node.Kind, node.Type?.Kind) switch
    {
        (NodeKind.Container, _) => "keys below it",
        (NodeKind.List, _) => "list",
        (NodeKind.LeafList, _) => "list of values",
        (_, LeafKind.Boolean) => "true or false",
        (_, LeafKind.Integer or LeafKind.Decimal) => "number",
        (_, LeafKind.Enumeration or LeafKind.Identity) => "one of a few words",
        (_, LeafKind.Address) => "IP address",
        (_, LeafKind.Reference) => "reference",
        _ => "text",
    };

    private static string FullPath(SchemaNode node)
    {
        var root = node;
        while (root.Parent is { } parent)
            root = parent;
        var kind = root == InformationModel.Vnfd ? "vnfd" : root == InformationModel.Nsd ? "nsd" : "nst";
        return kind + node.Path;
    }

    // "kind/path/of/key: meaning", a line each.
    private static FrozenDictionary<string, string> Read()
    {
        using var stream = typeof(KeyMeaning).Assembly.GetManifestResourceStream("editing/meanings.txt")
            ?? throw new InvalidOperationException("the assembly lacks its resource editing/meanings.txt");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n')
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split(": ", 2))
            .ToFrozenDictionary(parts => parts[0], parts => parts[1].Trim(), StringComparer.Ordinal);
    }
}
