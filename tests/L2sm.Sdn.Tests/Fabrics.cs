using CsCheck;
using L2sm.OpenFlow;
using L2sm.Sdn.Topology;

namespace L2sm.Sdn.Tests;

/// <summary>Small fabrics for tests: switches 1, 2, 3…, host ports from 1, and the port to switch n is 100 + n.</summary>
internal static class Fabrics
{
    public static Link Link(int one, int other, LinkCarrier carrier = LinkCarrier.TunnelId) =>
        new(Port(one, (uint)(100 + other)), Port(other, (uint)(100 + one)), carrier);

    public static PortKey Port(int @switch, uint port) => new(new DatapathId((ulong)@switch), port);

    /// <summary>Any links among 8 switches: connected or not, trees, rings and meshes.</summary>
    public static Gen<Link[]> Topologies { get; } =
        Gen.Select(Gen.Int[1, 8], Gen.Int[1, 8]).Where(pair => pair.Item1 != pair.Item2).Array[0, 14]
            .Select(pairs => pairs.Select(pair => Link(pair.Item1, pair.Item2)).Distinct().ToArray());

    /// <summary>Links that join all of 1 to n, with loops here and there.</summary>
    public static Gen<(int Switches, Link[] Links)> ConnectedTopologies { get; } =
        from count in Gen.Int[1, 8]
        from parents in Gen.Int[0, 1000].Array[count]
        from extra in Gen.Select(Gen.Int[1, count], Gen.Int[1, count]).Array[0, 5]
        select (count, Enumerable.Range(2, count - 1).Select(i => (i, parents[i - 1] % (i - 1) + 1))
            .Concat(extra.Where(pair => pair.Item1 != pair.Item2))
            .Select(pair => Link(pair.Item1, pair.Item2)).Distinct().ToArray());

    /// <summary>Links that join all of 1 to n, with loops here and there; some need tags.</summary>
    public static Gen<(int Switches, Link[] Links)> MixedTopologies { get; } =
        ConnectedTopologies.Select(Gen.Int[0, 2].Array[13], (topology, carriers) => (topology.Switches, topology.Links
            .Select((link, i) => new Link(link.A, link.B, carriers[i % carriers.Length] == 0 ? LinkCarrier.Vlan : LinkCarrier.TunnelId)).ToArray()));
}
