using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using Osm.Descriptors.Packaging.Patching;
using Osm.Descriptors.Rewriting.Charts;

namespace Osm.Descriptors.Cli.Commands;

/// <summary><c>osm-l2sm patch INPUT -o OUT</c>: what may stand on its command line.</summary>
internal static class PatchCommand
{
    public static Command Create(TextWriter output, TextWriter error, Surroundings surroundings)
    {
        var input = PatchOptions.Input("A KNF's package (folder, .tar.gz or .zip), a chart (folder or .tgz), or rendered manifests (a .yaml, or a folder of these).");
        var target = PatchOptions.Output();
        var inPlace = PatchOptions.InPlace();
        var with = new Option<string[]>("--with")
        {
            Description = "NSDs that use the package: nets that they put on a management link get no attachment; may be given several times.",
            HelpName = "NSD", AllowMultipleArgumentsPerToken = false, DefaultValueFactory = _ => [],
        };
        var attach = new Option<PatchMapping?>("--attach")
        {
            Description = "Attach a net to this workload only, whatever the descriptor names; with an address, its pod has this one. Without a workload, to every one. May be given several times.",
            HelpName = "NET[=WORKLOAD[@ADDRESS]]", Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = false, CustomParser = ParseAttach,
        };
        var replace = new Option<ImmutableArray<MultusReplacement>>("--replace-multus")
        {
            Description = "Make a virtual link of an attachment that the chart's own Multus annotation has; may be given several times.",
            HelpName = "NAME=NET", Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = false, DefaultValueFactory = _ => [], CustomParser = ParseReplacements,
        };
        var map = new Option<string?>("--map") { Description = "A file that says the same, or a package that was patched so; flags go before it.", HelpName = "FILE" };
        var dialect = new Option<string?>("--dialect") { Description = "Which annotation pods get: l2sm (L2S-M's own, with its label) or multus. [default: l2sm]" };
        dialect.AcceptOnlyFromAmong("l2sm", "multus");
        var nsName = new Option<string?>("--ns-name") { Description = "The NS's name, of which networks' names are made where no Helm makes them: in rendered manifests and juju bundles.", HelpName = "NAME" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Write nothing, and tell what would be done." };
        var diff = new Option<bool>("--diff") { Description = "Show the changes as a unified diff, instead of the report." };
        var partial = new Option<bool>("--partial") { Description = "Write the package also if a workload that should be attached is not reached; the exit code is 1 all the same." };
        var verify = new Option<bool>("--verify") { Description = "Render the charts before and after with 'helm', and with what 'params' can give; read manifests again; and refuse to write what is not as it should be." };
        var values = new Option<string[]>("--values")
        {
            Description = "Values that --verify renders the charts with, as Helm's --values; may be given several times, the last wins.",
            HelpName = "FILE", AllowMultipleArgumentsPerToken = false, DefaultValueFactory = _ => [],
        };
        var format = PatchOptions.Format();
        var colour = ReportOptions.Colour();
        var command = new Command("patch", "Give the pods of a KNF's charts their virtual links: the package in, the same package with its pods attached out.")
        {
            input, target, inPlace, with, attach, replace, map, dialect, nsName, dryRun, diff, partial, verify, values, format, colour,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(target) is null && !result.GetValue(inPlace) && !result.GetValue(dryRun) && !result.GetValue(diff))
                result.AddError("Say where the patched package goes: -o OUT, --in-place, or nowhere with --dry-run.");
            if (result.GetValue(target) is not null && result.GetValue(inPlace))
                result.AddError("-o and --in-place exclude each other.");
            if (result.GetValue(values) is { Length: > 0 } && !result.GetValue(verify))
                result.AddError("--values is what --verify renders charts with: say --verify too.");
        });
        command.SetAction(parsed => new PatchRun(output, error, surroundings)
        {
            Input = parsed.GetRequiredValue(input),
            Output = parsed.GetValue(target),
            InPlace = parsed.GetValue(inPlace),
            With = parsed.GetRequiredValue(with),
            MapFile = parsed.GetValue(map),
            Mapping = (parsed.GetValue(attach) ?? PatchMapping.None) with
            {
                Replacements = parsed.GetRequiredValue(replace),
                Dialect = parsed.GetValue(dialect) is { } name ? name == "multus" ? AnnotationDialect.Multus : AnnotationDialect.L2sm : null,
                NsName = parsed.GetValue(nsName),
            },
            DryRun = parsed.GetValue(dryRun),
            ShowsDiff = parsed.GetValue(diff),
            Partial = parsed.GetValue(partial),
            Verifies = parsed.GetValue(verify),
            Values = [.. parsed.GetRequiredValue(values)],
            Format = parsed.GetRequiredValue(format),
            Colour = parsed.GetRequiredValue(colour),
        }.Run());
        return command;
    }

    private static PatchMapping? ParseAttach(ArgumentResult result)
    {
        var mapping = PatchMapping.None;
        foreach (var text in result.Tokens.Select(token => token.Value))
        {
            var equals = text.IndexOf('=');
            WorkloadWish? workload = null;
            string? fault = null;
            if (equals == 0 || text.Length == 0)
                fault = "it names no net";
            if (fault is not null || (equals > 0 && !WorkloadText.TryParse(text[(equals + 1)..], out workload, out fault)))
                result.AddError($"--attach {text}: {fault}.");
            else
                mapping = mapping.With(equals < 0 ? text : text[..equals], workload);
        }

        return mapping;
    }

    private static ImmutableArray<MultusReplacement> ParseReplacements(ArgumentResult result)
    {
        var replacements = ImmutableArray.CreateBuilder<MultusReplacement>();
        foreach (var text in result.Tokens.Select(token => token.Value))
        {
            if (text.Split('=') is [{ Length: > 0 } name, { Length: > 0 } net])
                replacements.Add(new MultusReplacement(name, net));
            else
                result.AddError($"--replace-multus {text}: it is not NAME=NET.");
        }

        return replacements.ToImmutable();
    }
}
