using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using L2smOsm.EndToEnd.Tests.Running;
using L2smOsm.Testing;
using L2smOsm.Testing.Switching;
using Osm.L2sm.V1;

namespace L2smOsm.EndToEnd.Tests;

/// <summary>TLS between the service and a real switch: who is let in, and what happens when certificates are renewed.</summary>
public sealed class TlsTests : IAsyncLifetime
{
    private const string SwitchId = "00000000000000a1";

    private readonly TestFolder folder = new();
    private readonly CertificateAuthority authority;
    private readonly CertificateAuthority.Issued own;
    private Service? service;
    private OpenVSwitch? ovs;

    public TlsTests()
    {
        authority = new CertificateAuthority(folder.Path, "fabric");
        own = authority.Issue("controller");
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        service?.HasNoFaults();
        if (service is not null) await service.DisposeAsync();
        if (ovs is not null) await ovs.DisposeAsync();
        authority.Dispose();
        folder.Dispose();
    }

    [OpenVSwitchFact]
    public async Task A_switch_with_a_certificate_of_the_authority_is_served()
    {
        await StartAsync();
        await StartSwitchAsync(authority.Issue("any"));

        await ConnectedAsync();
    }

    [OpenVSwitchFact]
    public async Task Renewed_certificates_serve_new_handshakes_while_sessions_go_on()
    {
        await StartAsync();
        await StartSwitchAsync(authority.Issue("any"));
        var before = await ConnectedAsync();
        (await ServedAsync()).ShouldBe("CN=controller");

        authority.Issue("renewed").Replace(own);
        (await ServedAsync()).ShouldBe("CN=renewed");
        await File.WriteAllTextAsync(own.Key, "-----BEGIN PRIVATE KEY-----\nnonsense\n-----END PRIVATE KEY-----\n");
        (await ServedAsync()).ShouldBe("CN=renewed", "what cannot be used is not used");
        (await ServedAsync()).ShouldBe("CN=renewed");
        service!.Log.Split('\n').Where(line => line.Contains("fail: ", StringComparison.Ordinal))
            .ShouldHaveSingleItem().ShouldContain($"OpenFlow:Certificate: '{own.Certificate}' with '{own.Key}' cannot be used, what was read before stays");
        authority.Issue("mended").Replace(own);
        (await ServedAsync()).ShouldBe("CN=mended");

        (await ConnectedAsync()).ConnectedSince.ShouldBe(before.ConnectedSince);
        await service.DisposeAsync();
        service = null; // its one fault was asked for
    }

    [OpenVSwitchFact]
    public async Task Another_authority_of_switches_is_taken_without_a_restart_and_one_that_cannot_be_read_is_not()
    {
        var trusted = Path.Combine(folder.Path, "trusted.pem");
        File.Copy(authority.Path, trusted);
        await StartAsync($"--OpenFlow:SwitchCertificateAuthority={trusted}");
        using var next = new CertificateAuthority(folder.Path, "next");
        await StartSwitchAsync(next.Issue("newcomer"));
        await LoggedAsync("its certificate 'CN=newcomer' is not trusted");

        File.Copy(next.Path, trusted, overwrite: true);
        await ConnectedAsync();
        await RefusedAsync(
            async stream =>
            {
                await using var client = new SslStream(stream, leaveInnerStreamOpen: true);
                using var certificate = authority.Issue("yesterday").Load();
                await client.AuthenticateAsClientAsync(Client(certificate));
            },
            "its certificate 'CN=yesterday' is not trusted");

        await File.WriteAllTextAsync(trusted, "nonsense");
        await LoggedAsync($"OpenFlow:SwitchCertificateAuthority: '{trusted}' cannot be used, what was read before stays");
        await using (var client = new SslStream(await DialAsync()))
        {
            using var certificate = next.Issue("another").Load();
            await client.AuthenticateAsClientAsync(Client(certificate));
            var hello = new byte[8];
            await client.ReadExactlyAsync(hello);
            hello[..2].ShouldBe([4, 0], "it is let in as before");
        }
        await service!.DisposeAsync();
        service = null; // its one fault was asked for
    }

