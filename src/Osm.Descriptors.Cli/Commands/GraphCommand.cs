using System.CommandLine;
using Osm.Descriptors.Cli.Reports;
using Osm.Descriptors.Graphing;
using Osm.Descriptors.Packaging;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Cli.Commands;

/// <summary><c>osm-l2sm graph PATH...</c>: the NS as a picture.</summary>
internal static class GraphCommand
{
    public static Command Create(TextWriter output, TextWriter error, Surroundings surroundings)
    {
        var paths = InputPaths.Argument("Packages or folders of them, as 'validate' takes them: each NSD is drawn with its VNFDs; without one, each VNFD.");
        paths.Arity = ArgumentArity.OneOrMore;
        var with = ProfileOptions.With();
        var format = new Option<string>("--format") { Description = "What kind of picture.", DefaultValueFactory = _ => "svg" };
        format.AcceptOnlyFromAmong("svg", "mermaid", "dot");
        var file = new Option<string?>("--output", "-o") { Description = "Write it there and not to standard output.", HelpName = "FILE" };
        var release = ProfileOptions.OsmRelease();
        var command = new Command("graph", "Draw the CNFs of an NS with their KDUs, connection points and virtual links; errors in red.") { paths, with, format, file, release };
        command.SetAction(parsed =>
        {
            var inputs = PackageFinder.Open(parsed.GetRequiredValue(paths), PackageLimits.Default, () => surroundings.Input);
            var companions = PackageFinder.Open(parsed.GetRequiredValue(with), PackageLimits.Default);
            foreach (var unreadable in inputs.Unreadable.AddRange(companions.Unreadable))
                error.WriteLine($"osm-l2sm: {Wording.OneLine(unreadable.Path)}: {Wording.OneLine(unreadable.Reason)}");
            var known = companions.Packages.AddRange(PackageFinder.OpenBeside(inputs, PackageLimits.Default));
            var options = new ValidationOptions(parsed.GetValue(release) ?? OsmReleases.Newest, YamlLimits.Default);
            var graphs = NsGraphs.Of(inputs.Packages, known, DescriptorValidator.Validate(inputs.Packages, known, options));
            if (graphs.IsEmpty)
            {
                error.WriteLine("osm-l2sm: there is nothing to draw: no NSD or VNFD that can be read is among the inputs");
                return ExitCode.Usage;
            }

            var picture = parsed.GetRequiredValue(format) switch
            {
                "mermaid" => MermaidText.Of(graphs),
                "dot" => DotText.Of(graphs),
                _ => SvgDrawing.Of(graphs),
            };
            if (!TryWrite(parsed.GetValue(file), picture, output, error))
                return ExitCode.Usage;
            return inputs.Unreadable.IsEmpty && companions.Unreadable.IsEmpty ? ExitCode.Fine : ExitCode.Usage;
        });
        return command;
    }

    private static bool TryWrite(string? file, string picture, TextWriter output, TextWriter error)
    {
        if (file is null)
        {
            output.Write(picture);
            return true;
        }

        try
        {
            File.WriteAllText(file, picture);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"osm-l2sm: the picture cannot be written to {Wording.OneLine(file)}: {failure.Message}");
            return false;
        }
    }
}
