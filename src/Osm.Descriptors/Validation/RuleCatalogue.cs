using System.Collections.Immutable;

namespace Osm.Descriptors.Validation;

/// <summary>Every rule there is. Ids stay for ever; a rule that goes leaves its id unused. Each has a page, docs/rules/ID.md.</summary>
public static partial class RuleCatalogue
{
    /// <summary>All rules, by family and id.</summary>
    public static ImmutableArray<Rule> All => Listed.Rules;

    /// <summary>The rule of an id, in whatever case; null where there is none.</summary>
    public static Rule? Find(string id) => All.FirstOrDefault(rule => rule.Id.Equals(id, StringComparison.OrdinalIgnoreCase));

    // Made when first asked for: after the rules, which stand in several files.
    private static class Listed
    {
        public static readonly ImmutableArray<Rule> Rules =
        [
            YamlSyntax, DuplicateKey, YamlTooLarge, OneDocument, Envelope, WrongKind, MissingKey, ProfileVnfd, ConstituentCpd, DuplicateId,
            ManagementProfile, UnknownKey, ForeignKey, WrongValue, VduManagement, InternalCpd, InternalLink, InternalLinkProfile,
            MonitoringParameterId, ScalingDelta, MonitoringReference, ScalingAction, HealingVdu, VduResources, VduLevels, ChartName,
            CloudInitFile, CharmFolder, ForwardingGraph, ProfileWithoutVnfd, OperationWithoutDayOne, ScalingWithoutDelta,
            TakenId,
            NoVirtualLink, ConnectivityLink, BaseElement, KduModel, NoFlavour, VnfdNotGiven, MergedElements, Dangling, Choice, NsdName,
            NothingToDeploy, SecondFlavour, ServiceCpd, ConfigurationTarget, UnlinkedVnf, NumberAsId,
            ClusterNet, ManagementCpd, Cidr, Gateway, DuplicateNet, ProfileLink, LinkEnds, NetworkName, NamelessLink, SubnetOverlap,
            DhcpDefault, DroppedSetting, UnusedNet, UnlinkedCpd, CpdOnTwoLinks, NetAndLinkNames, CpdWithoutNet, NoMultus, ExistingNetwork,
            ManagementLink, EndAddress, MultusInChart, ChartValueClash, HostNetwork, WorkloadRequirement, NoManagementCpd,
            ClusterOffer,
            Archive, SecondDescriptor, NoDescriptor, ChartMissing, ChartWithoutMetadata, DescriptorName, Checksums, BundleMissing,
            EnvironmentChartMissing, ChartDependency, UnusedChart, Manifest, JsonDescriptor, PackedChart,
            Mandatory, TooMany, MutableImage, PrivilegedPod, UnusedVnfd, FaultySuppression, UselessSuppression,
        ];
    }
}
