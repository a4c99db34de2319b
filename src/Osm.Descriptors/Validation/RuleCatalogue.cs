using System.Collections.Immutable;

namespace Osm.Descriptors.Validation;

/// <summary>Every rule there is. Ids stay for ever; a rule that goes leaves its id unused.</summary>
public static class RuleCatalogue
{
    /// <summary>YAML that can be parsed.</summary>
    public static readonly Rule YamlSyntax = new("OSM001", Severity.Error, "The descriptor is well-formed YAML in UTF-8");

    /// <summary>Keys are unique.</summary>
    public static readonly Rule DuplicateKey = new("OSM002", Severity.Error, "No key stands twice in a mapping");

    /// <summary>Size, depth and aliases within bounds.</summary>
    public static readonly Rule YamlTooLarge = new("OSM003", Severity.Error, "Size, nesting and aliases stay within reason");

    /// <summary>One document a file.</summary>
    public static readonly Rule OneDocument = new("OSM004", Severity.Error, "The file has exactly one YAML document");

    /// <summary>The envelope.</summary>
    public static readonly Rule Envelope = new("OSM005", Severity.Error, "The document is a SOL006 descriptor: 'vnfd:' or 'nsd: nsd: [...]'");

    /// <summary>Lists are lists, mappings are mappings, booleans are booleans.</summary>
    public static readonly Rule WrongKind = new("OSM006", Severity.Error, "Each key has a value of the kind that the model asks for");

    /// <summary>Keys of lists.</summary>
    public static readonly Rule MissingKey = new("OSM007", Severity.Error, "Each list element has its identifying key");

    /// <summary>NBI check 31.</summary>
    public static readonly Rule ProfileVnfd = new("OSM008", Severity.Error, "A vnf-profile's vnfd-id is one of the NSD's vnfd-id list");

    /// <summary>NBI check 33.</summary>
    public static readonly Rule ConstituentCpd = new("OSM009", Severity.Error, "A constituent-cpd-id is an ext-cpd of that VNFD");

    /// <summary>NBI check 1.</summary>
    public static readonly Rule DuplicateId = new("OSM010", Severity.Error, "Ids are unique within their list");

    /// <summary>NBI check 29.</summary>
    public static readonly Rule ManagementProfile = new("OSM011", Severity.Error, "A management virtual link has no virtual-link-protocol-data");

    /// <summary>LCM fails on an NS without virtual links.</summary>
    public static readonly Rule NoVirtualLink = new("NS101", Severity.Error, "The NSD has at least one virtual-link-desc");

    /// <summary>NBI fails at ns-create.</summary>
    public static readonly Rule ConnectivityLink = new("NS102", Severity.Error, "A virtual-link-profile-id is the id of a virtual-link-desc");

    /// <summary>The end of a link names its own vnf-profile.</summary>
    public static readonly Rule BaseElement = new("NS103", Severity.Error, "A constituent-base-element-id is the id of its vnf-profile");

    /// <summary>KDU models.</summary>
    public static readonly Rule KduModel = new("NS104", Severity.Error, "A KDU has exactly one of helm-chart and juju-bundle");

    /// <summary>NBI fails without a deployment flavour.</summary>
    public static readonly Rule NoFlavour = new("NS105", Severity.Error, "The descriptor has a df");

    /// <summary>What could not be checked.</summary>
    public static readonly Rule VnfdNotGiven = new("NS106", Severity.Note, "The VNFDs of an NSD are given with it");

    /// <summary>ext-cpd to net.</summary>
    public static readonly Rule ClusterNet = new("NET201", Severity.Error, "An ext-cpd's k8s-cluster-net is one of k8s-cluster.nets");

    /// <summary>The management connection point.</summary>
    public static readonly Rule ManagementCpd = new("NET202", Severity.Error, "mgmt-cp is the id of an ext-cpd");

    /// <summary>CIDR syntax.</summary>
    public static readonly Rule Cidr = new("NET203", Severity.Error, "A cidr is a network address with its prefix length");

    /// <summary>Gateway within the subnet.</summary>
    public static readonly Rule Gateway = new("NET204", Severity.Error, "A gateway-ip is an address within the cidr");

    /// <summary>Nets that OSM merges.</summary>
    public static readonly Rule DuplicateNet = new("NET205", Severity.Error, "The ids of k8s-cluster.nets are unique");

    /// <summary>A profile of no link.</summary>
    public static readonly Rule ProfileLink = new("NET206", Severity.Error, "A virtual-link-profile's virtual-link-desc-id is a virtual-link-desc");

    /// <summary>Archives.</summary>
    public static readonly Rule Archive = new("PKG301", Severity.Error, "The package is a sound archive with all in one folder");

    /// <summary>Two descriptors.</summary>
    public static readonly Rule SecondDescriptor = new("PKG302", Severity.Error, "Exactly one YAML or JSON file stands in the package's top folder");

    /// <summary>No descriptor.</summary>
    public static readonly Rule NoDescriptor = new("PKG303", Severity.Error, "The package has a descriptor in its top folder");

    /// <summary>Charts that are not where LCM looks.</summary>
    public static readonly Rule ChartMissing = new("PKG304", Severity.Error, "An in-package chart is at helm-chart-v3s/<name>");

    /// <summary>Chart folders that are none.</summary>
    public static readonly Rule ChartWithoutMetadata = new("PKG305", Severity.Error, "A chart folder has a Chart.yaml");

    /// <summary>All rules, by id.</summary>
    public static ImmutableArray<Rule> All { get; } =
    [
        YamlSyntax, DuplicateKey, YamlTooLarge, OneDocument, Envelope, WrongKind, MissingKey, ProfileVnfd, ConstituentCpd, DuplicateId,
        ManagementProfile, NoVirtualLink, ConnectivityLink, BaseElement, KduModel, NoFlavour, VnfdNotGiven, ClusterNet, ManagementCpd, Cidr,
        Gateway, DuplicateNet, ProfileLink, Archive, SecondDescriptor, NoDescriptor, ChartMissing, ChartWithoutMetadata,
    ];

    /// <summary>The rule of an id; null where there is none.</summary>
    public static Rule? Find(string id) => All.FirstOrDefault(rule => rule.Id == id);
}
