using Osm.Descriptors.Model;
using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>The day1-2 of a VNFD: how it, its VDUs and its KDUs are configured.</summary>
internal static class DayOnes
{
    /// <summary>Those of all its df.</summary>
    public static IEnumerable<YamlMapping> Of(YamlMapping vnfd) =>
        vnfd.Items("df").SelectMany(df => OperationOf(df)?.Items("day1-2") ?? []);

    /// <summary>What holds them in a df.</summary>
    public static YamlMapping? OperationOf(YamlMapping df) =>
        df.Mapping("lcm-operations-configuration")?.Mapping("operate-vnf-op-config");
}
