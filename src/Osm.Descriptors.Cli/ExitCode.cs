namespace Osm.Descriptors.Cli;

/// <summary>How every command ends.</summary>
internal static class ExitCode
{
    public const int Fine = 0;

    /// <summary>A finding at or above --fail-on, or a refused change.</summary>
    public const int Findings = 1;

    /// <summary>Wrong usage or unreadable input.</summary>
    public const int Usage = 2;
}
