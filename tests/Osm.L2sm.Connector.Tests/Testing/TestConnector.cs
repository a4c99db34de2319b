using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Osm.L2sm.Connector.Hosting;
using Osm.L2sm.Connector.Services;
using Osm.L2sm.V1;

namespace Osm.L2sm.Connector.Tests.Testing;

/// <summary>The whole service on real sockets of the loopback, over a fake fabric and a clock that stands still.</summary>
internal sealed class TestConnector : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly GrpcChannel channel;
    private readonly bool ownsFolder;

    private TestConnector(WebApplication app, TestFolder folder, bool ownsFolder, FakeFabric fabric, FakeTimeProvider clock)
    {
        (this.app, Folder, this.ownsFolder, Fabric, Clock) = (app, folder, ownsFolder, fabric, clock);
        channel = GrpcChannel.ForAddress($"http://127.0.0.1:{Port("grpc")}");
        Networks = new VimNetwork.VimNetworkClient(channel);
        Ports = new global::Osm.L2sm.V1.Fabric.FabricClient(channel);
    }

    public TestFolder Folder { get; }
    public FakeFabric Fabric { get; }
    public FakeTimeProvider Clock { get; }
    public VimNetwork.VimNetworkClient Networks { get; }
    public global::Osm.L2sm.V1.Fabric.FabricClient Ports { get; }
    public ChannelBase Channel => channel;

    public static Task<TestConnector> StartAsync(params string[] settings) => StartAsync(new TestFolder(), ownsFolder: true, null, settings);

    /// <summary>On a folder that outlives the service: for what a restart must keep.</summary>
    public static Task<TestConnector> StartAsync(TestFolder folder, params string[] settings) => StartAsync(folder, ownsFolder: false, null, settings);

    public static async Task<TestConnector> StartAsync(TestFolder folder, bool ownsFolder, Action<IServiceCollection>? replace, params string[] settings)
    {
        var (fabric, clock) = (new FakeFabric(), new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        var host = ConnectorHost.Build(
            [
                "--Grpc:Address=127.0.0.1", "--Grpc:Port=0", "--Http:Address=127.0.0.1", "--Http:Port=0", "--OpenFlow:Address=127.0.0.1",
                "--OpenFlow:Ports:0=0", "--OpenFlow:Ports:1=0", $"--Store:Path={folder.Store}", "--Logging:LogLevel:Default=Error", .. settings,
            ],
            services =>
            {
                services.AddSingleton<IFabric>(fabric).AddSingleton<TimeProvider>(clock);
                replace?.Invoke(services);
            });
        try
        {
            await host.StartAsync();
        }
        catch
        {
            await host.DisposeAsync();
            if (ownsFolder) folder.Dispose();
            throw;
        }
        return new TestConnector(host, folder, ownsFolder, fabric, clock);
    }

    public int Port(string endpoint) => app.Services.GetRequiredService<Endpoints>().Bound.First(b => b.Name == endpoint).Address.Port;

    public IReadOnlyList<int> OpenFlowPorts => [.. app.Services.GetRequiredService<Endpoints>().Bound.Where(b => b.Name == "openflow").Select(b => b.Address.Port)];

    public T Get<T>() where T : notnull => app.Services.GetRequiredService<T>();

    public async Task<int> ReadyAsync()
    {
        using var http = new HttpClient();
        return (int)(await http.GetAsync(new Uri(Http("/readyz")))).StatusCode;
    }

    public string Http(string path) => $"http://127.0.0.1:{Port("http")}{path}";

    public Task<CreateNetworkResponse> CreateAsync(string name, string? type = "bridge", Action<CreateNetworkRequest>? change = null)
    {
        var request = new CreateNetworkRequest { NetName = name, RequestId = Guid.NewGuid().ToString() };
        if (type is not null) request.NetType = type;
        change?.Invoke(request);
        return Networks.CreateNetworkAsync(request).ResponseAsync;
    }

    public Task<Port> AttachAsync(string network, string datapath, uint port, params string[] addresses) =>
        Ports.AttachPortAsync(new AttachPortRequest { NetworkId = network, DatapathId = datapath, PortNo = port, MacAddresses = { addresses } }).ResponseAsync;

    public Task StopAsync() => app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        if (ownsFolder) Folder.Dispose();
    }
}
