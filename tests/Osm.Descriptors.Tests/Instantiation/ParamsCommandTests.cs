using System.Text.Json;
using L2smOsm.Testing;
using Osm.Descriptors.Tests.Cli;

namespace Osm.Descriptors.Tests.Instantiation;

/// <summary>What <c>params</c> prints of whole NSs, and what it refuses.</summary>
public sealed class ParamsCommandTests : IDisposable
{
    private const string Here = "tests/Osm.Descriptors.Tests/Instantiation";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The reference NS, and one with several members, one VNFD twice, dots in ids, an internal link and a network that is there already.</summary>
    [Theory]
    [InlineData("reference", "home-1")]
    [InlineData("reference-namespace", "home-1", "--namespace", "home-1")]
    [InlineData("reference-all", "home-1", "--all", "--namespace", "tenant-a", "--format", "human")]
    [InlineData("reference-json", "home-1", "--format", "json", "--provider-network", "*={l2sm: {rate_kbps: 1000}}")]
    [InlineData("reference-l2networks", "home-1", "--manifests")]
    [InlineData("reference-nads", "home-1", "--manifests", "--backend", "multus", "--namespace", "tenant-a")]
    [InlineData("reference-nads-several", "home-1", "--manifests", "--backend", "multus", "--namespace", "tenant-a", "--provider-network", "*={l2sm: {namespaces: [tenant-b, tenant-a]}}")]
    [InlineData("many", "Home of the Müllers")]
    [InlineData("many-all", "Home of the Müllers", "--all", "--format", "human")]
    [InlineData("many-multus", "2024", "--backend", "multus", "--namespace", "tenant-a", "--provider-network", "net.b={l2sm: {network: shared, type: ext-vnet}}")]
    [InlineData("many-addresses", "home", "--cidr", "net.b=10.9.0.7/24", "--gateway", "net.b=10.9.0.1", "--gateway", "data.with.a.long.id=10.20.3.254")]
    [InlineData("many-json", "home", "--format", "json", "--existing", "home")]
    [InlineData("many-l2networks", "Home of the Müllers", "--manifests")]
    [InlineData("many-l2networks-json", "Home of the Müllers", "--manifests", "--format", "json")]
    public void An_NS_gives_its_expected_document(string name, string nsName, params string[] options)
    {
        var folder = Path.Join(Repository.Root, name.StartsWith("reference", StringComparison.Ordinal) ? "descriptors-examples/reference-ns" : $"{Here}/many");

        var run = CliRun.Of(["params", folder, "--ns-name", nsName, .. options]);

        run.ExitCode.ShouldBe(0, run.Error);
        Golden.Matches(Path.Join(Repository.Root, Here, "Golden", $"{name}.txt"), (run.Output + (run.Error.Length > 0 ? $"\non standard error:\n{run.Error}" : "")).Replace($"{folder}/", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("descriptors-examples/reference-ns", "--namespace", "tenant-a", "--all")]
    [InlineData("descriptors-examples/core-ns", "--cidr", "n3=10.9.0.0/24", "--gateway", "n3=10.9.0.1")]
    [InlineData($"{Here}/many", "--existing", "home")]
    public void The_JSON_is_as_its_schema_says(string folder, params string[] options)
    {
        var schema = Golden.Read("docs/schemas/params.schema.json");

        var run = CliRun.Of(["params", Path.Join(Repository.Root, folder), "--ns-name", "home", "--format", "json", .. options]);

        run.ExitCode.ShouldBe(0, run.Error);
        JsonSchema.Violations(schema, run.Output).ShouldBeEmpty();
    }

    [Fact]
    public void An_NSD_alone_finds_its_VNFDs_beside_it_and_is_told_of_on_a_terminal()
    {
        var run = CliRun.OnTerminal("params", Path.Join(Repository.Root, Here, "many", "home_ns"), "--ns-name", "home", "--namespace", "home");

        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.ShouldStartWith("virtual link ");
        run.Output.ShouldContain("osm ns-create --ns_name home --nsd_name home_ns ");
    }

    [Fact]
    public void What_needs_no_parameter_is_an_empty_document()
    {
        _folder.Write("nsd.yaml", Samples.Nsd);
        _folder.Write("knfd.yaml", Samples.Vnfd.With("helm-chart: chart", "juju-bundle: ch:chart"));

        Params().Output.ShouldBe("{}\n");
    }

    [Fact]
    public void A_VNFD_that_is_not_given_is_told_with_its_place_and_nothing_is_printed()
    {
        var nsd = _folder.Write("nsd.yaml", Samples.Nsd);

        var run = Params();

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldContain($"{nsd}:25:18: error the VNFD 'knf' of member 'one' is not given\n    name its package by --with\n");

        using var elsewhere = new TemporaryFolder();
        elsewhere.Write("knfd.yaml", Samples.Vnfd);
        Params("--with", elsewhere.Path).ExitCode.ShouldBe(0);
    }

    [Fact]
    public void Descriptors_with_errors_give_nothing()
    {
        _folder.Write("nsd.yaml", Samples.Nsd.With("constituent-cpd-id: data-ext\n        flavour", "constituent-cpd-id: lost\n        flavour"));
        _folder.Write("knfd.yaml", Samples.Vnfd);

        var run = Params();

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldContain("nsd.yaml:34:33: error OSM009");
    }

    [Fact]
    public void Of_several_NSDs_one_has_to_be_named()
    {
        _folder.Write("a_nsd.yaml", Samples.Nsd);
        _folder.Write("b_nsd.yaml", Samples.Nsd.With("- id: ns\n", "- id: other\n"));
        _folder.Write("knfd.yaml", Samples.Vnfd);

        Params().ShouldBe(new CliRun(2, "", "osm-l2sm: there are several NSDs, name one by --nsd: ns, other\n"));
        Params("--nsd", "none").Error.ShouldBe("osm-l2sm: there is no NSD 'none' among the inputs\n");
        Params("--nsd", "other").ExitCode.ShouldBe(0);
    }

    [Theory]
    [InlineData("--cidr", "lost=10.0.0.0/24", "the NSD has no virtual link 'lost' (defined: 'mgmt', 'data')")]
    [InlineData("--cidr", "data=10.0.0.0", "'10.0.0.0' is no subnet")]
    [InlineData("--cidr", "data=fd00::/64", "NBI refuses 'vld/0/ip-profile/subnet-address': it is no null and no ipv4-prefix")]
    [InlineData("--gateway", "data=10.2.0.1", "10.2.0.1 of the link 'data' is no address within 10.1.0.0/24")]
    [InlineData("--provider-network", "mgmt={physical-network: x}", "'mgmt' is a management link")]
    [InlineData("--provider-network", "data={l2sm: {network: A_B}}", "'A_B' is no name of a network in the cluster\n    write 'a-b'")]
    [InlineData("--provider-network", "data={l2sm: {rate: 1}}", "NBI refuses 'vld/0/provider-network/l2sm/rate': the key is unknown there")]
    [InlineData("--provider-network", "data={segmentation-id: 12}", "NBI refuses 'vld/0/provider-network/segmentation-id': it is no string")]
    public void A_wish_that_cannot_be_is_refused(string option, string value, string why)
    {
        _folder.Write("nsd.yaml", Samples.Nsd);
        _folder.Write("knfd.yaml", Samples.Vnfd);

        var run = Params(option, value);

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldContain(why);
    }

    [Theory]
    [InlineData("--provider-network", "data")]
    [InlineData("--provider-network", "data=text")]
    [InlineData("--provider-network", "data={a: [}")]
    [InlineData("--cidr", "=1")]
    [InlineData("--namespace", "Tenant")]
    [InlineData("--ns-name", "it's")]
    [InlineData("--backend", "standalone")]
    public void Wrong_usage_ends_with_2(string option, string value)
    {
        _folder.Write("nsd.yaml", Samples.Nsd);

        var run = CliRun.Of(["params", _folder.Path, .. option == "--ns-name" ? [] : new[] { "--ns-name", "ns" }, option, value]);

        run.ExitCode.ShouldBe(2);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldContain(option == "--backend" ? value : option);
    }

    [Fact]
    public void A_name_that_the_cluster_cannot_have_is_told_at_its_link()
    {
        _folder.Write("nsd.yaml", Samples.Nsd.Replace("data\n", "数据\n", StringComparison.Ordinal));
        _folder.Write("knfd.yaml", Samples.Vnfd);

        var run = CliRun.Of("params", _folder.Path, "--ns-name", "网络");

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("nsd.yaml:10:11: error the network name '网络-数据' has no letter a-z and no digit");
    }

    [Fact]
    public void A_net_on_two_links_and_one_on_none_are_told()
    {
        _folder.Write("nsd.yaml", Samples.Nsd.With("    - id: data\n    df", "    - id: data\n    - id: more\n    df").With(
            "        - virtual-link-profile-id: data\n          constituent-cpd-id:\n          - constituent-base-element-id: one\n            constituent-cpd-id: data-ext\n",
            "        - virtual-link-profile-id: more\n          constituent-cpd-id:\n          - constituent-base-element-id: one\n            constituent-cpd-id: data-ext\n        - virtual-link-profile-id: data\n          constituent-cpd-id:\n          - constituent-base-element-id: one\n            constituent-cpd-id: second-ext\n"));
        _folder.Write("knfd.yaml", Samples.Vnfd.With("  kdu:", "  - id: second-ext\n    k8s-cluster-net: data\n  kdu:"));

        var run = Params();

        run.ExitCode.ShouldBe(0, run.Error);
        run.Error.ShouldContain("the net 'data' of member 'one' is on several virtual links (more, data)");
        run.Output.ShouldContain("data: ns-1-more");
    }

    [Fact]
    public void Two_links_of_one_given_network_are_refused()
    {
        _folder.Write("nsd.yaml", Samples.Nsd.With("    - id: data\n    df", "    - id: data\n    - id: more\n    df"));
        _folder.Write("knfd.yaml", Samples.Vnfd);

        var run = Params("--provider-network", "*={l2sm: {network: shared}}");

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("nsd.yaml:11:11: error the links 'data' and 'more' get the same network 'shared'");
    }

    [Fact]
    public void A_document_of_ones_own_gets_what_the_NS_needs_put_in()
    {
        _folder.Write("nsd.yaml", Samples.Nsd);
        _folder.Write("knfd.yaml", Samples.Vnfd);
        var own = Path.Join(_folder.Path, "own.txt");
        File.WriteAllText(own, """
            timeout_ns_deploy: 7200
            vld: [{name: other, vim-network-name: x}]
            additionalParamsForVnf:
            - member-vnf-index: other
              additionalParamsForKdu:
              - kdu_name: unit
                additionalParams:
                  replicas: 2
                  global: {registry: r, l2sm: {nsName: old}}
            """);

        var run = Params("--merge", own, "--cidr", "data=10.7.0.0/24");

        run.ExitCode.ShouldBe(0, run.Error);
        run.Error.ShouldContain("says something else at 'additionalParamsForVnf[other].additionalParamsForKdu[unit].additionalParams.global.l2sm.nsName'");
        run.Output.ShouldBe("""
            timeout_ns_deploy: 7200
            vld:
            - name: other
              vim-network-name: x
            - name: data
              ip-profile:
                ip-version: ipv4
                subnet-address: "10.7.0.0/24"
                dhcp-params:
                  enabled: false
            additionalParamsForVnf:
            - member-vnf-index: other
              additionalParamsForKdu:
              - kdu_name: unit
                additionalParams:
                  replicas: 2
                  global:
                    registry: r
                    l2sm:
                      nsName: ns-1
            - member-vnf-index: one
              additionalParamsForKdu:
              - kdu_name: unit
                additionalParams:
                  global:
                    l2sm:
                      nsName: ns-1

            """);
    }

    [Theory]
    [InlineData("a", 2, "it is no mapping")]
    [InlineData("a: [", 2, "--merge")]
    [InlineData("timeout: 7200", 1, "NBI refuses 'timeout' of the document to merge into: the key is unknown there")]
    public void A_document_of_ones_own_that_cannot_be_is_refused(string text, int exitCode, string why)
    {
        _folder.Write("nsd.yaml", Samples.Nsd);
        _folder.Write("knfd.yaml", Samples.Vnfd);
        File.WriteAllText(Path.Join(_folder.Path, "own.txt"), text);

        var run = Params("--merge", Path.Join(_folder.Path, "own.txt"));

        run.ExitCode.ShouldBe(exitCode);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldContain(why);
    }

    [Fact]
    public void The_JSON_of_one_NS_warns_of_the_next()
    {
        _folder.Write("nsd.yaml", Samples.Nsd);
        _folder.Write("knfd.yaml", Samples.Vnfd);
        var first = Path.Join(_folder.Path, "first.txt");
        File.WriteAllText(first, CliRun.Of("params", _folder.Path, "--ns-name", "a-very-long-name-of-one", "--format", "json").Output);

        var run = CliRun.Of("params", _folder.Path, "--ns-name", "a-very-long-name-of-another", "--format", "json", "--existing", first, "--fail-on", "warning");

        run.ExitCode.ShouldBe(1);
        using var json = JsonDocument.Parse(run.Output);
        var remark = json.RootElement.GetProperty("remarks").EnumerateArray().ShouldHaveSingleItem();
        remark.GetProperty("severity").GetString().ShouldBe("warning");
        remark.GetProperty("message").GetString().ShouldBe(
            "NS 'a-very-long-name-of-one' has the network a-very-long-name-data too: the second is refused while the first is there");
        remark.GetProperty("line").GetInt32().ShouldBe(10);
    }

    private CliRun Params(params string[] options) => CliRun.Of(["params", _folder.Path, "--ns-name", "ns-1", .. options]);
}
