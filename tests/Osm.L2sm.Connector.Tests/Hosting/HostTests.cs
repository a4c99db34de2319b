using System.Net;
using System.Net.Http.Json;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Grpc.Health.V1;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Reflection.V1Alpha;
using L2smOsm.Testing;
using Microsoft.Extensions.Options;
using Osm.L2sm.Connector.Hosting;
using Osm.L2sm.Connector.Services;
using Osm.L2sm.Connector.Tests.Testing;
using Osm.L2sm.V1;

namespace Osm.L2sm.Connector.Tests.Hosting;

public sealed class HostTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Live_and_ready_over_HTTP_and_gRPC()
    {
        await using var connector = await TestConnector.StartAsync();
        using var http = new HttpClient();
        (await http.GetAsync(connector.Http("/healthz"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        var ready = await http.GetFromJsonAsync<JsonElement>(connector.Http("/readyz"));
        ready.GetProperty("ready").GetBoolean().ShouldBeTrue();

        var health = new Health.HealthClient(connector.Channel);
        foreach (var service in (string[])["", "osm.l2sm.v1.VimNetwork", "osm.l2sm.v1.Fabric"])
            (await health.CheckAsync(new HealthCheckRequest { Service = service })).Status.ShouldBe(HealthCheckResponse.Types.ServingStatus.Serving, service);
    }

    [Fact]
    public async Task Reflection_lists_the_services()
    {
        await using var connector = await TestConnector.StartAsync();
        using var call = new ServerReflection.ServerReflectionClient(connector.Channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" });
        (await call.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();
        var names = call.ResponseStream.Current.ListServicesResponse.Service.Select(s => s.Name).ToList();
        names.ShouldContain("osm.l2sm.v1.VimNetwork");
        names.ShouldContain("osm.l2sm.v1.Fabric");
        await call.RequestStream.CompleteAsync();
    }

    [Fact]
    public async Task A_switch_talks_to_the_controller_on_both_OpenFlow_ports()
    {
        await using var connector = await TestConnector.StartAsync();
        foreach (var port in connector.OpenFlowPorts)
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port);
            await client.GetStream().WriteAsync("hello"u8.ToArray());
            var answer = new byte[5];
            await client.GetStream().ReadExactlyAsync(answer).AsTask().WaitAsync(Patience);
            answer.ShouldBe("hello"u8.ToArray());
        }
        connector.OpenFlowPorts.Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task One_switch_too_many_is_closed_and_its_place_is_free_again_later()
    {
        await using var connector = await TestConnector.StartAsync("--OpenFlow:MaxConnections=1");
        var (one, other) = (connector.OpenFlowPorts[0], connector.OpenFlowPorts[1]);
        using (var first = new TcpClient())
        {
            (await AnswersAsync(first, one)).ShouldBeTrue();
            using var second = new TcpClient();
            (await AnswersAsync(second, other)).ShouldBeFalse("the limit is for both ports together");
            (await AnswersAsync(first, one)).ShouldBeTrue();
        }
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            patience.Token.ThrowIfCancellationRequested();
            using var third = new TcpClient();
            if (await AnswersAsync(third, other)) break;
        }

        // The service may close it at any moment, as early as before the connect returns.
        static async Task<bool> AnswersAsync(TcpClient client, int port)
        {
            try
            {
                if (!client.Connected) await client.ConnectAsync(IPAddress.Loopback, port);
                await client.GetStream().WriteAsync("x"u8.ToArray());
                return await client.GetStream().ReadAsync(new byte[1]).AsTask().WaitAsync(Patience) == 1;
            }
            catch (Exception e) when (e is IOException or SocketException or InvalidOperationException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task The_end_comes_within_five_seconds_with_switches_and_watchers_connected()
    {
        await using var connector = await TestConnector.StartAsync();
        using var watch = connector.Networks.WatchNetworks(new WatchNetworksRequest());
        (await watch.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, connector.OpenFlowPorts[0]);
        await client.GetStream().WriteAsync("x"u8.ToArray());
        await client.GetStream().ReadExactlyAsync(new byte[1]);
        await connector.StopAsync().WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task TLS_serves_with_the_certificate_configured_and_with_the_one_that_replaces_it()
    {
        using var folder = new TestFolder();
        using var authority = new CertificateAuthority(Path.GetDirectoryName(folder.Store)!, "authority");
        var own = authority.Issue("connector");
        await using var connector = await TestConnector.StartAsync(folder, $"--Grpc:Certificate:Path={own.Certificate}", $"--Grpc:Certificate:KeyPath={own.Key}");

        (await CallAsync(connector, authority)).ShouldBe("CN=connector");
        authority.Issue("renewed").Replace(own);
        (await CallAsync(connector, authority)).ShouldBe("CN=renewed");
    }

    [Fact]
    public async Task Callers_without_a_certificate_of_the_authority_are_refused_where_one_is_asked_for()
    {
        using var folder = new TestFolder();
        using var authority = new CertificateAuthority(Path.GetDirectoryName(folder.Store)!, "authority");
        using var strangers = new CertificateAuthority(Path.GetDirectoryName(folder.Store)!, "strangers");
        var own = authority.Issue("connector");
        await using var connector = await TestConnector.StartAsync(
            folder, $"--Grpc:Certificate:Path={own.Certificate}", $"--Grpc:Certificate:KeyPath={own.Key}", $"--Grpc:ClientCertificateAuthority={authority.Path}");

        (await CallAsync(connector, authority, authority.Issue("ro"))).ShouldBe("CN=connector");
        await Should.ThrowAsync<RpcException>(() => CallAsync(connector, authority, strangers.Issue("mallory")));
        await Should.ThrowAsync<RpcException>(() => CallAsync(connector, authority));
    }

    [Fact]
    public async Task A_key_of_another_certificate_stops_the_start_and_both_files_are_named()
    {
        using var folder = new TestFolder();
        using var authority = new CertificateAuthority(Path.GetDirectoryName(folder.Store)!, "authority");
        var (one, other) = (authority.Issue("one"), authority.Issue("other"));

        (await Should.ThrowAsync<StartException>(() => TestConnector.StartAsync(folder, $"--OpenFlow:Certificate:Path={one.Certificate}", $"--OpenFlow:Certificate:KeyPath={other.Key}")))
            .Message.ShouldStartWith($"OpenFlow:Certificate: '{one.Certificate}' with '{other.Key}' cannot be used: the key is not the one of the certificate");
    }

    /// <summary>Calls over a connection of its own; the subject of the certificate that it got to see.</summary>
    private static async Task<string> CallAsync(TestConnector connector, CertificateAuthority authority, CertificateAuthority.Issued? shown = null)
    {
        var seen = "";
        using var handler = new SocketsHttpHandler();
        using var certificate = shown?.Load();
        if (certificate is not null) handler.SslOptions.ClientCertificates = [certificate];
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(authority.Path);
        handler.SslOptions.RemoteCertificateValidationCallback = (_, theirs, _, errors) =>
        {
            seen = theirs!.Subject;
            return errors == SslPolicyErrors.None;
        };
        using var channel = GrpcChannel.ForAddress($"https://127.0.0.1:{connector.Port("grpc")}", new GrpcChannelOptions { HttpHandler = handler });
        (await new VimNetwork.VimNetworkClient(channel).CheckConnectivityAsync(new CheckConnectivityRequest())).Backend.ShouldBe("standalone");
        return seen;
    }

    [Theory]
    [InlineData("--Backend=magic", "it has: standalone, operator, multus")]
    [InlineData("--Grpc:Port=70000", "Port")]
    [InlineData("--Grpc:Address=localhost", "Grpc:Address")]
    [InlineData("--Grpc:Prot=1", "Grpc:Prot is no setting; did you mean Grpc:Port?")]
    [InlineData("--OpenFlwo:MaxConnections=3", "OpenFlwo on the command line is no setting; did you mean OpenFlow?")]
    [InlineData("--Bakend=standalone", "did you mean Backend?")]
    [InlineData("--Grpc.Port=1", "did you mean Grpc:Port?")]
    [InlineData("--Colour=blue", "Colour on the command line is no setting; There are Backend, and the sections Grpc, OpenFlow")]
    [InlineData("--Grpc:Certificate:Pfad=x", "Grpc:Certificate:Pfad is no setting")]
    [InlineData("--Grpc:Certificate:Path=/nowhere.pem", "names no file")]
    [InlineData("--OpenFlow:Ports:1=-1", "OpenFlow:Ports")]
    [InlineData("--OpenFlow:MaxConnections=0", "MaxConnections")]
    [InlineData("--OpenFlow:Certificate:Path=/nowhere.pem", "OpenFlow:Certificate:Path names no file")]
    [InlineData("--OpenFlow:Certificate:KeyPath=/etc/passwd", "OpenFlow:Certificate:KeyPath is given without OpenFlow:Certificate:Path")]
    [InlineData("--OpenFlow:SwitchCertificateAuthority=/etc/passwd", "without OpenFlow:Certificate:Path")]
    [InlineData("--OpenFlow:BindCertificateToDatapath=true", "needs OpenFlow:SwitchCertificateAuthority")]
    [InlineData("--OpenFlow:Certificate:Path=/etc/passwd", "OpenFlow:Certificate: '/etc/passwd' cannot be used: ")]
    [InlineData("--OpenFlow:Dial:0=br0.mgmt", "OpenFlow:Dial takes unix:/PATH, tcp:HOST:PORT or tls:HOST:PORT")]
    [InlineData("--OpenFlow:Dial:0=ssl:node-1:6653", "a target with TLS, which needs OpenFlow:Certificate:Path")]
    [InlineData("--Northbound:User=a:b", "Northbound:User")]
    [InlineData("--Northbound:Password=", "Password")]
    [InlineData("--Northbound:Pasword=x", "Northbound:Pasword is no setting")]
    [InlineData("--Networks:UnderlayMtu=1", "UnderlayMtu")]
    [InlineData("--Networks:TunnelOverhead=-1", "TunnelOverhead")]
    [InlineData("--Networks:AntiSpoofing=macs", "Networks:AntiSpoofing must be off, mac or mac+ip")]
    [InlineData("--Store:Path=", "Path")]
    public async Task A_wrong_setting_stops_the_start_and_is_named(string setting, string named)
    {
        var exception = await Should.ThrowAsync<Exception>(() => TestConnector.StartAsync(setting));
        (exception is OptionsValidationException or StartException).ShouldBeTrue(exception.GetType().Name);
        exception.Message.ShouldContain(named);
    }

    [Fact]
    public async Task Nothing_listens_when_the_store_cannot_be_used()
    {
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(folder.Store, new string('x', 8192));
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        (await Should.ThrowAsync<JournalException>(() => TestConnector.StartAsync(folder, $"--OpenFlow:Ports:0={port}"))).Message.ShouldContain(folder.Store);
        using var client = new TcpClient();
        await Should.ThrowAsync<SocketException>(() => client.ConnectAsync(IPAddress.Loopback, port));
    }
}
