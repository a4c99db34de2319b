namespace L2smOsm.Benchmarks;

/// <summary>The checkout that the benchmarks run in.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find();

    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    private static string Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(System.IO.Path.Combine(at.FullName, "L2smOsm.sln"))) return at.FullName;
        throw new InvalidOperationException("run this from a checkout: no L2smOsm.sln above the program");
    }
}
