using Osm.Descriptors.Packaging;
using Osm.Descriptors.Validation;
using Xunit.Abstractions;

namespace Osm.Descriptors.Tests.Validation;

/// <summary>Every key, value and element of valid descriptors broken in turn: the report must name the place and the cause.</summary>
public sealed class MutationTests(ITestOutputHelper output)
{
    private const double LeastFound = 0.98;

    [Fact]
    public void Nearly_every_fault_is_found_at_its_place_and_none_brings_the_validator_down()
    {
        var packages = PackageFinder.Open([Path.Join(Repository.Examples, "reference-ns")], PackageLimits.Default).Packages;
        var machine = Checked.Bare("router_vnfd.yaml", MendedMachine());
        DescriptorValidator.Validate([.. packages, machine]).Findings.ShouldBeEmpty();

        var undetected = new List<string>();
        var total = 0;
        foreach (var package in packages.Append(machine))
        {
            var others = package == machine ? [] : packages.Remove(package);
            foreach (var mutant in Mutant.Of(package.Descriptor!.File, package.Descriptor.Text))
            {
                total++;
                var broken = package with { Descriptor = package.Descriptor with { Text = mutant.Text } };
                if (!DescriptorValidator.Validate([.. others, broken]).Findings.Any(finding => Names(finding, package.Descriptor.File, mutant)))
                    undetected.Add($"{Path.GetFileName(package.Descriptor.File)}: {mutant.Name}");
            }
        }

        output.WriteLine($"{total - undetected.Count} of {total} mutants found; not found:");
        undetected.ForEach(output.WriteLine);
        total.ShouldBeGreaterThan(500);
        (1 - ((double)undetected.Count / total)).ShouldBeGreaterThanOrEqualTo(LeastFound, string.Join('\n', undetected));
    }

    private static bool Names(Finding finding, string file, Mutant mutant) =>
        (finding.Position.File == file && mutant.Lines.Contains(finding.Position.Line))
        || mutant.IsNamedIn($"{finding.Message} {finding.Cure}");

    private static string MendedMachine()
    {
        using var copy = new TemporaryFolder();
        var path = copy.Write("router_vnfd.yaml", File.ReadAllText(Path.Join(Repository.Examples, "broken", "OSM022", "router_vnfd.yaml")));
        RulePage.Parse(RulePages.Find("OSM022")!).Mend(copy.Path);
        return File.ReadAllText(path);
    }
}
