using System.Text;
using Osm.Descriptors.Packaging;
using Osm.Descriptors.Packaging.Images;
using Osm.Descriptors.Packaging.Patching;
using Osm.Descriptors.Tests.Cli;

namespace Osm.Descriptors.Tests.Packaging.Patching;

/// <summary>Juju bundles in the forms that packages have, beside charts, and edited after they were patched.</summary>
public sealed class PatchedBundleTests : IDisposable
{
    private const string Bundle = "bundle: kubernetes\napplications:\n  meter:\n    charm: meter-k8s\n";

    private static readonly string s_vnfd = Samples.Vnfd.With("    helm-chart: chart\n", "    juju-bundle: meter\n");

    private readonly TemporaryFolder _folder = new();
    private readonly string _map;

    public PatchedBundleTests() => _map = _folder.Write("map.yaml", "charm-options: {meter: {network: data}}\n");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("meter")]
    [InlineData("meter/bundle.yaml")]
    public void A_bundle_is_a_file_or_in_a_folder_of_a_tar(string path) =>
        PatchedAndBack(_folder.Write("knf.tar.gz", SamplePackage.Tgz([("knf/knfd.yaml", Bytes(s_vnfd)), ($"knf/juju-bundles/{path}", Bytes(Bundle)), ("knf/juju-bundles/charm.charm", [1, 2, 3])])));

    [Fact]
    public void A_zip_has_it_among_its_scripts_and_a_hash_that_its_manifest_had_wrong_comes_back() =>
        PatchedAndBack(_folder.Write("knf.zip", Zip.OfBytes(
            ("Definitions/knfd.yaml", Bytes(s_vnfd)), ("TOSCA-Metadata/TOSCA.meta", Bytes("Entry-Definitions: Definitions/knfd.yaml\nETSI-Entry-Manifest: knf.mf\n")),
            ("Scripts/juju-bundles/meter", Bytes(Bundle)),
            ("knf.mf", Bytes($"vnfd_id: knf\n\nSource: Scripts/juju-bundles/meter\nAlgorithm: SHA-256\nHash: {new string('0', 64)}\n")))));

    [Fact]
    public void A_chart_and_a_bundle_in_one_package_are_patched_by_one_mapping_that_the_next_patch_knows()
    {
        _folder.Write("knf/knfd.yaml", Samples.Vnfd.With("    helm-chart: chart\n", "    helm-chart: chart\n  - name: meter\n    juju-bundle: meter.yaml\n"));
        _folder.Write("knf/helm-chart-v3s/chart/Chart.yaml", Samples.Chart);
        _folder.Write("knf/helm-chart-v3s/chart/templates/a.yaml", SamplePackage.Deployment);
        _folder.Write("knf/juju-bundles/meter.yaml", Bundle);

        PatchedAndBack(Path.Join(_folder.Path, "knf"));

        var mapping = PatchMappingReader.Read(Path.Join(_folder.Path, "written/patched"), PackageLimits.Default);
        mapping.CharmOptions.ShouldHaveSingleItem().Option.ShouldBe("network");
    }

    [Fact]
    public void The_options_of_each_bundle_of_a_package_are_its_own()
    {
        _folder.Write("in/knf/knfd.yaml", s_vnfd.With("    juju-bundle: meter\n", "    juju-bundle: one.yaml\n  - name: second\n    juju-bundle: two.yaml\n"));
        _folder.Write("in/knf/juju-bundles/one.yaml", Bundle);
        _folder.Write("in/knf/juju-bundles/two.yaml", Bundle.Replace("meter", "probe", StringComparison.Ordinal));
        File.WriteAllText(_map, "charm-options: {probe: {a: data}, meter: {b: data}}\n");
        PatchedAndBack(Path.Join(_folder.Path, "in/knf"));

        _folder.Write("written/nsd.yaml", Samples.Nsd);
        var told = CliRun.Of("params", Path.Join(_folder.Path, "written/patched"), Path.Join(_folder.Path, "written/nsd.yaml"), "--ns-name", "home");

        told.ExitCode.ShouldBe(0, told.Error);
        // Juju refuses an overlay with an application that the bundle has not.
        told.Output.Split("kdu_name: unit")[1].Split("kdu_name")[0].ShouldNotContain("probe:");
        told.Output.Split("kdu_name: second")[1].Split("kdu_name")[0].ShouldContain("a: home-data");
    }

    [Fact]
    public void Edits_elsewhere_stay_and_those_of_what_was_written_are_not_guessed_at()
    {
        _folder.Write("knf/knfd.yaml", s_vnfd);
        _folder.Write("knf/juju-bundles/meter", Bundle);
        CliRun.Of("patch", Path.Join(_folder.Path, "knf"), "--map", _map, "-o", Out("patched")).ExitCode.ShouldBe(0);
        var file = Path.Join(Out("patched"), "juju-bundles/meter");
        var patched = File.ReadAllText(file);

        File.WriteAllText(file, patched + "    scale: 2\n");
        CliRun.Of("unpatch", Out("patched"), "-o", Out("back")).ExitCode.ShouldBe(0);
        File.ReadAllText(Path.Join(Out("back"), "juju-bundles/meter")).ShouldBe(Bundle + "    scale: 2\n");

        File.WriteAllText(file, patched.Replace("network: \"NS_NAME-data\"", "network: \"mine\"", StringComparison.Ordinal));
        var run = CliRun.Of("unpatch", Out("patched"), "-o", Out("back-2"));
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("was edited at the lines");
    }

    [Theory]
    [InlineData("charm-options: {meter: network}", "'meter' has no options")]
    [InlineData("charm-options: {meter: {network: {}}}", "names no net")]
    [InlineData("charm-options: {meter: {network: {nets: data, form: x}}}", "'form' is not a key of an option")]
    [InlineData("charm-options: {meter: {network: {nets: data, as: yaml}}}", "'as: yaml' is none of annotations, labels, list, name, names")]
    [InlineData("charm-options: {meter: {network: {nets: [data, other], as: name}}}", "takes one net")]
    [InlineData("charm-options: {meter: {network: other}}", "charm-options: no ext-cpd of the descriptor has the k8s-cluster-net 'other'")]
    [InlineData("charm-options: {meter: {network: mgmt}}", "charm-options: pods are not attached to the net 'mgmt'")]
    [InlineData("dialect: multus\ncharm-options: {meter: {network: {nets: data, as: labels}}}", "Multus looks at none")]
    public void A_mapping_that_makes_no_sense_is_refused_with_the_reason(string map, string reason)
    {
        _folder.Write("knf/knfd.yaml", s_vnfd);
        _folder.Write("knf/juju-bundles/meter", Bundle);
        File.WriteAllText(_map, map);

        var run = CliRun.Of("patch", Path.Join(_folder.Path, "knf"), "--map", _map, "--dry-run");

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain(reason);
    }

    [Fact]
    public void A_damaged_marker_is_told_by_unpatch_and_counts_as_none_for_parameters()
    {
        var knf = Path.GetDirectoryName(_folder.Write("in/knf/knfd.yaml", s_vnfd))!;
        _folder.Write("in/knf/juju-bundles/meter", "# osm-l2sm.patch {\n" + Bundle);
        _folder.Write("in/nsd.yaml", Samples.Nsd);

        CliRun.Of("unpatch", knf, "--dry-run").Error.ShouldContain("is damaged");
        var told = CliRun.Of("params", knf, Path.Join(_folder.Path, "in/nsd.yaml"), "--ns-name", "home");
        told.ExitCode.ShouldBe(0);
        told.Error.ShouldContain("is a juju bundle that is not patched");
    }

    [Fact]
    public void Options_named_for_a_chart_alone_are_refused() =>
        Should.Throw<ImageRefusedException>(() => PackagePatcher.Patch(
            new PatchRequest(SamplePackage.Write(_folder, "chart folder"), [], PatchMappingReader.Read(_map, PackageLimits.Default).With("data", null), "1.0"), PackageLimits.Default))
            .Message.ShouldContain("there is none");

    private string Out(string name) => Path.Join(_folder.Path, "written", name);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    // With a diff that shows it, the same again, and the original back.
    private void PatchedAndBack(string input)
    {
        CliRun.Of("patch", input, "--map", _map, "--dry-run", "--diff").Output.ShouldContain("NS_NAME-data\"");
        CliRun.Of("patch", input, "--map", _map, "-o", Out("patched")).ExitCode.ShouldBe(0);
        CliRun.Of("validate", Out("patched")).ExitCode.ShouldBe(0);
        CliRun.Of("patch", Out("patched"), "-o", Out("again")).ExitCode.ShouldBe(0);
        SamplePackage.Listing(Out("again")).ShouldBe(SamplePackage.Listing(Out("patched")));
        CliRun.Of("unpatch", Out("patched"), "-o", Out("back")).ExitCode.ShouldBe(0);
        SamplePackage.Listing(Out("back")).ShouldBe(SamplePackage.Listing(input));
    }
}
