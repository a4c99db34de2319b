using System.Collections.Immutable;
using L2sm.OpenFlow;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Topology;
using Osm.L2sm.Connector.Services;

namespace Osm.L2sm.Connector.Tests.Testing;

/// <summary>
/// A client with every kind of change, one call after the other; it may repeat any of them. It remembers what it was answered, and each call has a
/// time of its own, so that a repeated one asks for the same.
/// </summary>
internal sealed class ScriptedHistory
{
    private const string A = "00000000000000a1", B = "00000000000000b1", C = "00000000000000c1";

    private static readonly Link AtoB = new(Port(A, 11), Port(B, 11), LinkCarrier.TunnelId),
        BtoC = new(Port(B, 12), Port(C, 12), LinkCarrier.Vlan), AtoC = new(Port(A, 13), Port(C, 13), LinkCarrier.TunnelId);

    private static readonly ImmutableArray<Func<ScriptedHistory, ServiceLife, Task>> Calls =
    [
        (_, life) => SeeAsync(life, AtoB, BtoC, AtoC),
        (me, life) => me.CreateAsync(life, "a-1", "data"),
        (me, life) => me.AttachAsync(life, "a-1", A, 1, ["02:00:00:00:00:01"], p => p with { IpAddresses = ["10.0.0.1", "fd00::1"], Rate = (700, 0) }),
        (me, life) => me.AttachAsync(life, "a-1", C, 1, ["02:00:00:00:00:02"], p => p with { Guard = new GuardRequest(["02:00:00:00:00:02", "02:00:00:00:00:03"], []) }),
        (me, life) => me.AttachAsync(life, "a-1", B, 1, []),
        (me, life) => me.CreateAsync(life, "b-1", "bridge"),
        (me, life) => me.AttachAsync(life, "b-1", B, 2, ["02:00:00:00:00:04"], p => p with { Unguarded = true }),
        (me, life) => me.AttachAsync(life, "b-1", A, 2, ["02:00:00:00:00:05"]),
        // Other addresses, the same place in the order.
        (me, life) => me.AttachAsync(life, "a-1", A, 1, ["02:00:00:00:00:06", "02:00:00:00:00:07"]),
        (me, life) => life.Mirrors.AddAsync(new MirrorRequest(me.told["a-1"], B, 9, null, AllowPending: true), default),
        (me, life) => life.Networks.RateAsync(me.told["a-1"], new RateLimit(1000, 50), default),
        (me, life) =>
        {
            life.Networks.Polled([Guid.Parse(me.told["a-1"])]);
            return life.Networks.ProbeAsync(default);
        },
        // A network with two ports in one write, and one with a mirror.
        (_, life) => life.Links.CreateAsync(new VirtualLinkRequest("v-1", Port(A, 5), Port(C, 5), [$"of:{A}", $"of:{C}"]), default),
        (_, life) => life.Named.CreateAsync("r-1", Port(C, 8), default),
        (_, life) => life.Named.AttachAsync("r-1", [Port(A, 6), Port(B, 6), Port(C, 6)], default),
        (_, life) => SeeAsync(life, AtoB, BtoC),
        // The oldest port, which roots the network's tree, goes and comes back as the youngest.
        (_, life) => life.Ports.DetachAsync("", A, 1, default),
        (me, life) => me.AttachAsync(life, "a-1", A, 1, ["02:00:00:00:00:01"]),
        // An address moves to another switch.
        (me, life) => me.AttachAsync(life, "b-1", A, 2, []),
        (me, life) => me.AttachAsync(life, "b-1", C, 2, ["02:00:00:00:00:05"]),
        (me, life) => me.DeleteAsync(life, "b-1"),
        (me, life) => me.CreateAsync(life, "c-1", "bridge"),
        // RO runs the task anew that made it, and it was never polled: the new request takes it over.
        (me, life) => me.CreateAsync(life, "c-1", "bridge", call: 1),
        (_, life) => life.Named.MirrorAsync("r-1", Port(B, 8), default),
        (me, life) => me.AttachAsync(life, "c-1", A, 2, ["02:00:00:00:00:04"]),
        (_, life) => life.Mirrors.RemoveAsync("", B, 9, default),
        (_, life) => life.Named.DetachAsync("r-1", [Port(A, 6)], default),
        // One that lives is held to a way, another begins with one and loses it.
        (_, life) => life.Named.KeepAsync("r-1", [DatapathId.Parse(C), DatapathId.Parse(B)], default),
        (_, life) => life.Named.KeepAsync("w-1", [DatapathId.Parse(A), DatapathId.Parse(B)], default),
        (_, life) => life.Named.KeepAsync("w-1", [], default),
        (_, life) => life.Links.DeleteAsync("v-1", default),
        (me, life) => me.CreateAsync(life, "management", null),
        (me, life) => life.Networks.RateAsync(me.told["a-1"], null, default),
        (me, life) => me.CreateAsync(life, "d-1", "ptp"),
    ];

    private ImmutableDictionary<string, string> told = ImmutableDictionary<string, string>.Empty;
    private int next;

    /// <summary>The networks that the client has: the ids that it was answered, by the names that it gave.</summary>
    public IReadOnlyDictionary<string, string> Networks => told;

    public bool IsOver => next == Calls.Length;

    /// <summary>The same client with the same memory, which goes on by itself.</summary>
    public ScriptedHistory Copy() => new() { told = told, next = next };

    /// <summary>Makes the next call; one that is never answered is the next again.</summary>
    public async Task CallAsync(ServiceLife life)
    {
        // Far enough apart that a task counts as dead, and never back.
        var at = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) + (next + 1) * (NetworkLifecycle.DeadTaskAge + TimeSpan.FromMinutes(1));
        life.Clock.SetUtcNow(at);
        await Calls[next](this, life);
        next++;
    }

    private async Task CreateAsync(ServiceLife life, string name, string? type, int call = 0)
    {
        var profile = type == "data" ? new IpProfile { SubnetAddress = "10.0.0.0/8", DhcpEnabled = true } : null;
        var request = new NetworkRequest(name, type, profile, Shared: false, null, "blue", "vim");
        var made = await life.Networks.CreateAsync(request, new Guid(name[0], (short)call, 1, new byte[8]).ToString("D"), default);
        told = told.SetItem(name, made.Id.ToString("D"));
    }

    private async Task DeleteAsync(ServiceLife life, string name)
    {
        await life.Networks.DeleteAsync(told[name], default);
        told = told.Remove(name);
    }

    private Task AttachAsync(ServiceLife life, string network, string datapath, uint port, string[] macs, Func<PortRequest, PortRequest>? with = null)
    {
        var request = new PortRequest(told[network], datapath, port, null, macs, AllowPending: true);
        return life.Ports.AttachAsync(with?.Invoke(request) ?? request, default);
    }

    private static Task SeeAsync(ServiceLife life, params Link[] links)
    {
        life.Fabric.See(links);
        return life.Store.ChangeAsync(
            draft =>
            {
                draft.Record(new IntentChange.LinksSeen([.. links]));
                return true;
            },
            default);
    }

    private static PortKey Port(string datapath, uint port) => new(DatapathId.Parse(datapath), port);
}
