using System.Collections.Immutable;
using Osm.Descriptors.Packaging;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation;
using Osm.Descriptors.Validation.Profiles;

namespace Osm.Descriptors.Editing;

/// <summary>What stands around an open file on the disk.</summary>
/// <param name="Packages">Those in one folder, and in the folders directly below it.</param>
/// <param name="Companions">Those that the project file names.</param>
/// <param name="Project">How the project wants its packages validated.</param>
/// <param name="Faults">What is wrong in the project file.</param>
internal sealed record Surrounding(
    ImmutableArray<Package> Packages, ImmutableArray<Package> Companions, ProjectFile Project, ImmutableArray<Finding> Faults)
{
    // An editor may stand in any folder: no more is looked at while somebody types.
    private const int MostFolders = 500;

    public static Surrounding None { get; } = new([], [], new ProjectFile(), []);

    public static Surrounding Read(string scope, string file)
    {
        var faults = new List<Finding>();
        var project = new ProjectFile();
        try
        {
            if (ProjectFile.Find(file) is { } path)
                project = ProjectFile.Read(path, faults) ?? project;
            string[] paths = [.. DescriptorsIn(scope), .. Directory.EnumerateDirectories(scope).Order(StringComparer.Ordinal).Take(MostFolders).Where(HasDescriptor)];
            return new Surrounding(
                PackageFinder.Open(paths, PackageLimits.Default).Packages, PackageFinder.Open(project.With, PackageLimits.Default).Packages, project, [.. faults]);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            faults.Add(new Finding(RuleCatalogue.Archive.Id, Severity.Error, failure.Message, SourcePosition.WholeFile(scope), "make it readable"));
            return None with { Faults = [.. faults] };
        }
    }

    private static bool HasDescriptor(string folder)
    {
        try
        {
            return DescriptorsIn(folder).Any();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static IEnumerable<string> DescriptorsIn(string folder) =>
        Directory.EnumerateFiles(folder).Where(DescriptorFileName.IsConventional).Order(StringComparer.Ordinal);
}
