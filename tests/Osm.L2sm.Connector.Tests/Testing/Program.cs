using Microsoft.Extensions.DependencyInjection;
using Osm.L2sm.Connector.Hosting;
using Osm.L2sm.Connector.Services;

namespace Osm.L2sm.Connector.Tests.Testing;

/// <summary>The service over a fake fabric as a process of its own, so that a test can kill it.</summary>
internal static class Program
{
    /// <summary>With this argument one switch is connected.</summary>
    public const string WithSwitch = "--FakeSwitch=true";

    private static async Task Main(string[] args)
    {
        var fabric = new FakeFabric();
        if (args.Contains(WithSwitch, StringComparer.Ordinal)) fabric.Connect(0xa1, [.. Enumerable.Range(1, 64).Select(i => $"veth-{i}")]);
        await using var app = ConnectorHost.Build([.. args.Where(a => a != WithSwitch)], services => services.AddSingleton<IFabric>(fabric));
        await app.RunAsync();
    }
}
