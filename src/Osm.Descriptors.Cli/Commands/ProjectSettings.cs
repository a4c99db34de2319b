using Osm.Descriptors.Cli.Reports;
using Osm.Descriptors.Validation;
using Osm.Descriptors.Validation.Profiles;

namespace Osm.Descriptors.Cli.Commands;

/// <summary>Finds and reads the project file that a run is to follow.</summary>
internal static class ProjectSettings
{
    /// <summary>The settings; empty ones where there is no file; null, with what is wrong on standard error, where they cannot be used.</summary>
    public static ProjectFile? Load(string? named, IEnumerable<string> inputs, TextWriter error)
    {
        var files = named is not null ? [named] : inputs.Select(ProjectFile.Find).Distinct(StringComparer.Ordinal).ToArray();
        if (files.Length > 1)
        {
            error.WriteLine(
                $"osm-l2sm: the inputs belong to different projects ({string.Join(", ", files.Select(file => file ?? "none"))}): "
                + "validate them apart, or name one with --config");
            return null;
        }

        if (files is not [{ } path])
            return new ProjectFile();
        var faults = new List<Finding>();
        try
        {
            var project = ProjectFile.Read(path, faults);
            foreach (var fault in faults)
                error.WriteLine($"osm-l2sm: {fault.Position}: {Wording.OneLine(fault.Message)}; {Wording.OneLine(fault.Cure)}");
            return project;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"osm-l2sm: {Wording.OneLine(path)}: {failure.Message}");
            return null;
        }
    }
}
