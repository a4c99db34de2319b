using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using L2sm.OpenFlow;
using L2sm.Sdn;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Topology;
using Microsoft.Extensions.Logging.Abstractions;

namespace L2smOsm.Benchmarks.Sdn;

/// <summary>
/// What is measured in a process of its own: the bare controller library, or the learning responder, behind a listening socket. Says
/// <c>insync</c> with its resident bytes once all expected switches hold what they should; ends with its input.
/// </summary>
internal static class MeasuredController
{
    /// <summary>The argument that makes this program such a process.</summary>
    public const string Verb = "measured";

    public static async Task<int> RunAsync(string kind, int port, IReadOnlyList<int> sizes)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen(4096);
        var controller = kind == "controller" ? NewController(sizes[0], sizes[1], sizes[2]) : null;
        if (controller is not null) _ = TellInSyncAsync(controller, sizes[0]);
        _ = Task.Run(async () =>
        {
            while (true) _ = ServeAsync(controller, await listener.AcceptAsync());
        });
        await Console.In.ReadToEndAsync();
        return 0;
    }

    /// <summary>The networks that every measurement loads: their ports go round the switches.</summary>
    public static NetworkSet Networks(int switches, int networks, int portsPerNetwork)
    {
        var set = NetworkSet.Empty;
        for (var n = 0; n < networks; n++)
            set = set.With(Enumerable.Range(n * portsPerNetwork, portsPerNetwork).Aggregate(
                new L2Network(new NetworkId((uint)n + 1), $"net-{n}"),
                (network, p) => network.With(new Attachment(new PortKey(new DatapathId((ulong)(p % switches) + 1), (uint)(p / switches) + 1)))));
        return set;
    }

    /// <summary>The links that join them: a ring, and from the first switch to all others.</summary>
    public static IEnumerable<Link> Links(int switches)
    {
        PortKey Port(int at, int other) => new(new DatapathId((ulong)at), (uint)(20_000 + other));
        for (var at = 2; at <= switches; at++)
        {
            yield return new Link(Port(1, at), Port(at, 1), LinkCarrier.TunnelId);
            if (at > 2) yield return new Link(Port(at - 1, at), Port(at, at - 1), LinkCarrier.TunnelId);
        }
    }

    private static L2smController NewController(int switches, int networks, int portsPerNetwork)
    {
        // Emulated switches carry no discovery frames: the links are those that the controller remembers.
        var options = new L2smControllerOptions { DiscoveryInterval = TimeSpan.FromHours(1), LinkTimeout = TimeSpan.FromHours(3) };
        var controller = new L2smController(options, networks > 0 ? Links(switches) : [], TimeProvider.System, NullLoggerFactory.Instance);
        controller.Apply(Networks(switches, networks, portsPerNetwork));
        return controller;
    }

    private static async Task ServeAsync(L2smController? controller, Socket socket)
    {
        socket.NoDelay = true;
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        // As with the service's sockets, a connection that is quiet holds no buffer, and what is written at once goes out in one call.
        var transport = new Duplex(
            PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 16 * 1024, useZeroByteReads: true)),
            PipeWriter.Create(stream, new StreamPipeWriterOptions(minimumBufferSize: 16 * 1024)));
        if (controller is null) await LearningResponder.RunAsync(transport);
        else await controller.RunSessionAsync(transport, socket.RemoteEndPoint?.ToString() ?? "", CancellationToken.None);
    }

    private static async Task TellInSyncAsync(L2smController controller, int switches)
    {
        // What is published, and not Snapshot, which counts anew at each of a thousand switches.
        var snapshot = controller.Snapshot;
        while (snapshot.Switches.Count < switches || snapshot.Switches.Values.Any(status => status is not { Connected: true, InSync: true }))
            snapshot = await controller.WaitForChangeAsync(snapshot.Version, CancellationToken.None);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"insync {Environment.WorkingSet}"));
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
