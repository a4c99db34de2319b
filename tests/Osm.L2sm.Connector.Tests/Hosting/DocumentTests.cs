using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using Osm.L2sm.Connector.Hosting;
using Osm.L2sm.Connector.Hosting.Cluster;
using Osm.L2sm.Connector.Services;

namespace Osm.L2sm.Connector.Tests.Hosting;

public sealed class DocumentTests
{
    [Fact]
    public void Every_reason_is_explained_and_every_explained_reason_exists()
    {
        var constants = typeof(Reasons).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!);
        Rows("errors.md").Select(r => r[0].Trim('`')).ShouldBe(constants);
    }

    [Fact]
    public void Every_setting_is_explained_with_its_default()
    {
        var settings = Settings("", new ConnectorOptions())
            .Concat(Settings("Grpc:", new GrpcEndpointOptions()))
            .Concat(Settings("OpenFlow:", new OpenFlowEndpointOptions()))
            .Concat(Settings("Http:", new HttpEndpointOptions()))
            .Concat(Settings("Northbound:", new NorthboundOptions()))
            .Concat(Settings("Networks:", new NetworksOptions()))
            .Concat(Settings("Store:", new StoreOptions()))
            .Concat(Settings("Kubernetes:", new KubernetesOptions()));
        Rows("configuration.md").Where(r => !r[0].Contains("Logging", StringComparison.Ordinal)).Select(r => $"{r[0].Trim('`')} = {r[1].Replace("`", "")}")
            .ShouldBe(settings, ignoreOrder: true);
    }

    private static IEnumerable<string> Settings(string prefix, object options)
    {
        foreach (var property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite))
        {
            var value = options is OpenFlowEndpointOptions openFlow && property.Name == nameof(openFlow.Ports) ? string.Join(", ", openFlow.PortsOrDefault) : property.GetValue(options);
            if (value is CertificateOptions certificate)
                foreach (var inner in Settings($"{prefix}{property.Name}:", certificate)) yield return inner;
            else yield return $"{prefix}{property.Name} = {Convert.ToString(value, CultureInfo.InvariantCulture) switch { null or "" => "none", var text => text }}";
        }
    }

    private static IEnumerable<string[]> Rows(string document, [CallerFilePath] string here = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(here)!, "../../../docs", document);
        return File.ReadLines(path).Where(l => l.StartsWith("| `", StringComparison.Ordinal)).Select(l => l.Trim('|', ' ').Split('|').Select(c => c.Trim()).ToArray());
    }
}
