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
            var left = random.Next(30, 90);
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
        var ports = (await last.Ports.ListPortsAsync(new ListPortsRequest())).Ports;
        ports.Select(p => (p.NetworkId, p.PortNo)).ShouldBe(callers.SelectMany(c => c.Attached), ignoreOrder: true);
    }

    /// <summary>Makes networks, attaches its own port to each, deletes every other one; repeats the call that got no answer, as the plug-in does.</summary>
    private sealed class Caller(int number)
    {
        private readonly ConcurrentDictionary<string, string> living = new(StringComparer.Ordinal);
        private readonly ConcurrentDictionary<string, uint> attached = new(StringComparer.Ordinal);
        private Func<ConnectorProcess, Task>? unanswered;
        private int step;

        public IEnumerable<(string, string)> Living => living.Select(n => (n.Key, n.Value));

        public IEnumerable<(string, uint)> Attached => attached.Select(p => (p.Key, p.Value));

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
            var name = $"ns{number}-{step / 3}";
            switch (step++ % 3)
            {
                case 0:
                    var request = new CreateNetworkRequest { NetName = name, NetType = "bridge", RequestId = Guid.NewGuid().ToString() };
                    return async service => living[name] = (await service.Networks.CreateNetworkAsync(request)).Id;
                case 1:
                    return async service =>
                    {
                        // One port a caller: it moves to the newest network.
                        await service.Ports.DetachPortAsync(new DetachPortRequest { DatapathId = "00000000000000a1", PortNo = (uint)number + 1 });
                        attached.Clear();
                        await service.Ports.AttachPortAsync(new AttachPortRequest { NetworkId = living[name], DatapathId = "00000000000000a1", PortNo = (uint)number + 1 });
                        attached[living[name]] = (uint)number + 1;
                    };
                default:
                    return async service =>
                    {
                        if (step / 3 % 2 == 0) return;
                        await service.Networks.DeleteNetworkAsync(new DeleteNetworkRequest { Id = living[name] });
                        attached.TryRemove(living[name], out _);
                        living.TryRemove(name, out _);
                    };
            }
        }
    }
}
