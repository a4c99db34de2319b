using System.Text;
using Osm.Descriptors.Cli;
using Osm.Descriptors.Cli.Commands;

namespace Osm.Descriptors.Tests.Cli;

/// <summary>What a run of the command line gave.</summary>
internal sealed record CliRun(int ExitCode, string Output, string Error)
{
    public static CliRun Of(params string[] arguments) => In(Surroundings.None, arguments);

    public static CliRun OnTerminal(params string[] arguments) => In(Surroundings.None with { OutputIsTerminal = true, Width = 100 }, arguments);

    public static CliRun In(Surroundings surroundings, params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var exitCode = CommandLine.Run(arguments, output, error, surroundings);
        return new CliRun(exitCode, output.ToString(), error.ToString());
    }

    public static CliRun WithInput(string input, params string[] arguments) =>
        In(Surroundings.None with { Input = new MemoryStream(Encoding.UTF8.GetBytes(input)) }, arguments);
}
