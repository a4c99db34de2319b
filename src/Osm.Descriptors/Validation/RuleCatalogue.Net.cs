namespace Osm.Descriptors.Validation;

// NET: networking.
public static partial class RuleCatalogue
{
    /// <summary>ext-cpd to net.</summary>
    public static readonly Rule ClusterNet = new("NET201", Severity.Error, "An ext-cpd's k8s-cluster-net is one of k8s-cluster.nets");

    /// <summary>The management connection point.</summary>
    public static readonly Rule ManagementCpd = new("NET202", Severity.Error, "mgmt-cp is the id of an ext-cpd");

    /// <summary>CIDR syntax.</summary>
    public static readonly Rule Cidr = new("NET203", Severity.Error, "A cidr is a network address with its prefix length");

    /// <summary>Gateway within the subnet.</summary>
    public static readonly Rule Gateway = new("NET204", Severity.Error, "A gateway-ip is an address of a host within the cidr");

    /// <summary>Nets that OSM merges.</summary>
    public static readonly Rule DuplicateNet = new("NET205", Severity.Error, "The ids of k8s-cluster.nets are unique");

    /// <summary>A profile of no link.</summary>
    public static readonly Rule ProfileLink =
        new("NET206", Severity.Error, "A virtual-link-profile's virtual-link-desc-id is a virtual-link-desc");

    /// <summary>Links with fewer than two ends.</summary>
    public static readonly Rule LinkEnds = new("NET207", Severity.Warning, "A virtual link joins two connection points or more");

    /// <summary>Names that collide.</summary>
    public static readonly Rule NetworkName =
        new("NET208", Severity.Error, "No two virtual links of an NS get the same name in RO or in the cluster");

    /// <summary>Ids of which nothing is left in a name.</summary>
    public static readonly Rule NamelessLink = new("NET209", Severity.Warning, "A virtual link's id has a letter a-z or a digit");

    /// <summary>Subnets that overlap.</summary>
    public static readonly Rule SubnetOverlap = new("NET210", Severity.Warning, "The subnets of an NS's virtual links do not overlap");

    /// <summary>DHCP's silent default.</summary>
    public static readonly Rule DhcpDefault = new("NET211", Severity.Warning, "A link with addresses says whether it has DHCP");

    /// <summary>Leaves that never reach RO.</summary>
    public static readonly Rule DroppedSetting = new("NET212", Severity.Warning, "Nothing is asked of a link that OSM drops");

    /// <summary>Net to ext-cpd.</summary>
    public static readonly Rule UnusedNet = new("NET213", Severity.Warning, "Each of k8s-cluster.nets has an ext-cpd on it");

    /// <summary>ext-cpd to link.</summary>
    public static readonly Rule UnlinkedCpd = new("NET214", Severity.Warning, "Each ext-cpd of a VNF in an NS is on a virtual link");

    /// <summary>One ext-cpd on several links.</summary>
    public static readonly Rule CpdOnTwoLinks = new("NET215", Severity.Error, "A connection point is on one virtual link");

    /// <summary>Charts that need a parameter.</summary>
    public static readonly Rule NetAndLinkNames = new("NET216", Severity.Note, "A k8s-cluster-net is called as the virtual link it is on");

    /// <summary>Connection points of nothing.</summary>
    public static readonly Rule CpdWithoutNet = new("NET217", Severity.Warning, "An ext-cpd of a KNF is on a k8s-cluster-net");

    /// <summary>The cluster's CNI.</summary>
    public static readonly Rule NoMultus =
        new("NET218", Severity.Warning, "A KNF with a data net does not ask for a cluster without Multus");

    /// <summary>Links that RO does not make.</summary>
    public static readonly Rule ExistingNetwork =
        new("NET219", Severity.Note, "A link with a vim-network-name needs a network that is already there");

    /// <summary>mgmt-cp to link.</summary>
    public static readonly Rule ManagementLink =
        new("NET220", Severity.Warning, "The mgmt-cp of a VNF is on a management link, and only management is");

    /// <summary>Addresses of ends.</summary>
    public static readonly Rule EndAddress =
        new("NET221", Severity.Error, "The ip-address of a link's end is within its cidr, and only one end has it");

    /// <summary>Charts that L2S-M would not attach.</summary>
    public static readonly Rule MultusInChart = new("NET222", Severity.Warning, "No chart writes Multus's annotation itself");

    /// <summary>Values that clash with the patch.</summary>
    public static readonly Rule ChartValueClash =
        new("NET223", Severity.Error, "What a chart itself calls l2sm does not clash with patching");

    /// <summary>Pods that no CNI is called for.</summary>
    public static readonly Rule HostNetwork =
        new("NET224", Severity.Warning, "The pods of a KNF with data nets are not on the host's network");

    /// <summary>Requirements that are read by us.</summary>
    public static readonly Rule WorkloadRequirement =
        new("NET225", Severity.Warning, "A network-interface-requirement of ours is one that is known");

    /// <summary>KNFs that do not say what is for management.</summary>
    public static readonly Rule NoManagementCpd = new("NET226", Severity.Note, "A KNF says which of its connection points is for management");

    /// <summary>Nets that the cluster does not have.</summary>
    public static readonly Rule ClusterOffer = new("NET227", Severity.Error, "A VNFD asks for no more nets than the cluster offers");
}
