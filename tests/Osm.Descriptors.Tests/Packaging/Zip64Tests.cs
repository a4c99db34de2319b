using System.Text;
using CsCheck;
using Osm.Descriptors.Packaging;
using Osm.Descriptors.Packaging.Images;
using Osm.Descriptors.Tests.Cli;
using Osm.Descriptors.Tests.Packaging.Patching;

namespace Osm.Descriptors.Tests.Packaging;

/// <summary>ZIP64: read as any zip, written as a plain one.</summary>
public sealed class Zip64Tests : IDisposable
{
    private const string Template = "Scripts/helm-chart-v3s/chart/templates/deployment.yaml";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_package_is_validated_patched_and_comes_back(bool streamed)
    {
        var input = _folder.Write("knf.zip", Package(streamed));
        CliRun.Of("validate", input).ExitCode.ShouldBe(0);

        CliRun.Of("patch", input, "-o", Out("knf.zip")).ExitCode.ShouldBe(0);
        CliRun.Of("validate", Out("knf.zip")).ExitCode.ShouldBe(0);
        CliRun.Of("unpatch", Out("knf.zip"), "-o", Out("back.zip")).ExitCode.ShouldBe(0);

        SamplePackage.Listing(Out("back.zip")).ShouldBe(SamplePackage.Listing(input));
        // A header with both forms would have two truths; what was copied keeps its own.
        Zip64.HasField(File.ReadAllBytes(Out("knf.zip")), Template).ShouldBeFalse();
        Zip64.HasField(File.ReadAllBytes(Out("knf.zip")), "TOSCA-Metadata/TOSCA.meta").ShouldBeTrue();
    }

    [Fact]
    public void A_claim_of_more_members_than_a_package_may_have_is_refused_by_its_number()
    {
        var zip = Package(streamed: false);
        var at = zip.AsSpan().LastIndexOf("PK\x06\x06"u8);
        BitConverter.TryWriteBytes(zip.AsSpan(at + 32), 1L << 40);
        var input = _folder.Write("knf.zip", zip);

        CliRun.Of("validate", input).Output.ShouldContain("it has more than 20000 members");
        CliRun.Of("patch", input, "--dry-run").ExitCode.ShouldBe(2);
    }

    [Fact]
    public void Whatever_is_broken_in_it_is_refused_and_nothing_else_happens() => Gen.Select(Gen.Bool, Gen.Int[0, 1 << 20], Gen.Byte, Gen.Int[0, 3]).Sample(
        (streamed, place, value, cut) =>
        {
            var zip = Package(streamed);
            // Most of what is structure stands at the end.
            zip[^(1 + (place % Math.Min(zip.Length, 900)))] = value;
            var input = Path.Join(_folder.Path, "broken.zip");
            File.WriteAllBytes(input, cut == 0 ? zip[..(place % zip.Length)] : zip);
            using var images = new PackageImages(PackageLimits.Default);
            try
            {
                if (images.Open(input) is { } image)
                {
                    foreach (var member in image.Members.Where(member => member.Kind == ImageMemberKind.File))
                        image.Read(member, 1 << 20);
                }
            }
            catch (ImageRefusedException)
            {
            }

            PackageFinder.Open([input], PackageLimits.Default).ShouldNotBeNull();
        },
        iter: 300, threads: 1);

    private string Out(string name) => Path.Join(_folder.Path, "written", name);

    private static byte[] Package(bool streamed) => Zip64.Of(
        streamed,
        [
            ("Definitions/knfd.yaml", Encoding.UTF8.GetBytes(Samples.Vnfd)), ("TOSCA-Metadata/TOSCA.meta", "Entry-Definitions: Definitions/knfd.yaml\n"u8.ToArray()),
            ("Scripts/helm-chart-v3s/chart/Chart.yaml", Encoding.UTF8.GetBytes(Samples.Chart)), (Template, Encoding.UTF8.GetBytes(SamplePackage.Deployment)),
            ("Scripts/empty", []),
        ]);
}
