using Shouldly;

namespace L2smOsm.Testing;

/// <summary>
/// Texts that were once judged right, as files in the repository. With <c>UPDATE_GOLDEN=1</c> in the environment each is rewritten from what the
/// tests see: read the difference before it is committed.
/// </summary>
public static class Golden
{
    private static bool Updates { get; } = Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1";

    /// <summary>Fails where the file at this path, from the repository's root or absolute, does not say exactly this.</summary>
    public static void Matches(string path, string text)
    {
        var file = Path.Combine(Root, path);
        if (Updates)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
            return;
        }
        File.Exists(file).ShouldBeTrue($"{file} is missing: UPDATE_GOLDEN=1 makes it");
        text.ShouldBe(File.ReadAllText(file), $"{file}: if the new text is right, UPDATE_GOLDEN=1 writes it");
    }

    /// <summary>The text of a file, by its path from the repository's root.</summary>
    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>The checkout that the tests run in.</summary>
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "L2smOsm.sln"))) return at.FullName;
        throw new InvalidOperationException("L2smOsm.sln is in no folder above the tests");
    }
}
