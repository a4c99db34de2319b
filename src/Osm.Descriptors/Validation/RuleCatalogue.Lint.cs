namespace Osm.Descriptors.Validation;

// LINT: advice.
public static partial class RuleCatalogue
{
    /// <summary>Mandatory leaves and lists.</summary>
    public static readonly Rule Mandatory = new("LINT901", Severity.Note, "What SOL006 asks for is there, also where OSM does not look");

    /// <summary>max-elements.</summary>
    public static readonly Rule TooMany = new("LINT902", Severity.Note, "No list has more elements than SOL006 allows");

    /// <summary>Image tags.</summary>
    public static readonly Rule MutableImage = new("LINT903", Severity.Note, "Images are named by a version that does not move");

    /// <summary>Privileged pods.</summary>
    public static readonly Rule PrivilegedPod = new("LINT904", Severity.Note, "Pods are not privileged");

    /// <summary>VNFDs of no use.</summary>
    public static readonly Rule UnusedVnfd = new("LINT905", Severity.Note, "Each of an NSD's vnfd-id is used by a vnf-profile");

    /// <summary>Suppression comments that cannot be followed.</summary>
    public static readonly Rule FaultySuppression = new("LINT990", Severity.Warning, "A suppression comment names its rules and gives a reason");

    /// <summary>Suppression comments without effect.</summary>
    public static readonly Rule UselessSuppression = new("LINT991", Severity.Warning, "A suppression comment suppresses something");
}
