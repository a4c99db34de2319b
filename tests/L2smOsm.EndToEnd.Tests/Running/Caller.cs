using Grpc.Core;
using Osm.L2sm.V1;

namespace L2smOsm.EndToEnd.Tests.Running;

/// <summary>
/// Makes networks, moves its own two ports into each newest one and deletes every other one, without a pause. The call that got no answer
/// is repeated in the service's next life, as the plug-in does.
/// </summary>
internal sealed class Caller(int number)
{
    private readonly Dictionary<string, string> living = new(StringComparer.Ordinal);
    private Func<Service, Task>? unanswered;
    private int step;

    /// <summary>Its networks: name and id.</summary>
    public IReadOnlyDictionary<string, string> Living => living;

    /// <summary>The network that its ports are in; null for none.</summary>
    public string? Home { get; private set; }

    public uint[] Ports { get; } = [(uint)(2 * number + 1), (uint)(2 * number + 2)];

    /// <summary>Calls until the service is gone.</summary>
    public async Task WorkAsync(Service service, Action answered)
    {
        try
        {
            while (true)
            {
                await FinishAsync(service);
                unanswered = Next();
                await FinishAsync(service);
                answered();
            }
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.Unavailable or StatusCode.Internal or StatusCode.Cancelled)
        {
            // Killed: what was under way is repeated in the next life.
        }
    }

    /// <summary>Repeats the call that got no answer, if there is one.</summary>
    public async Task FinishAsync(Service service)
    {
        if (unanswered is null) return;
        await unanswered(service);
        unanswered = null;
    }

    private Func<Service, Task> Next()
    {
        var (name, what) = ($"ns{number}-{step / 3}", step++ % 3);
        if (what == 0)
        {
            var request = new CreateNetworkRequest { NetName = name, NetType = "bridge", RequestId = Guid.NewGuid().ToString() };
            return async service => living[name] = (await service.Networks.CreateNetworkAsync(request)).Id;
        }
        if (what == 1) return service => MoveAsync(service, name);
        return (step / 3) % 2 == 0 ? service => DeleteAsync(service, name) : _ => Task.CompletedTask;
    }

    private async Task MoveAsync(Service service, string name)
    {
        foreach (var port in Ports) await service.Fabric.DetachPortAsync(new DetachPortRequest { DatapathId = Lab.SwitchA, PortNo = port });
        Home = null;
        foreach (var port in Ports)
            await service.Fabric.AttachPortAsync(new AttachPortRequest
            {
                NetworkId = living[name], DatapathId = Lab.SwitchA, PortNo = port, AllowPending = true, MacAddresses = { Lab.Host(port) },
            });
        Home = name;
    }

    private async Task DeleteAsync(Service service, string name)
    {
        await service.Networks.DeleteNetworkAsync(new DeleteNetworkRequest { Id = living[name] });
        if (Home == name) Home = null;
        living.Remove(name);
    }
}
