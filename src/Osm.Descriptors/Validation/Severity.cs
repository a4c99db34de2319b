namespace Osm.Descriptors.Validation;

/// <summary>How bad a finding is, in rising order.</summary>
public enum Severity
{
    /// <summary>Worth knowing; nothing is wrong.</summary>
    Note,

    /// <summary>It works, but probably not as meant.</summary>
    Warning,

    /// <summary>OSM refuses it, or the NS does not come up as described.</summary>
    Error,
}
