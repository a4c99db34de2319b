using System.CommandLine;
using System.CommandLine.Parsing;
using Osm.Descriptors.Validation;
using Osm.Descriptors.Validation.Profiles;

namespace Osm.Descriptors.Cli.Commands;

/// <summary>The options that say what is to be told of.</summary>
internal static class ProfileOptions
{
    public static Option<int?> OsmRelease() => new("--osm-release")
    {
        Description = $"The OSM release that the packages are for, {OsmReleases.Oldest} to {OsmReleases.Newest}. [default: {OsmReleases.Newest}]",
        HelpName = "N",
        CustomParser = result =>
        {
            if (OsmReleases.TryParse(result.Tokens[0].Value, out var release, out var fault))
                return release;
            result.AddError($"--osm-release: {fault}.");
            return null;
        },
    };

    public static Option<int?> ClusterNets()
    {
        var nets = new Option<int?>("--cluster-nets") { Description = "How many nets the cluster was registered with, to compare what VNFDs ask for.", HelpName = "N" };
        nets.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1)
                result.AddError("--cluster-nets: a cluster has one net at least.");
        });
        return nets;
    }

    public static Option<SeverityMap?> Severity() => new("--severity")
    {
        Description = "Give a rule, or a family such as LINT, another severity: error, warning, note or off; may be given several times.",
        HelpName = "RULE=LEVEL",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
        CustomParser = ParseSeverities,
    };

    public static Option<string?> FailOn()
    {
        var failOn = new Option<string?>("--fail-on") { Description = "The lowest severity that makes the exit code 1. [default: error]" };
        failOn.AcceptOnlyFromAmong("error", "warning", "note");
        return failOn;
    }

    public static Option<string[]> With() => new("--with")
    {
        Description = "Packages of the VNFDs that the NSDs use, themselves not validated; may be given several times.",
        HelpName = "PATH",
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = _ => [],
    };

    public static Option<string?> Baseline() =>
        new("--baseline") { Description = "Tell only of what is not in this file, which --write-baseline wrote.", HelpName = "FILE" };

    public static Option<bool> WriteBaseline() => new("--write-baseline") { Description = "Write all that is found now to the file of --baseline." };

    public static Option<string?> Project() => new("--config")
    {
        Description = $"The project file. [default: the nearest {ProjectFile.Name} at or above the inputs]",
        HelpName = "FILE",
    };

    private static SeverityMap ParseSeverities(ArgumentResult result)
    {
        var map = SeverityMap.Empty;
        foreach (var text in result.Tokens.Select(token => token.Value))
        {
            var parts = text.Split('=');
            string? fault = "it is not RULE=LEVEL";
            if (parts.Length == 2)
                map = map.With(parts[0], parts[1], out fault);
            if (fault is not null)
                result.AddError($"--severity {text}: {fault}.");
        }

        return map;
    }
}
