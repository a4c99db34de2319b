using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using L2sm.Sdn;
using L2smOsm.Testing;
using Microsoft.Extensions.DependencyInjection;
using Osm.L2sm.Connector.Drivers;
using Osm.L2sm.Connector.Services;
using Osm.L2sm.Connector.Tests.Testing;
using Osm.L2sm.V1;

namespace Osm.L2sm.Connector.Tests.Hosting;

public sealed class ObservabilityTests
{
    private static readonly string[] Ours = ["L2sm.Sdn", "Osm.L2sm.Connector"];

    [Fact]
    public async Task Every_metric_is_explained_and_every_explained_metric_exists()
    {
        var instruments = new Dictionary<string, string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (!Ours.Contains(instrument.Meter.Name)) return;
                lock (instruments) instruments[instrument.Name] = $"{instrument.GetType().Name.Split('`')[0]} {instrument.Unit}";
            },
        };
        listener.Start();
        await using var connector = await TestConnector.StartAsync();
        await connector.CreateAsync("measured"); // the first call makes what measures calls
        await using var controller = new L2smController(new L2smControllerOptions(), [], TimeProvider.System, new TestLog());

        lock (instruments) instruments.Select(i => $"{i.Key} {i.Value}").ShouldBe(Documented(), ignoreOrder: true);
    }

    [Fact]
    public async Task Prometheus_gets_switches_and_calls_on_the_HTTP_port()
    {
        using var folder = new TestFolder();
        await using var connector = await TestConnector.StartAsync(
            folder, ownsFolder: false, services => services.AddSingleton(TimeProvider.System).AddSingleton<IFabric, SdnFabric>());
        await connector.CreateAsync("measured");
        (await Should.ThrowAsync<global::Grpc.Core.RpcException>(() => connector.Networks.DeleteNetworkAsync(new DeleteNetworkRequest()).ResponseAsync)).ShouldNotBeNull();
        using var http = new HttpClient();
        var text = await http.GetStringAsync(connector.Http("/metrics"));

        text.ShouldContain("l2sm_sdn_sessions{otel_scope_name=\"L2sm.Sdn\"} 0");
        text.ShouldContain("method=\"CreateNetwork\",status=\"OK\"");
        text.ShouldContain("method=\"DeleteNetwork\",status=\"InvalidArgument\"");
        text.ShouldContain("le=\"0.0025\"", customMessage: "the bounds are our own");
    }

    private static IEnumerable<string> Documented([CallerFilePath] string here = "") =>
        File.ReadLines(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/observability.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|').Select(cell => cell.Trim(' ', '`')).ToArray())
            .Select(row => $"{row[1]} {row[2]} {row[3]}");
}
