using L2smOsm.Testing.Charts;
using Osm.Descriptors.Packaging;
using Osm.Descriptors.Tests.Cli;
using Osm.Descriptors.Tests.Packaging.Patching;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Tests;

/// <summary>The mobile core of <c>descriptors-examples/core-ns</c>: what is said of its packages there is so.</summary>
public sealed class CoreExampleTests
{
    private const string L2sm = "l2sm/networks";

    private static readonly string s_folder = Path.Join(Repository.Examples, "core-ns");

    [Fact]
    public void Its_only_finding_is_the_list_for_Multus_that_the_UPF_shows()
    {
        var inputs = PackageFinder.Open([s_folder], PackageLimits.Default);

        inputs.Packages.Length.ShouldBe(5);
        DescriptorValidator.Validate(inputs.Packages).Findings.Select(finding => finding.RuleId).ShouldBe(["NET222"]);
    }

    [HelmRenderFact]
    public async Task An_ordinary_chart_needs_nothing_but_the_patch() =>
        (await PatchedAsync("gnb")).ShouldBe([("rel-gnb", "core-1-n2,core-1-n3")]);

    [HelmRenderFact]
    public async Task The_UPFs_own_list_for_Multus_becomes_virtual_links_with_its_addresses() =>
        (await PatchedAsync("upf", "--replace-multus", "access=n3", "--replace-multus", "core=n6")).ShouldBe(
        [
            ("rel-exporter", null),
            ("rel-upf", """[{"ips":["192.168.252.3/24"],"name":"core-1-n3"},{"name":"core-1-n4"},{"ips":["192.168.250.3/24"],"name":"core-1-n6"}]"""),
        ]);

    [Fact]
    public void Without_a_word_about_it_the_UPF_is_refused_and_nothing_is_written()
    {
        using var folder = new TemporaryFolder();

        var run = CliRun.Of("patch", Path.Join(s_folder, "upf_knf"), "--with", Path.Join(s_folder, "core_ns"), "-o", Path.Join(folder.Path, "out/"));

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldContain("--replace-multus access=NET");
        Directory.Exists(Path.Join(folder.Path, "out")).ShouldBeFalse();
    }

    [HelmRenderFact]
    public async Task Aliases_of_one_chart_are_on_different_links() =>
        (await PatchedAsync("control")).ShouldBe([("rel-amf", "core-1-n2"), ("rel-smf", "core-1-n4"), ("rel-store", null)]);

    [HelmRenderFact]
    public async Task A_StatefulSet_of_one_pod_has_an_address_of_its_own() =>
        (await PatchedAsync("control", "--attach", "n4=smf", "--attach", "n4=StatefulSet/store@10.10.4.20/24")).ShouldBe(
            [("rel-amf", "core-1-n2"), ("rel-smf", "core-1-n4"), ("rel-store", """[{"ips":["10.10.4.20/24"],"name":"core-1-n4"}]""")]);

    [Fact]
    public void A_juju_bundle_gets_its_networks_by_options_of_its_charm_that_a_mapping_names_and_each_NS_its_own()
    {
        using var folder = new TemporaryFolder();
        var map = Path.Join(s_folder, "probe-options.yaml");

        var run = CliRun.Of("patch", Path.Join(s_folder, "probe_knf"), "--with", Path.Join(s_folder, "core_ns"), "--map", map, "-o", Path.Join(folder.Path, "out/"));
        run.ExitCode.ShouldBe(0, run.Output + run.Error);
        var told = CliRun.Of("params", Path.Join(s_folder, "core_ns"), Path.Join(folder.Path, "out/probe_knf"), "--with", s_folder, "--ns-name", "core-1", "--namespace", "core-1");

        told.ExitCode.ShouldBe(0, told.Error);
        told.Output.ShouldBe("""
            k8s-namespace: core-1
            additionalParamsForVnf:
            - member-vnf-index: probe
              additionalParamsForKdu:
              - kdu_name: probe
                additionalParams:
                  overlay:
                    applications:
                      probe:
                        options:
                          pod-annotations: "{\"l2sm/networks\":\"core-1-n6\"}"
                          pod-labels: "{\"l2sm\":\"true\"}"

            """);
        CliRun.Of("unpatch", Path.Join(folder.Path, "out/probe_knf"), "-o", Path.Join(folder.Path, "back")).ExitCode.ShouldBe(0);
        SamplePackage.Listing(Path.Join(folder.Path, "back")).ShouldBe(SamplePackage.Listing(Path.Join(s_folder, "probe_knf")));
    }

    [Fact]
    public void Without_a_mapping_a_juju_bundle_is_told_not_to_be_injectable()
    {
        using var folder = new TemporaryFolder();

        var run = CliRun.Of("patch", Path.Join(s_folder, "probe_knf"), "--with", Path.Join(s_folder, "core_ns"), "-o", Path.Join(folder.Path, "out/"));

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldContain("not injectable");
    }

    // The pods of a patched KNF, by name, with their networks; every other thing that it renders is compared.
    private static async Task<(string?, string?)[]> PatchedAsync(string knf, params string[] flags)
    {
        using var folder = new TemporaryFolder();
        var run = CliRun.Of(["patch", Path.Join(s_folder, $"{knf}_knf"), "--with", Path.Join(s_folder, "core_ns"), "-o", Path.Join(folder.Path, "out/"), .. flags]);
        run.ExitCode.ShouldBe(0, run.Output + run.Error);

        var before = await HelmRender.RenderAsync(Path.Join(s_folder, $"{knf}_knf/helm-chart-v3s", knf), "--namespace", "core-1");
        var after = await HelmRender.RenderAsync(Path.Join(folder.Path, $"out/{knf}_knf/helm-chart-v3s", knf), "--namespace", "core-1");
        Rewriting.Charts.GoldenChartTests.SameButForNetworks(before, after);
        return [.. after.Where(manifest => manifest.PodTemplate is not null).Select(pod => (pod.Name, pod.PodAnnotation(L2sm))).Order()];
    }
}
