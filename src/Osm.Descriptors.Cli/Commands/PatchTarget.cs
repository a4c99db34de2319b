namespace Osm.Descriptors.Cli.Commands;

/// <summary>Where a patched package goes.</summary>
internal static class PatchTarget
{
    /// <summary>The path to write to.</summary>
    /// <param name="output">As the user said.</param>
    /// <param name="input">The package that is patched.</param>
    /// <param name="fault">Why it cannot go there; null where it can.</param>
    public static string Of(string output, string input, out string? fault)
    {
        var name = Path.GetFileName(Path.GetFullPath(input).TrimEnd('/'));
        var target = Path.GetFullPath(output.EndsWith('/') || Directory.Exists(output) ? Path.Join(output, name) : output);
        var source = Path.GetFullPath(input).TrimEnd('/');
        fault = target == source || Resolved(target) == Resolved(source) ? "it would be written over the input: say --in-place, or name another place"
            : target.StartsWith(source + "/", StringComparison.Ordinal) && Directory.Exists(source) ? "it would be written into the input: name another place"
            : Directory.Exists(target) ? $"there is a folder already at {target}: remove it, or name another place"
            : null;
        return target;
    }

    private static string Resolved(string path) => !File.Exists(path) ? path : new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path;
}
