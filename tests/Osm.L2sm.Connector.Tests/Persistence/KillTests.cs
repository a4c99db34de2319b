using System.Collections.Concurrent;
using Grpc.Core;
using Osm.L2sm.Connector.Tests.Testing;
using Osm.L2sm.V1;

namespace Osm.L2sm.Connector.Tests.Persistence;

public sealed class KillTests
{
    private const int Callers = 8, Rounds = 3;

    [Fact]
    public async Task SIGKILL_in_the_middle_of_calls_loses_doubles_and_orphans_nothing()
    {
        using var folder = new TestFolder();
        var callers = Enumerable.Range(0, Callers).Select(i => new Caller(i)).ToList();
        var random = new Random(20261);
        for (var round = 0; round < Rounds; round++)
        {
            using var service = await ConnectorProcess.StartAsync(folder);
            // Killed after a number of answers, not after a time: always in the middle.
            var left = random.Next(60, 150);
            var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var work = callers.Select(c => c.WorkAsync(service, () =>
            {
                if (Interlocked.Decrement(ref left) == 0) enough.SetResult();
            })).ToList();
            await enough.Task.WaitAsync(TimeSpan.FromSeconds(30));
            await service.KillAsync();
            await Task.WhenAll(work);
        }

        using var last = await ConnectorProcess.StartAsync(folder);
        foreach (var caller in callers) await caller.FinishAsync(last);
        var living = (await last.Networks.ListNetworksAsync(new ListNetworksRequest())).Networks;
        living.Select(n => (n.NetName, n.Id)).ShouldBe(callers.SelectMany(c => c.Living), ignoreOrder: true);
        living.Select(n => n.SegmentationId).Distinct().Count().ShouldBe(living.Count);
        living.Select(n => n.Vlan).Distinct().Count().ShouldBe(living.Count);
        living.Where(n => n.Rate is not null).Select(n => (n.Id, n.Rate.KilobitsPerSecond)).ShouldBe(callers.SelectMany(c => c.Rated), ignoreOrder: true);
        var ports = (await last.Ports.ListPortsAsync(new ListPortsRequest())).Ports;
        ports.Select(p => (p.NetworkId, p.PortNo)).ShouldBe(callers.SelectMany(c => c.Attached), ignoreOrder: true);
        ports.ShouldAllBe(p => p.Rate.KilobitsPerSecond == p.PortNo && p.Guard.MacAddresses.Count == 1);
        var mirrors = (await last.Ports.ListMirrorsAsync(new ListMirrorsRequest())).Mirrors;
        mirrors.Select(m => (m.NetworkId, m.PortNo)).ShouldBe(callers.SelectMany(c => c.Mirroring), ignoreOrder: true);
    }

    /// <summary>Makes networks, attaches its own port to each, mirrors and limits it, deletes every other one; repeats the call that got no answer, as the plug-in does.</summary>
    private sealed class Caller(int number)
    {
        private readonly ConcurrentDictionary<string, string> living = new(StringComparer.Ordinal);
        private readonly ConcurrentDictionary<string, uint> attached = new(StringComparer.Ordinal);
        private readonly ConcurrentDictionary<string, uint> mirroring = new(StringComparer.Ordinal);
        private readonly ConcurrentDictionary<string, uint> rated = new(StringComparer.Ordinal);
        private Func<ConnectorProcess, Task>? unanswered;
        private int step;

        public IEnumerable<(string, string)> Living => living.Select(n => (n.Key, n.Value));

        public IEnumerable<(string, uint)> Attached => attached.Select(p => (p.Key, p.Value));

        public IEnumerable<(string, uint)> Mirroring => mirroring.Select(p => (p.Key, p.Value));

        public IEnumerable<(string, uint)> Rated => rated.Select(n => (n.Key, n.Value));

        public async Task WorkAsync(ConnectorProcess service, Action answered)
        {
            try
            {
                while (true)
                {
                    unanswered ??= Next();
                    await unanswered(service);
                    unanswered = null;
                    answered();
                }
            }
            catch (RpcException e) when (e.StatusCode is StatusCode.Unavailable or StatusCode.Internal or StatusCode.Cancelled)
            {
                // Killed: what was under way is repeated in the next life.
            }
        }

        public async Task FinishAsync(ConnectorProcess service)
        {
            if (unanswered is not null) await unanswered(service);
        }

        private Func<ConnectorProcess, Task> Next()
        {
            const string Switch = "00000000000000a1";
            var (name, port, mirror) = ($"ns{number}-{step / 5}", (uint)number + 1, (uint)number + 33);
            switch (step++ % 5)
            {
                case 0:
                    var request = new CreateNetworkRequest { NetName = name, NetType = "bridge", RequestId = Guid.NewGuid().ToString() };
                    return async service => living[name] = (await service.Networks.CreateNetworkAsync(request)).Id;
                case 1:
                    return async service =>
                    {
                        // One port a caller: it moves to the newest network.
                        await service.Ports.DetachPortAsync(new DetachPortRequest { DatapathId = Switch, PortNo = port });
                        attached.Clear();
                        await service.Ports.AttachPortAsync(new AttachPortRequest
                        {
                            NetworkId = living[name], DatapathId = Switch, PortNo = port, MacAddresses = { $"02:00:00:00:00:{port:x2}" },
                            Guard = new SourceGuard(), Rate = new RateLimit { KilobitsPerSecond = port },
                        });
                        attached[living[name]] = port;
                    };
                case 2:
                    return async service =>
                    {
                        await service.Ports.RemoveMirrorAsync(new RemoveMirrorRequest { DatapathId = Switch, PortNo = mirror });
                        mirroring.Clear();
                        await service.Ports.AddMirrorAsync(new AddMirrorRequest { NetworkId = living[name], DatapathId = Switch, PortNo = mirror });
                        mirroring[living[name]] = mirror;
                    };
                case 3:
                    return async service =>
                    {
                        await service.Networks.UpdateNetworkAsync(new UpdateNetworkRequest { Id = living[name], Rate = new RateLimit { KilobitsPerSecond = port } });
                        rated[living[name]] = port;
                    };
                default:
                    return async service =>
                    {
                        if (step / 5 % 2 == 0) return;
                        await service.Networks.DeleteNetworkAsync(new DeleteNetworkRequest { Id = living[name] });
                        foreach (var lost in (ConcurrentDictionary<string, uint>[])[attached, mirroring, rated]) lost.TryRemove(living[name], out _);
                        living.TryRemove(name, out _);
                    };
            }
        }
    }
}
