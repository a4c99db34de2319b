using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Reading;

/// <summary>Ends the reading of a document from inside the recursion; never leaves <see cref="YamlReader"/>.</summary>
internal sealed class YamlRefusedException(Rule rule, SourcePosition position, string message, string cure) : Exception(message)
{
    public Rule Rule { get; } = rule;

    public SourcePosition Position { get; } = position;

    public string Cure { get; } = cure;
}
