using CsCheck;
using L2sm.OpenFlow;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Topology;
using Osm.L2sm.Connector.Services;

namespace Osm.L2sm.Connector.Tests.Testing;

/// <summary>Changes in any order that the service could record, and what a journal must give back of them.</summary>
internal static class RandomHistory
{
    public static readonly Gen<(int What, int Which, int Port)[]> Steps = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 7], Gen.Int[0, 4]).Array[0, 40];

    public static void ShouldBeSame(Intents replayed, Intents intents)
    {
        replayed.Wanted.Networks.Values.Select(n => (n.Id, Oldest(n))).ShouldBe(intents.Wanted.Networks.Values.Select(n => (n.Id, Oldest(n))), ignoreOrder: true);
        replayed.Asked.Select(a => (a.Key, a.Value.Network, a.Value.Intent)).ShouldBe(intents.Asked.Select(a => (a.Key, a.Value.Network, a.Value.Intent)), ignoreOrder: true);
        replayed.ById.ShouldBe(intents.ById, ignoreOrder: true);
        replayed.Order.ShouldBe(intents.Order);
        replayed.ByNetName.Keys.ShouldBe(intents.ByNetName.Keys, ignoreOrder: true);
        replayed.ByClusterName.ShouldBe(intents.ByClusterName, ignoreOrder: true);
        replayed.ByRequestId.ShouldBe(intents.ByRequestId, ignoreOrder: true);
        replayed.ByNumber.ShouldBe(intents.ByNumber, ignoreOrder: true);
        replayed.ByAddress.ShouldBe(intents.ByAddress, ignoreOrder: true);
        replayed.Wanted.Owners.ShouldBe(intents.Wanted.Owners, ignoreOrder: true);
        replayed.Wanted.Networks.Values.SelectMany(n => n.Attachments.Values).ShouldBe(intents.Wanted.Networks.Values.SelectMany(n => n.Attachments.Values), ignoreOrder: true);
        replayed.Wanted.Networks.Values.Select(n => (n.Id, n.Vlan, n.Path, n.Rate)).ShouldBe(intents.Wanted.Networks.Values.Select(n => (n.Id, n.Vlan, n.Path, n.Rate)), ignoreOrder: true);
        replayed.Wanted.Networks.Values.SelectMany(n => n.Mirrors.Select(m => (n.Id, m))).ShouldBe(intents.Wanted.Networks.Values.SelectMany(n => n.Mirrors.Select(m => (n.Id, m))), ignoreOrder: true);
        replayed.Ports.ShouldBe(intents.Ports, ignoreOrder: true);
        replayed.Vlans.ShouldBe(intents.Vlans, ignoreOrder: true);
        replayed.LastNumber.ShouldBe(intents.LastNumber);
        replayed.LastVlan.ShouldBe(intents.LastVlan);
    }

    public static PortKey? Oldest(L2Network network) => network.Attachments.Values.MinBy(a => a.Age)?.Port;

    public static PodPort Pod(string network, int port) =>
        new(network, [new MacAddress(0x0200_0000_1000 + (ulong)port)], ["10.0.1.1"], DateTimeOffset.UnixEpoch.AddYears(55).AddSeconds(port % 3));

    public static IntentChange? Change(Intents intents, int what, int which, int port)
    {
        var (id, key) = (Id(which), new PortKey(new DatapathId(0xa1), (uint)port + 1));
        var exists = intents.ById.TryGetValue(id, out var network);
        return what switch
        {
            0 or 1 when !exists => new IntentChange.NetworkAdded(which % 4 == 3
                ? Network(intents.LastSequence + 1, null, id, which)
                : Network(intents.LastSequence + 1, intents.FreeNumber().Value, id, which) with
                {
                    Vlan = intents.FreeVlan(),
                    Path = which % 2 == 0 ? [new DatapathId(0xa1), new DatapathId(0xb1)] : [],
                    Rate = which > 4 ? new RateLimit((uint)which) : null,
                }),
            2 when exists => new IntentChange.NetworkRemoved(id),
            3 when exists && port % 2 == 1 && !network!.IsManagement => new IntentChange.NetworkHeld(id, port == 1 ? [] : [new((ulong)port), new((ulong)which + 100)]),
            3 when exists => new IntentChange.NetworkClaimed(id, Guid.NewGuid(), DateTimeOffset.UnixEpoch.AddSeconds(port)),
            4 when exists && !network!.IsManagement && !intents.IsMirror(key) && ((intents.AskedOwnerOf(key) ?? intents.OwnerOf(key)) is not { } owner || owner.Id == id) =>
                new IntentChange.PortAttached(id, Port(key, which, port)),
            6 when exists && !network!.IsManagement && (intents.AskedOwnerOf(key) ?? intents.OwnerOf(key)) is null => new IntentChange.MirrorAdded(id, key),
            7 when exists && !network!.IsManagement => new IntentChange.NetworkRated(id, port == 0 ? null : new RateLimit((uint)port, (uint)which)),
            8 when port < 3 => new IntentChange.PodPortSeen(key, which == 0 ? null : which == 1 ? PodPort.Nowhere : Pod($"cluster-{which}", port)),
            9 when intents.AskedOwnerOf(key) is { } asked => new IntentChange.PortDetached(asked.Id, key),
            5 when (intents.IsMirror(key) ? intents.OwnerOf(key) : intents.AskedOwnerOf(key)) is { } holder => new IntentChange.PortDetached(holder.Id, key),
            _ => null,
        };
    }

    public static PortIntent Port(PortKey key, int which, int port) => new(key, [new MacAddress((ulong)(0x0200_0000_0000 + which * 16 + port))])
    {
        IpAddresses = which % 2 == 0 ? [] : ["10.0.0.7", "fd00::7"],
        Guard = which % 3 == 0 ? new SourceGuard([new MacAddress(0x0200_0000_0001), new MacAddress(0x0200_0000_0002)], ["10.0.0.7"]) : null,
        Unguarded = which % 3 == 1,
        Rate = port > 2 ? new RateLimit(1000, (uint)port) : null,
    };

    public static Guid Id(int which) => new(which + 1, 0, 0, new byte[8]);

    public static NetworkIntent Network(long sequence, uint number) => Network(sequence, number, Id((int)sequence), (int)sequence);

    public static NetworkIntent Network(long sequence, uint? number, Guid id, int which) => new(
        sequence, id, number is { } n ? new NetworkId(n) : null, $"cluster-{which}",
        new NetworkRequest($"name-{which / 2}", number is null ? null : "bridge", null, false, null, "", ""),
        Guid.NewGuid(), DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, false);
}
