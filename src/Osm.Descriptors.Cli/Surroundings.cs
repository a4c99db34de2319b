namespace Osm.Descriptors.Cli;

/// <summary>What the program finds around it when it starts.</summary>
/// <param name="OutputIsTerminal">Whether a person looks at the output, and not a file or a pipe.</param>
/// <param name="Width">Columns of that terminal.</param>
/// <param name="Variable">An environment variable; null where it is not set.</param>
/// <param name="Input">Standard input.</param>
/// <param name="RawOutput">Standard output as bytes, for what is no text.</param>
internal sealed record Surroundings(bool OutputIsTerminal, int Width, Func<string, string?> Variable, Stream Input, Stream RawOutput)
{
    /// <summary>No terminal, no variables, nothing to read.</summary>
    public static Surroundings None { get; } = new(false, 80, _ => null, Stream.Null, Stream.Null);

    /// <summary>Those of this process.</summary>
    public static Surroundings OfProcess() =>
        new(!Console.IsOutputRedirected, TerminalWidth(), Environment.GetEnvironmentVariable, Console.OpenStandardInput(), Console.OpenStandardOutput());

    /// <summary>Whether colours may be written (https://no-color.org, and terminals that have none).</summary>
    public bool WantsColour => OutputIsTerminal && string.IsNullOrEmpty(Variable("NO_COLOR")) && Variable("TERM") != "dumb";

    // The framework's own width switches the terminal into another mode, and leaves it there.
    private static int TerminalWidth() =>
        int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), out var width) && width is >= 40 and <= 1000 ? width : 120;
}
