namespace Osm.Descriptors.Reading;

/// <summary>What OSM makes of a value's text: PyYAML first, then its model's classes.</summary>
internal static class ScalarValue
{
    /// <summary>True, false, or null where it is no boolean. In quotes OSM takes fewer words than without.</summary>
    public static bool? AsBoolean(YamlScalar scalar) => scalar.Value switch
    {
        "true" or "True" or "1" => true,
        "false" or "False" or "0" => false,
        "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" when scalar.IsPlain => true,
        "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF" when scalar.IsPlain => false,
        _ => null,
    };
}
