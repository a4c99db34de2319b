using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Osm.Descriptors.Model;
using Osm.Descriptors.Naming;
using Osm.Descriptors.Packaging;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Tests.Packaging;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Tests;

/// <summary>The reference NS is what everything else is shown with: it must stay sound.</summary>
public sealed partial class ReferenceExampleTests
{
    private static readonly string Folder = Path.Join(Repository.Examples, "reference-ns");

    public static TheoryData<string> Packages() => ["cnf_a_knf", "cnf_b_knf", "l2net_ns"];

    [Fact]
    public void The_reference_NS_has_no_finding_of_any_severity()
    {
        var inputs = PackageFinder.Open([Folder], PackageLimits.Default);

        inputs.Packages.Length.ShouldBe(3);
        DescriptorValidator.Validate(inputs.Packages).Findings.ShouldBeEmpty();
    }

    [Fact]
    public void Its_packages_have_no_finding_as_archives_either()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "cnf_a_knf", "cnf_b_knf", "l2net_ns" })
        {
            var files = Directory.EnumerateFiles(Path.Join(Folder, name), "*", SearchOption.AllDirectories)
                .Select(file => (Path.GetRelativePath(Folder, file), File.ReadAllText(file)));
            folder.Write($"{name}.tar.gz", Tar.Gz([.. files]));
        }

        var inputs = PackageFinder.Open([folder.Path], PackageLimits.Default);

        inputs.Packages.Select(package => package.Kind).ShouldAllBe(kind => kind == PackageKind.Archive);
        var report = DescriptorValidator.Validate(inputs.Packages);
        report.Packages.ShouldBe(3);
        report.Findings.ShouldBeEmpty();
    }

    [Fact]
    public void The_virtual_link_joins_the_data_nets_of_both_CNFs_by_one_id()
    {
        var nsd = Read("l2net_ns/l2net_nsd.yaml").ShouldBeOfType<Nsd>();

        nsd.VirtualLinks.Select(link => (link.Id!.Value.Value, link.IsManagement)).ShouldBe([("mgmt", true), ("vl_1", false)]);
        var l3 = nsd.Flavour!.LinkProfiles.ShouldHaveSingleItem().L3.ShouldNotBeNull();
        l3.Cidr!.Value.Value.ShouldBe("10.10.1.0/24");
        l3.DhcpEnabled.ShouldNotBeNull();
        foreach (var name in new[] { "cnf_a", "cnf_b" })
        {
            var vnfd = Read($"{name}_knf/{name}_knfd.yaml").ShouldBeOfType<Vnfd>();
            vnfd.Id!.Value.Value.ShouldBe(name);
            var profile = nsd.Flavour.VnfProfiles.Single(profile => profile.VnfdId?.Value == name);
            foreach (var connectivity in profile.Connectivity)
            {
                var end = connectivity.ConstituentCpds.ShouldHaveSingleItem();
                var cpd = vnfd.ExternalCpds.Single(cpd => cpd.Id?.Value == end.CpdId!.Value.Value);
                cpd.ClusterNet!.Value.Value.ShouldBe(connectivity.LinkId!.Value.Value);
            }
        }
    }

    [Fact]
    public void Its_network_in_the_cluster_is_called_after_NS_and_link()
    {
        ClusterNetworkName.TryFromNetName(ClusterNetworkName.NetName("alpha", "vl_1"), out var name, out _).ShouldBeTrue();

        name.ShouldBe("alpha-vl-1");
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void The_checksums_are_those_that_OSMs_client_would_write(string package)
    {
        // Its glob '**/*.*' finds names with a dot in them, but nothing hidden.
        var expected = Directory.EnumerateFiles(Path.Join(Folder, package), "*.*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Folder, file))
            .Where(file => Path.GetFileName(file) != "checksums.txt" && Path.GetFileName(file).Contains('.') && !file.Contains("/."))
            .Select(file => $"{Md5(Path.Join(Folder, file))}\t{file}");

        File.ReadAllLines(Path.Join(Folder, package, "checksums.txt")).ShouldBe(expected, ignoreOrder: true);
    }

    [Fact]
    public void The_charts_have_names_that_NBI_takes()
    {
        foreach (var name in new[] { "cnf_a", "cnf_b" })
        {
            var kdu = Read($"{name}_knf/{name}_knfd.yaml").ShouldBeOfType<Vnfd>().Kdus.ShouldHaveSingleItem();
            ChartName().IsMatch(kdu.HelmChart!.Value.Value).ShouldBeTrue();
        }
    }

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex ChartName();

    private static Descriptor? Read(string path)
    {
        var file = Path.Join(Folder, path);
        return DescriptorReader.Read(new SourceText(file, File.ReadAllText(file)), YamlLimits.Default, new FindingList());
    }

#pragma warning disable CA5351 // OSM's checksums are MD5
    private static string Md5(string file) => Convert.ToHexStringLower(MD5.HashData(File.ReadAllBytes(file)));
#pragma warning restore CA5351
}
