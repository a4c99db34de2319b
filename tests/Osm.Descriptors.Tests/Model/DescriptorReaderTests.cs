using Osm.Descriptors.Model;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Tests.Model;

public sealed class DescriptorReaderTests
{
    [Fact]
    public void A_VNFD_is_read_with_the_place_of_each_value()
    {
        var vnfd = Read(Samples.Vnfd, out _).ShouldBeOfType<Vnfd>();

        vnfd.Id.ShouldBe(new Located<string>("knf", new SourcePosition("f.yaml", 2, 7), 12..15));
        vnfd.ManagementCpd!.Value.Value.ShouldBe("mgmt-ext");
        vnfd.ClusterNets.Select(net => net.Id!.Value.Value).ShouldBe(["mgmt", "data"]);
        vnfd.ExternalCpds.Select(cpd => (cpd.Id!.Value.Value, cpd.ClusterNet!.Value.Value)).ShouldBe([("mgmt-ext", "mgmt"), ("data-ext", "data")]);
        vnfd.ExternalCpds[1].ClusterNet!.Value.Position.ShouldBe(new SourcePosition("f.yaml", 12, 22));
        var kdu = vnfd.Kdus.ShouldHaveSingleItem();
        (kdu.Name?.Value, kdu.HelmChart?.Value, kdu.JujuBundle).ShouldBe(("unit", "chart", null));
        vnfd.HasFlavour.ShouldBeTrue();
    }

    [Theory]
    [InlineData("nsd:\n  nsd:", "nsd:\n  nsd:")]
    [InlineData("nsd:\n  nsd:", "etsi-nfv-nsd:nsd:\n  nsd:")]
    public void An_NSD_is_read_under_either_envelope(string old, string envelope)
    {
        var nsd = Read(Samples.Nsd.With(old, envelope), out var findings).ShouldBeOfType<Nsd>();

        findings.ShouldBeEmpty();
        nsd.VnfdIds.Select(id => id.Value).ShouldBe(["knf"]);
        nsd.VirtualLinks.Select(link => (link.Id!.Value.Value, link.IsManagement)).ShouldBe([("mgmt", true), ("data", false)]);
        var flavour = nsd.Flavour.ShouldNotBeNull();
        var l3 = flavour.LinkProfiles.ShouldHaveSingleItem().L3.ShouldNotBeNull();
        (l3.IpVersion?.Value, l3.Cidr?.Value, l3.GatewayIp?.Value, l3.DhcpEnabled?.Value).ShouldBe(("ipv4", "10.1.0.0/24", "10.1.0.1", false));
        var profile = flavour.VnfProfiles[0];
        profile.Connectivity.Select(connectivity => connectivity.LinkId!.Value.Value).ShouldBe(["mgmt", "data"]);
        var end = profile.Connectivity[1].ConstituentCpds.ShouldHaveSingleItem();
        (end.BaseElementId?.Value, end.CpdId?.Value).ShouldBe(("one", "data-ext"));
    }

    [Fact]
    public void Only_the_first_df_counts_as_in_OSM()
    {
        var text = Samples.Nsd.With("    - id: default-df\n", "    - id: first\n    - id: default-df\n");

        Read(text, out _).ShouldBeOfType<Nsd>().Flavour!.VnfProfiles.ShouldBeEmpty();
    }

    [Fact]
    public void The_name_of_a_network_that_exists_is_read()
    {
        var text = Samples.Nsd.With("mgmt-network: true", "mgmt-network: yes\n      vim-network-name: net-a");

        var link = Read(text, out _).ShouldBeOfType<Nsd>().VirtualLinks[0];

        link.IsManagement.ShouldBeTrue();
        link.VimNetworkName!.Value.Value.ShouldBe("net-a");
    }

    [Theory]
    [InlineData("- a\n", "OSM005", 1)]
    [InlineData("text\n", "OSM005", 1)]
    [InlineData("{}\n", "OSM005", 1)]
    [InlineData("# old\nvnfd-catalog:\n  vnfd: []\n", "OSM005", 2)]
    [InlineData("nsd:\n  other: 1\n", "OSM005", 2)]
    [InlineData("nsd:\n  nsd: []\n", "OSM005", 2)]
    [InlineData("nsd:\n  nsd:\n  - id: a\n  - id: b\n", "OSM005", 2)]
    [InlineData("vnfd: []\n", "OSM006", 1)]
    [InlineData("vnfd:\n", "OSM006", 1)]
    [InlineData("nsd: 1\n", "OSM006", 1)]
    [InlineData("nsd:\n  nsd: [1]\n", "OSM006", 2)]
    public void What_is_no_descriptor_is_told_where_it_goes_wrong(string text, string ruleId, int line)
    {
        Read(text, out var findings).ShouldBeNull();

        var finding = findings.ShouldHaveSingleItem();
        (finding.RuleId, finding.Position.Line).ShouldBe((ruleId, line));
    }

    private static Descriptor? Read(string text, out IReadOnlyList<Finding> findings)
    {
        var list = new FindingList();
        var descriptor = DescriptorReader.Read(new SourceText("f.yaml", text), YamlLimits.Default, list);
        findings = list.ToSorted();
        return descriptor;
    }
}
