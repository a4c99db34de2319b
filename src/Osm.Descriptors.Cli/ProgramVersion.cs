namespace Osm.Descriptors.Cli;

/// <summary>Which version of the program this is.</summary>
internal static class ProgramVersion
{
    /// <summary>As <c>major.minor.patch</c>.</summary>
    public static string Text { get; } = typeof(ProgramVersion).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
}
