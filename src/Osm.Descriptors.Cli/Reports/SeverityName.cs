using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Cli.Reports;

internal static class SeverityName
{
    public static string Of(Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        _ => "note",
    };
}
