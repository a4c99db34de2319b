namespace Osm.Descriptors.Reading;

internal static class NodeWords
{
    /// <summary>What a node is, for a message.</summary>
    public static string Of(YamlNode node) => node switch
    {
        YamlMapping => "a mapping",
        YamlSequence => "a list",
        YamlScalar { IsNull: true } => "empty",
        _ => "a single value",
    };
}
