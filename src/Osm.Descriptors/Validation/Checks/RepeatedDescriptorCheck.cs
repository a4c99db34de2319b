using Osm.Descriptors.Model;
using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>NBI's check 4, as far as it can be told without OSM: descriptors that take each other's place.</summary>
internal static class RepeatedDescriptorCheck
{
    /// <param name="kind">What they are, for the message.</param>
    /// <param name="files">All of one kind that are validated.</param>
    /// <param name="findings">Takes what is found.</param>
    public static void Run<T>(string kind, IReadOnlyList<DescriptorFile<T>> files, FindingList findings)
        where T : Descriptor
    {
        var firsts = new Dictionary<string, (SourceText Source, SourcePosition Place)>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            if (file.Content.Id is not { } id || file.Package.Descriptor is not { } source || firsts.TryAdd(id.Value, (source, id.Position)))
                continue;
            var first = firsts[id.Value];
            // Named twice, as 'a' and './a', or alone and with its folder: one descriptor.
            if (Path.GetFullPath(first.Source.File) == Path.GetFullPath(source.File))
                continue;
            // A package and the archive built of it, most likely.
            if (first.Source.Text == source.Text)
            {
                findings.Add(
                    RuleCatalogue.TakenId, id.Position, $"this is the {kind} of {first.Source.File} once more", "onboard one of them",
                    Severity.Note, related: new RelatedPlace(first.Place, "the other"));
                continue;
            }

            findings.Add(
                RuleCatalogue.TakenId, id.Position,
                $"'{id.Value}' is also the id of the {kind} in {first.Source.File}: OSM refuses the second that is onboarded, and an NSD means the nearer one here",
                "give it another id, or validate variants apart", related: new RelatedPlace(first.Place, "the other"));
        }
    }
}
