using Osm.Descriptors.Editing;
using Osm.Descriptors.Model.Schema;

namespace Osm.Descriptors.Tests.Editing;

public sealed class KeyMeaningTests
{
    [Fact]
    public void Every_meaning_is_of_a_key_that_the_model_has()
    {
        KeyMeaning.KnownPaths.ShouldNotBeEmpty();
        foreach (var path in KeyMeaning.KnownPaths)
        {
            var steps = path.Split('/');
            SchemaNode? node = steps[0] switch { "vnfd" => InformationModel.Vnfd, "nsd" => InformationModel.Nsd, _ => InformationModel.Nst };
            foreach (var step in steps.Skip(1))
                node = node?.Child(step);
            node.ShouldNotBeNull(path);
            KeyMeaning.Of(node).ShouldContain("\n\n");
        }
    }

    [Fact]
    public void What_the_model_knows_is_told_of_every_key()
    {
        var meaning = KeyMeaning.Of(InformationModel.Vnfd.Child("ext-cpd")!.Child("k8s-cluster-net")!);

        meaning.ShouldContain("reference");
        meaning.ShouldContain("The `id` of a `nets`.");
        meaning.ShouldContain("Instead of `int-virtual-link-desc` or `int-cpd`.");
    }
}
