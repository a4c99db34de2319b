using System.CommandLine;

namespace Osm.Descriptors.Cli.Commands;

/// <summary>The files and folders that a command is given.</summary>
internal static class InputPaths
{
    public static Argument<string[]> Argument(string description)
    {
        var paths = new Argument<string[]>("PATH") { Description = description, HelpName = "PATH...", Arity = ArgumentArity.ZeroOrMore };
        // Else a mistyped option would be looked for as a file.
        paths.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.StartsWith('-') && token.Value != "-"))
                result.AddError($"Unknown option '{token.Value}'; a file of that name is './{token.Value}'.");
        });
        return paths;
    }
}
