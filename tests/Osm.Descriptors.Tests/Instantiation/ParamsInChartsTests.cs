using System.Text.Json.Nodes;
using CsCheck;
using L2smOsm.Testing.Charts;
using Osm.Descriptors.Instantiation;
using Osm.Descriptors.Model;
using Osm.Descriptors.Naming;
using Osm.Descriptors.Packaging;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Rewriting.Charts;
using Osm.Descriptors.Tests.Rewriting.Charts;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Tests.Instantiation;

/// <summary>What is printed is just what patched charts need: with it each net gets the network that RO asks for.</summary>
public sealed class ParamsInChartsTests
{
    private const string ProjectId = "0c7f2b6e-56a1-4a0e-9f4b-0d6c2f4d8a11";

    private static readonly string Many = Path.Join(Repository.Root, "tests/Osm.Descriptors.Tests/Instantiation/many");

    [HelmRenderFact]
    public async Task Pods_rendered_with_it_are_on_the_networks_that_RO_asks_for()
    {
        var packages = PackageFinder.Open([Many], PackageLimits.Default).Packages;
        var vnfd = packages.Select(package => DescriptorReader.Read(package.Descriptor!, YamlLimits.Default, new FindingList())).OfType<Vnfd>().Single(vnfd => vnfd.Id?.Value == "edge");
        // Patched without the NSD: the chart knows of one management net only.
        var chart = SmallChart.Of(("templates/web.yaml", SmallChart.Deployment));
        var patched = chart.With(chart.Rewrite(KduWishes.Of(vnfd, [], AnnotationDialect.L2sm).Wishes));
        using var folder = new TemporaryFolder();
        foreach (var (path, bytes) in patched)
            folder.Write(path, bytes.ToArray());

        foreach (var (nsName, space) in new[] { ("Home of the Müllers", (string?)null), ("home", "home"), ("2024", "tenant-a") })
        {
            var ns = NsInstance.Of(packages, [], null, new NsRequest(nsName) { Namespace = space }, out _).ShouldNotBeNull();
            var config = ConfigDocument.Of(ns).Content;
            foreach (var kdu in ns.Kdus)
            {
                using var values = new TemporaryFolder();
                var file = values.Write("values.json", (ValuesOf(config, kdu) ?? []).ToJsonString());
                var pod = (await HelmRender.RenderAsync("rel", folder.Path, ["--namespace", space ?? ProjectId, "-f", file])).ShouldHaveSingleItem();

                var expected = kdu.Member == "one" ? new[] { "data.with.a.long.id", "net.b" } : ["net.b", "uplink"];
                pod.PodAnnotation("l2sm/networks").ShouldBe(
                    string.Join(',', expected.Select(link => ns.Networks.Single(network => network.LinkId == link).Name)), $"{nsName} {kdu.Member}/{kdu.Kdu}");
            }
        }
    }

    [Fact]
    public void Whatever_the_names_are_each_net_gets_its_network()
    {
        var names = Gen.OneOf(Gen.String[Gen.Char["ab-_. AÄ日1"], 1, 20], Gen.Const("a-name-of-sixteen"));
        Gen.Select(names, names, Gen.OneOf(Gen.String[Gen.Char["ab1"], 1, 20].Select(text => (string?)text), Gen.Const((string?)null)), Gen.Bool).Sample(
            (nsName, net, space, all) =>
            {
                var nsd = Samples.Nsd;
                var vnfd = Samples.Vnfd.Replace("k8s-cluster-net: data", $"k8s-cluster-net: '{net}'", StringComparison.Ordinal).Replace("    - id: data\n", $"    - id: '{net}'\n", StringComparison.Ordinal);
                if (!ClusterNetworkName.TryFromNetName(ClusterNetworkName.NetName(nsName, "data"), out var wanted, out _) || net == "mgmt")
                    return;
                var ns = NsInstance.Of(
                    [Validation.Checked.Bare("nsd.yaml", nsd), Validation.Checked.Bare("knfd.yaml", vnfd)], [], null, new NsRequest(nsName) { Namespace = space, TellsAll = all }, out _)!;
                var config = ConfigDocument.Of(ns);
                config.Remarks.ShouldBeEmpty();
                foreach (var kdu in ns.Kdus)
                    NetworkOf(ValuesOf(config.Content, kdu), net, space ?? ProjectId).ShouldBe(wanted);
            },
            iter: 300);
    }

    // As the helper in patched charts does it.
    private static string? NetworkOf(JsonObject? values, string net, string releaseNamespace)
    {
        var ours = values?["global"]?["l2sm"];
        if (ours?["networks"] is JsonObject networks && networks.ContainsKey(net))
            return networks[net]!.GetValue<string>();
        ClusterNetworkName.TryFromNetName(ClusterNetworkName.NetName(ours?["nsName"]?.GetValue<string>() ?? releaseNamespace, net), out var name, out _);
        return name;
    }

    private static JsonObject? ValuesOf(JsonObject config, KduParameters kdu) =>
        config["additionalParamsForVnf"]?.AsArray().SingleOrDefault(member => member!["member-vnf-index"]!.GetValue<string>() == kdu.Member)
            ?["additionalParamsForKdu"]!.AsArray().SingleOrDefault(one => one!["kdu_name"]!.GetValue<string>() == kdu.Kdu)?["additionalParams"]!.AsObject();
}
