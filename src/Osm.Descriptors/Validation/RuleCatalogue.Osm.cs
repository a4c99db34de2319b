namespace Osm.Descriptors.Validation;

// OSM: what OSM's onboarding rejects.
public static partial class RuleCatalogue
{
    /// <summary>YAML that can be parsed.</summary>
    public static readonly Rule YamlSyntax = new("OSM001", Severity.Error, "The descriptor is well-formed YAML in UTF-8");

    /// <summary>Keys are unique.</summary>
    public static readonly Rule DuplicateKey = new("OSM002", Severity.Error, "No key stands twice in a mapping");

    /// <summary>Size, depth and aliases within bounds.</summary>
    public static readonly Rule YamlTooLarge = new("OSM003", Severity.Error, "Size, nesting and aliases stay within reason");

    /// <summary>One document a file.</summary>
    public static readonly Rule OneDocument = new("OSM004", Severity.Error, "The file has exactly one YAML document");

    /// <summary>The envelope, NBI check 2.</summary>
    public static readonly Rule Envelope =
        new("OSM005", Severity.Error, "The document is a SOL006 descriptor: 'vnfd:', 'nsd: nsd: [...]' or 'nst: [...]'");

    /// <summary>Lists are lists, mappings are mappings.</summary>
    public static readonly Rule WrongKind = new("OSM006", Severity.Error, "Each key has a value of the kind that the model asks for");

    /// <summary>Keys of lists.</summary>
    public static readonly Rule MissingKey = new("OSM007", Severity.Error, "Each list element has its identifying key");

    /// <summary>NBI check 31.</summary>
    public static readonly Rule ProfileVnfd = new("OSM008", Severity.Error, "A vnf-profile's vnfd-id is one of the NSD's vnfd-id list");

    /// <summary>NBI check 33.</summary>
    public static readonly Rule ConstituentCpd = new("OSM009", Severity.Error, "A constituent-cpd-id is an ext-cpd of that VNFD");

    /// <summary>NBI checks 1, 9, 13 and 15.</summary>
    public static readonly Rule DuplicateId = new("OSM010", Severity.Error, "Ids are unique within their list");

    /// <summary>NBI check 29.</summary>
    public static readonly Rule ManagementProfile =
        new("OSM011", Severity.Error, "A management virtual link has no virtual-link-protocol-data");

    /// <summary>NBI check 3: keys.</summary>
    public static readonly Rule UnknownKey = new("OSM012", Severity.Error, "Each key is one that the model has");

    /// <summary>NBI check 3: keys that belong elsewhere.</summary>
    public static readonly Rule ForeignKey =
        new("OSM013", Severity.Error, "No key of instantiation parameters or of the format before SOL006 stands in a descriptor");

    /// <summary>NBI check 3: values.</summary>
    public static readonly Rule WrongValue = new("OSM014", Severity.Error, "Each value is of its leaf's type");

    /// <summary>NBI check 8.</summary>
    public static readonly Rule VduManagement = new("OSM015", Severity.Error, "A VNFD with a VDU has a mgmt-cp, and it is an ext-cpd");

    /// <summary>NBI check 14.</summary>
    public static readonly Rule InternalCpd = new("OSM016", Severity.Error, "The int-cpd of an ext-cpd is one of a VDU");

    /// <summary>NBI check 16.</summary>
    public static readonly Rule InternalLink = new("OSM017", Severity.Error, "An int-cpd's int-virtual-link-desc is one of the VNFD");

    /// <summary>NBI check 17.</summary>
    public static readonly Rule InternalLinkProfile =
        new("OSM018", Severity.Error, "A VNFD's virtual-link-profile is for one of its int-virtual-link-desc");

    /// <summary>NBI check 18.</summary>
    public static readonly Rule MonitoringParameterId =
        new("OSM019", Severity.Error, "The ids of monitoring parameters are unique in the VNFD");

    /// <summary>NBI check 19.</summary>
    public static readonly Rule ScalingDelta = new("OSM020", Severity.Error, "A vdu-delta is of a VDU that an instantiation-level has");

    /// <summary>NBI checks 20 and 24.</summary>
    public static readonly Rule MonitoringReference =
        new("OSM021", Severity.Error, "A vnf-monitoring-param-ref is the id of a monitoring parameter");

    /// <summary>NBI checks 21 and 22.</summary>
    public static readonly Rule ScalingAction =
        new("OSM022", Severity.Error, "A scaling-config-action has its day1-2 and its config-primitive");

    /// <summary>NBI check 23.</summary>
    public static readonly Rule HealingVdu = new("OSM023", Severity.Error, "A healing-policy is for a VDU that an instantiation-level has");

    /// <summary>NBI checks 25 and 26.</summary>
    public static readonly Rule VduResources =
        new("OSM024", Severity.Error, "A VDU's virtual-compute-desc and virtual-storage-desc are there");

    /// <summary>NBI check 27, as the model lets one infer.</summary>
    public static readonly Rule VduLevels = new("OSM025", Severity.Error, "vdu-profile and vdu-level name VDUs");

    /// <summary>NBI check 28.</summary>
    public static readonly Rule ChartName =
        new("OSM026", Severity.Error, "A helm-chart is written as NBI takes it") { Releases = OsmReleases.Since(16) };

    /// <summary>NBI check 10.</summary>
    public static readonly Rule CloudInitFile = new("OSM027", Severity.Error, "A cloud-init-file is in the package");

    /// <summary>NBI checks 11 and 12.</summary>
    public static readonly Rule CharmFolder = new("OSM028", Severity.Error, "A package with a juju charm has charms");

    /// <summary>NBI check 30.</summary>
    public static readonly Rule ForwardingGraph =
        new("OSM029", Severity.Error, "A vnffgd refers to what it has, and its addresses are on connection points");

    /// <summary>NBI fails with a KeyError.</summary>
    public static readonly Rule ProfileWithoutVnfd = new("OSM030", Severity.Error, "A vnf-profile has a vnfd-id");

    /// <summary>NBI fails with a KeyError.</summary>
    public static readonly Rule OperationWithoutDayOne = new("OSM031", Severity.Error, "An operate-vnf-op-config has a day1-2");

    /// <summary>NBI fails with an AttributeError.</summary>
    public static readonly Rule ScalingWithoutDelta = new("OSM032", Severity.Error, "A scaling-aspect has aspect-delta-details");

    /// <summary>NBI check 4.</summary>
    public static readonly Rule TakenId = new("OSM033", Severity.Warning, "No two descriptors of a kind have the same id");
}
