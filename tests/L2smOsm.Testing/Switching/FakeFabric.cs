using L2sm.OpenFlow;
using L2sm.OpenFlow.Actions;
using L2sm.OpenFlow.Matching;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn;
using L2sm.Sdn.Topology;

namespace L2smOsm.Testing.Switching;

/// <summary>Fake switches with a controller over them: discovery frames travel over the links, as they would on cables.</summary>
public sealed class FakeFabric(L2smController controller, params Link[] links) : IAsyncDisposable
{
    private readonly Dictionary<PortKey, PortKey> cables = links
        .SelectMany(link => new[] { (From: link.A, To: link.B), (From: link.B, To: link.A) })
        .ToDictionary(end => end.From, end => end.To);

    private readonly Dictionary<DatapathId, FakeSwitch> switches = [];
    private readonly List<Task> sessions = [];

    /// <summary>The switches speak plain OpenFlow 1.3, without the extensions.</summary>
    public bool IsPlain { get; init; }

    /// <summary>The connected switches' tables, joined; new ones, unless those of a fabric before are given.</summary>
    public SoftwareFabric Frames { get; init; } = new(links);

    /// <summary>The switch that connected last with this id.</summary>
    public FakeSwitch this[DatapathId id] => switches[id];

    /// <summary>Whether what is between the switches lets a controller's frame pass.</summary>
    public Predicate<EquatableArray<byte>> Passes { get; set; } = _ => true;

    /// <summary>Connects a switch with host ports 1 to 3 and its link ports; its tables are those it had before, if any.</summary>
    public FakeSwitch Connect(DatapathId id)
    {
        var ports = cables.Keys.Where(port => port.Switch == id).Select(port => port.PortNo).Concat([1u, 2u, 3u]);
        var fake = new FakeSwitch(id, Frames[id], ports) { FrameSent = Carry, IsPlain = IsPlain };
        lock (sessions) sessions.Add(controller.RunSessionAsync(fake.Transport, $"fake-{id}", CancellationToken.None));
        return switches[id] = fake.Start();
    }

    /// <summary>Breaks all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var fake in switches.Values) await fake.DisposeAsync();
        await Task.WhenAll(sessions);
    }

    private void Carry(FakeSwitch from, PacketOut sent)
    {
        var tunnelId = sent.Actions.OfType<SetFieldAction>().Select(set => set.Field).FirstOrDefault(field => field.Type == Oxm.TunnelId);
        foreach (var output in sent.Actions.OfType<OutputAction>())
            if (Passes(sent.Data) && cables.TryGetValue(new PortKey(from.Id, output.Port), out var far) && switches.TryGetValue(far.Switch, out var to))
                _ = DeliverAsync(to, far.PortNo, (ulong)tunnelId.Value, sent.Data);
    }

    private static async Task DeliverAsync(FakeSwitch to, uint port, ulong tunnelId, EquatableArray<byte> data)
    {
        if (to.Process(port, tunnelId, Frame.Read(data.AsSpan())).Any(departure => departure.Port == PortNumbers.Controller))
            await to.SendAsync(new PacketIn(
                uint.MaxValue, (ushort)data.Count, PacketInReason.Action, 0, 0,
                Match.Of(MatchField.InPort(port), MatchField.TunnelId(tunnelId)), data));
    }
}
