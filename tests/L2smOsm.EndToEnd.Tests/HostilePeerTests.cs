using System.IO.Pipelines;
using System.Net;
using L2sm.OpenFlow;
using L2smOsm.EndToEnd.Tests.Running;
using L2smOsm.Testing;
using L2smOsm.Testing.Switching;

namespace L2smOsm.EndToEnd.Tests;

/// <summary>Whoever talks nonsense, or nothing, to the ports of the service harms nobody else.</summary>
public sealed class HostilePeerTests(SharedLab shared) : IClassFixture<SharedLab>
{
    /// <summary>The service's limit for an answer is 10 s, after 5 s without a message where the handshake is through; the rest is for a slow machine.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30), AtOnce = TimeSpan.FromSeconds(5);

    private Lab Lab => shared.Lab;

    [OpenVSwitchFact]
    public async Task Garbage_on_the_OpenFlow_port_is_answered_by_a_close_and_a_line_in_the_log()
    {
        var random = new Random(20263);
        var noise = new byte[100_000];
        random.NextBytes(noise);
        byte[][] sayings =
        [
            "GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray(),
            [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01],          // a TLS client
            noise,
            [4, 0, 0, 7, 0, 0, 0, 1],                                  // a length shorter than the header
            [4, 5, 0, 8, 0, 0, 0, 1],                                  // FEATURES_REQUEST before HELLO
            [1, 0, 0, 8, 0, 0, 0, 1],                                  // a switch of OpenFlow 1.0
            [.. Peer.Hello, 4, 6, 0, 8, 0, 0, 0, 2],                   // FEATURES_REPLY without its body
            [.. Peer.Hello, 4, 0xee, 0, 3],                            // then a length that cannot be
            [.. Peer.Hello, .. noise],
        ];
        foreach (var saying in sayings)
        {
            using var peer = await SayAsync(saying);
            await peer.IsClosedAsync(AtOnce);
        }
        await Condition.HoldsAsync(
            () => Lines("closed before it was a switch") >= sayings.Length, "each refusal is logged");
        Lab.Service.Log.ShouldContain("it began with bytes 47 45, not with a HELLO");
        await shared.IsAsGoodAsItWasAsync();
    }

    [OpenVSwitchFact]
    public async Task Whoever_sends_half_a_message_and_goes_silent_is_closed_and_the_others_are_served_meanwhile()
    {
        const string NoHello = "no HELLO within 10 s", NoFeatures = "no answer to FeaturesRequest within 10 s";
        var (noHello, noFeatures) = (Lines(NoHello), Lines(NoFeatures));
        using var header = await SayAsync([4, 0, 0]);
        using var hello = await SayAsync([4, 0, 0xff, 0xff, 0, 0, 0, 1, 0, 1]);
        using var afterHello = await SayAsync([.. Peer.Hello, 4, 6, 0, 32]);
        await using var @switch = new FakeSwitch(new DatapathId(0xc1), new SoftwareSwitch(), 1, 2).Start();
        using var known = await Peer.ConnectAsync(Lab.Service.OpenFlow);
        var relay = RelayAsync(@switch.Transport, known.Stream);
        await Lab.InSyncAsync(2);
        await @switch.SendRawAsync(new byte[] { 4, 10, 0, 60, 0, 0, 0, 1, 0 }); // of a PACKET_IN
        @switch.AnswersAnything = false;

        await Lab.WorksAsync();
        await Task.WhenAll(header.IsClosedAsync(Silence), hello.IsClosedAsync(Silence), afterHello.IsClosedAsync(Silence), relay.WaitAsync(Silence));

        await Condition.HoldsAsync(
            () => Lines(NoHello) == noHello + 2 && Lines(NoFeatures) == noFeatures + 1
                && Lines("switch 00000000000000c1 disconnected: no answer to EchoRequest within 10 s") == 1,
            "each is logged with its reason");
        await shared.IsAsGoodAsItWasAsync();
    }

    [OpenVSwitchFact]
    public async Task Two_hundred_idle_connections_hinder_nobody_and_are_closed()
    {
        var idle = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Peer.ConnectAsync(Lab.Service.OpenFlow)));
        try
        {
            await Lab.WorksAsync();
            await Task.WhenAll(idle.Select(peer => peer.IsClosedAsync(Silence)));
        }
        finally
        {
            foreach (var peer in idle) peer.Dispose();
        }
        await shared.IsAsGoodAsItWasAsync();
    }

    [OpenVSwitchFact]
    public async Task Garbage_on_the_ports_of_gRPC_and_HTTP_is_answered_by_a_close()
    {
        var noise = new byte[100_000];
        new Random(20264).NextBytes(noise);
        foreach (var endpoint in (IPEndPoint[])[Lab.Service.Grpc, Lab.Service.Http])
            foreach (var saying in (byte[][])[noise, "NONSENSE\r\n\r\n"u8.ToArray(), Peer.Hello])
            {
                using var peer = await Peer.SayAsync(endpoint, saying);
                // Half a request may wait for its other half: it is over when we say so.
                peer.EndOfWords();
                await peer.IsClosedAsync(Silence);
            }
        await shared.IsAsGoodAsItWasAsync();
    }

    private Task<Peer> SayAsync(byte[] bytes) => Peer.SayAsync(Lab.Service.OpenFlow, bytes);

    private int Lines(string text) => Lab.Service.Log.Split('\n').Count(line => line.Contains(text, StringComparison.Ordinal));

    /// <summary>Carries bytes both ways until one side is over.</summary>
    private static async Task RelayAsync(IDuplexPipe transport, Stream socket)
    {
        using var over = new CancellationTokenSource();
        var outward = transport.Input.CopyToAsync(socket, over.Token);
        try
        {
            await socket.CopyToAsync(transport.Output);
            await over.CancelAsync();
            await outward;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // Reset is over too.
        }
        await transport.Output.CompleteAsync();
        await transport.Input.CompleteAsync();
    }
}
