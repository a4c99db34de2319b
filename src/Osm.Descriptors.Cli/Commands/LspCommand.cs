using System.CommandLine;
using Osm.Descriptors.Cli.Lsp;

namespace Osm.Descriptors.Cli.Commands;

/// <summary><c>osm-l2sm lsp</c>: the Language Server Protocol over standard input and output.</summary>
internal static class LspCommand
{
    public static Command Create(TextWriter error, Surroundings surroundings)
    {
        // Editors' clients add it to whatever command they start.
        var stdio = new Option<bool>("--stdio") { Description = "Over standard input and output, which is the only way.", Hidden = true };
        var command = new Command("lsp", "Serve an editor: findings while you type, what keys mean, where ids lead, fixes.") { stdio };
        command.SetAction(_ =>
        {
            using var input = new BufferedStream(surroundings.Input, 64 * 1024);
            return new LanguageServer(new MessageStream(input, surroundings.RawOutput), error).Run();
        });
        return command;
    }
}
