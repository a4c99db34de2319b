namespace Osm.Descriptors.Validation;

// NS: what breaks an NS later.
public static partial class RuleCatalogue
{
    /// <summary>LCM fails on an NS without virtual links.</summary>
    public static readonly Rule NoVirtualLink = new("NS101", Severity.Error, "The NSD has at least one virtual-link-desc");

    /// <summary>NBI fails at ns-create.</summary>
    public static readonly Rule ConnectivityLink =
        new("NS102", Severity.Error, "A virtual-link-profile-id is the id of a virtual-link-desc");

    /// <summary>The end of a link names its own vnf-profile.</summary>
    public static readonly Rule BaseElement = new("NS103", Severity.Error, "A constituent-base-element-id is the id of its vnf-profile");

    /// <summary>KDU models.</summary>
    public static readonly Rule KduModel = new("NS104", Severity.Error, "A KDU has exactly one of helm-chart and juju-bundle");

    /// <summary>NBI fails without a deployment flavour.</summary>
    public static readonly Rule NoFlavour = new("NS105", Severity.Error, "The descriptor has a df");

    /// <summary>What could not be checked.</summary>
    public static readonly Rule VnfdNotGiven = new("NS106", Severity.Note, "The VNFDs of an NSD and the NSDs of an NST are given with it");

    /// <summary>Elements that OSM merges.</summary>
    public static readonly Rule MergedElements =
        new("NS107", Severity.Warning, "Elements of a list that OSM tells apart by a key have keys of their own");

    /// <summary>References of the model that have no rule of their own.</summary>
    public static readonly Rule Dangling = new("NS108", Severity.Warning, "A reference names something that is there");

    /// <summary>Choices of the model.</summary>
    public static readonly Rule Choice = new("NS109", Severity.Error, "Of a choice only one alternative is given");

    /// <summary>NBI fails with a KeyError at ns-create.</summary>
    public static readonly Rule NsdName = new("NS110", Severity.Error, "The NSD has a name");

    /// <summary>VNFs of nothing.</summary>
    public static readonly Rule NothingToDeploy = new("NS111", Severity.Warning, "A VNFD has a kdu or a vdu");

    /// <summary>OSM honours the first only.</summary>
    public static readonly Rule SecondFlavour = new("NS112", Severity.Warning, "An NSD has one df");

    /// <summary>kdu.service.</summary>
    public static readonly Rule ServiceCpd = new("NS113", Severity.Warning, "The connection point of a KDU's service is an ext-cpd");

    /// <summary>day1-2 of nothing.</summary>
    public static readonly Rule ConfigurationTarget =
        new("NS114", Severity.Warning, "A day1-2 is for the VNF, one of its VDUs or one of its KDUs");

    /// <summary>Members without connectivity.</summary>
    public static readonly Rule UnlinkedVnf = new("NS115", Severity.Warning, "Each vnf-profile is on a virtual link");

    /// <summary>Ids that YAML reads as numbers.</summary>
    public static readonly Rule NumberAsId = new("NS116", Severity.Error, "Ids within a vnf-profile are texts: numbers stand in quotes");
}
