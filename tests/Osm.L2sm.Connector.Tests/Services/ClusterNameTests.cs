using System.Runtime.CompilerServices;
using System.Text.Json;
using Osm.L2sm.Connector.Services;

namespace Osm.L2sm.Connector.Tests.Services;

public sealed class ClusterNameTests
{
    /// <summary>tests/naming-vectors.json is what the CLI and the charts are held to as well.</summary>
    [Fact]
    public void Networks_are_named_as_the_shared_vectors_say()
    {
        using var vectors = JsonDocument.Parse(File.ReadAllText(Vectors()));
        vectors.RootElement.GetArrayLength().ShouldBePositive();
        foreach (var vector in vectors.RootElement.EnumerateArray())
        {
            var netName = vector.GetProperty("netName").GetString()!;
            var request = new NetworkRequest(netName, "bridge", null, false, null, "", "");
            if (netName.Length > 0 && vector.TryGetProperty("expected", out var expected))
                NetworkRequestRules.Check(request, Guid.NewGuid().ToString()).ClusterName.ShouldBe(expected.GetString(), netName);
            else
                Should.Throw<RefusedException>(() => NetworkRequestRules.Check(request, Guid.NewGuid().ToString())).Violations.ShouldHaveSingleItem().Field.ShouldBe("net_name");
        }
    }

    private static string Vectors([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "../../naming-vectors.json");
}
