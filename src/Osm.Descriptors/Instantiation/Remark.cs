using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Instantiation;

/// <summary>What is wrong, or worth knowing, about creating an NS.</summary>
/// <param name="Severity">With an error there are no parameters.</param>
/// <param name="Position">Where; null for what was asked for and is not in a file.</param>
/// <param name="Message">What.</param>
/// <param name="Cure">What to do.</param>
public sealed record Remark(Severity Severity, SourcePosition? Position, string Message, string Cure);
