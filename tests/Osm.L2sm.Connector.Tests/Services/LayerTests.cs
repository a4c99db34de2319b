using System.Runtime.CompilerServices;

namespace Osm.L2sm.Connector.Tests.Services;

public sealed class LayerTests
{
    [Theory]
    [InlineData("Services", "Grpc", "Google", "Osm.L2sm.V1", "Microsoft.Data", "Microsoft.AspNetCore", "Osm.L2sm.Connector.")]
    [InlineData("Persistence", "Grpc", "Google", "Osm.L2sm.V1", "Microsoft.AspNetCore", "Osm.L2sm.Connector.Grpc", "Osm.L2sm.Connector.Hosting")]
    [InlineData("Drivers", "Grpc", "Google", "Osm.L2sm.V1", "Microsoft.AspNetCore", "Microsoft.Data", "Osm.L2sm.Connector.Grpc", "Osm.L2sm.Connector.Hosting")]
    [InlineData("Hosting", "Grpc", "Google", "Osm.L2sm.V1", "Microsoft.Data")]
    [InlineData("Grpc", "Microsoft.Data", "Osm.L2sm.Connector.Persistence", "Osm.L2sm.Connector.Drivers")]
    [InlineData("Northbound", "Grpc", "Google", "Osm.L2sm.V1", "Microsoft.Data", "Osm.L2sm.Connector.Grpc", "Osm.L2sm.Connector.Persistence", "Osm.L2sm.Connector.Drivers")]
    public void A_folder_uses_only_what_is_below_it(string folder, params string[] forbidden)
    {
        var files = Directory.GetFiles(Path.Combine(Source(), folder), "*.cs");
        files.ShouldNotBeEmpty();
        files.SelectMany(f => File.ReadLines(f).Where(l => l.StartsWith("using ", StringComparison.Ordinal)).Select(l => $"{Path.GetFileName(f)}: {l}"))
            .Where(l => forbidden.Any(f => l.Contains($"using {f}", StringComparison.Ordinal) || l.Contains($"= {f}", StringComparison.Ordinal)))
            .ShouldBeEmpty();
    }

    private static string Source([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "../../../src/Osm.L2sm.Connector");
}
