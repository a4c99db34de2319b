using System.CommandLine;

namespace Osm.Descriptors.Cli.Commands;

/// <summary>The program's commands.</summary>
internal static class CommandLine
{
    /// <summary>Runs a command line and tells the exit code.</summary>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter error, Surroundings? surroundings = null)
    {
        surroundings ??= Surroundings.None;
        var root = new RootCommand("Checks OSM descriptors and packages for layer-2 virtual links between CNFs.")
        {
            ValidateCommand.Create(output, error, surroundings),
            PatchCommand.Create(output, error, surroundings),
            UnpatchCommand.Create(output, error, surroundings),
            ParamsCommand.Create(output, error, surroundings),
            GraphCommand.Create(output, error, surroundings),
            LspCommand.Create(error, surroundings),
        };
        // '@' begins a file name here, not a response file.
        var parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            foreach (var wrong in parsed.Errors)
                error.WriteLine($"osm-l2sm: {wrong.Message}");
            error.WriteLine("Try 'osm-l2sm --help'.");
            return ExitCode.Usage;
        }

        return parsed.Invoke(new InvocationConfiguration { Output = output, Error = error });
    }
}