    [OpenVSwitchFact]
    public async Task Whoever_has_no_certificate_of_the_authority_is_refused_by_name()
    {
        await StartAsync();
        using var strangers = new CertificateAuthority(folder.Path, "strangers");
        await StartSwitchAsync(strangers.Issue("mallory"));
        await LoggedAsync("its certificate 'CN=mallory' is not trusted");

        await RefusedAsync(
            async stream =>
            {
                await using var client = new SslStream(stream, leaveInnerStreamOpen: true);
                await client.AuthenticateAsClientAsync(Client());
            },
            "it shows no certificate");
        await RefusedAsync(stream => stream.WriteAsync(Peer.Hello).AsTask(), "the TLS handshake failed");
        (await service!.Fabric.ListSwitchesAsync(new ListSwitchesRequest())).Switches.ShouldBeEmpty();
    }

    [OpenVSwitchFact]
    public async Task A_certificate_that_names_another_switch_is_refused_where_they_are_bound()
    {
        await StartAsync("--OpenFlow:BindCertificateToDatapath=true");
        await StartSwitchAsync(authority.Issue("00000000000000b1", "00000000000000b2.fabric.example"));
        await LoggedAsync($"the certificate 'CN=00000000000000b1' is not for switch {SwitchId}, which the peer claims to be: it names 00000000000000b1, 00000000000000b2");
        (await service!.Fabric.ListSwitchesAsync(new ListSwitchesRequest())).Switches.ShouldBeEmpty();

        await UseAsync(authority.Issue("node-1", $"{SwitchId}.fabric.example"));
        await ConnectedAsync();
        await UseAsync(authority.Issue($"{SwitchId} id:by-ovs-pki"));
        await ConnectedAsync();
    }

    private async Task StartAsync(params string[] settings) => service = await Service.StartAsync(
        folder.Store,
        0,
        [
            $"--OpenFlow:Certificate:Path={own.Certificate}", $"--OpenFlow:Certificate:KeyPath={own.Key}", $"--OpenFlow:SwitchCertificateAuthority={authority.Path}",
            .. settings,
        ]);

    private async Task StartSwitchAsync(CertificateAuthority.Issued certificate)
    {
        ovs = await OpenVSwitch.StartAsync(Convert.ToUInt64(SwitchId, 16), ports: 2);
        await UseAsync(certificate);
    }

    private Task UseAsync(CertificateAuthority.Issued certificate) =>
        ovs!.SetTlsControllerAsync(service!.OpenFlow, certificate.Certificate, certificate.Key, authority.Path);

    private async Task<Switch> ConnectedAsync() => (await Condition.ReachesAsync(
        async () => (await service!.Fabric.ListSwitchesAsync(new ListSwitchesRequest())).Switches,
        switches => switches is [{ Connected: true, InSync: true, DatapathId: SwitchId }],
        "the switch is served"))[0];

    private Task LoggedAsync(string text) => Condition.HoldsAsync(() => service!.Log.Contains(text, StringComparison.Ordinal), $"the log says '{text}'");

    /// <summary>The subject of the certificate that a new handshake gets to see.</summary>
    private async Task<string> ServedAsync()
    {
        await using var client = new SslStream(await DialAsync());
        using var certificate = authority.Issue("any").Load();
        await client.AuthenticateAsClientAsync(Client(certificate));
        return client.RemoteCertificate!.Subject;
    }

    private async Task RefusedAsync(Func<NetworkStream, Task> say, string reason)
    {
        await using var stream = await DialAsync();
        var address = stream.Socket.LocalEndPoint!;
        await say(stream);
        await LoggedAsync($"connection of {address} refused: {reason}");
    }

    private async Task<NetworkStream> DialAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(service!.OpenFlow);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private SslClientAuthenticationOptions Client(X509Certificate2? certificate = null)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(authority.Path);
        return new() { TargetHost = "127.0.0.1", ClientCertificates = certificate is null ? [] : [certificate], CertificateChainPolicy = policy };
    }
}
