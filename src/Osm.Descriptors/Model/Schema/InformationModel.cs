namespace Osm.Descriptors.Model.Schema;

/// <summary>OSM's information model: which keys descriptors may have, and what may stand there.</summary>
/// <remarks>Read from the texts beside this file, each when it is first asked for.</remarks>
internal static class InformationModel
{
    private static readonly Lazy<SchemaNode> LazyVnfd = new(() => Read("vnfd"));
    private static readonly Lazy<SchemaNode> LazyNsd = new(() => Read("nsd", "nsd.later"));
    private static readonly Lazy<SchemaNode> LazyNst = new(() => Read("nst"));

    /// <summary>What stands under <c>vnfd</c>.</summary>
    public static SchemaNode Vnfd => LazyVnfd.Value;

    /// <summary>What the one element of <c>nsd: nsd:</c> holds.</summary>
    public static SchemaNode Nsd => LazyNsd.Value;

    /// <summary>What the one element of <c>nst</c> holds.</summary>
    public static SchemaNode Nst => LazyNst.Value;

    private static SchemaNode Read(params string[] names) => SchemaText.Read(names.Select(Text));

    private static string Text(string name)
    {
        using var stream = typeof(InformationModel).Assembly.GetManifestResourceStream($"model/{name}.txt")
            ?? throw new InvalidOperationException($"the assembly lacks its resource model/{name}.txt");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
