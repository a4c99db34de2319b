using Osm.L2sm.Connector.Tests.Testing;
using Osm.L2sm.V1;

namespace Osm.L2sm.Connector.Tests.Northbound;

/// <summary>The service with its northbound REST on, and the bodies that the operator sends.</summary>
internal static class NorthboundTest
{
    public const string On = "--Northbound:Enabled=true";
    public static readonly string[] Settings = [On, "--Northbound:Address=127.0.0.1", "--Northbound:Port=0"];

    public const string Vnets = "/onos/vnets/api";
    public const string Ports = "/onos/vnets/api/port";
    public const string Vlinks = "/onos/vlinks/api";

    public static Task<TestConnector> StartAsync() => TestConnector.StartAsync(Settings);

    public static Task<TestConnector> StartAsync(TestFolder folder) => TestConnector.StartAsync(folder, Settings);

    public static string Network(string name) => $"{{\"networkId\":\"{name}\"}}";

    public static string Endpoints(string name, params string[] endpoints) =>
        $"{{\"networkId\":\"{name}\",\"networkEndpoints\":[{string.Join(',', endpoints.Select(e => $"\"{e}\""))}]}}";

    public static async Task<IReadOnlyList<Network>> ListAsync(this TestConnector connector) =>
        (await connector.Networks.ListNetworksAsync(new ListNetworksRequest())).Networks;

    public static async Task<IReadOnlyList<Port>> ListPortsAsync(this TestConnector connector) =>
        (await connector.Ports.ListPortsAsync(new ListPortsRequest())).Ports;
}
