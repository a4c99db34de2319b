using System.Net;
using L2smOsm.Testing.Switching;

namespace L2smOsm.EndToEnd.Tests.Running.Nodes;

/// <summary>
/// A node of a cluster with L2S-M, as its network goes: a real Open vSwitch, each of whose ports 1 to N has a Linux bridge before it, which the
/// interfaces of pods are put on. A line leads to this process, for the OpenFlow connection.
/// </summary>
internal sealed class NodeMachine : IAsyncDisposable
{
    private const int TunnelMtu = 1600; // VXLAN takes 50 bytes
    private static readonly int FirstLine = Random.Shared.Next(0x2000);
    private static int lines;
    private int interfaces;

    private NodeMachine(string name, NetworkSpace space) => (Name, Space) = (name, space);

    public string Name { get; }

    public NetworkSpace Space { get; }

    public OpenVSwitch Ovs { get; private set; } = null!;

    /// <summary>The address by which this node finds what this process and its children listen on.</summary>
    public IPAddress Outside { get; private set; } = IPAddress.None;

    public static async Task<NodeMachine> StartAsync(string name, ulong datapathId, int ports)
    {
        var node = new NodeMachine(name, await NetworkSpace.StartAsync());
        try
        {
            node.Ovs = await OpenVSwitch.StartWithinAsync(datapathId, node.Space.Enter);
            await node.LayLineAsync();
            await node.Space.ShellAsync(string.Join('\n', Enumerable.Range(1, ports).Select(port => $"""
                ip link add br{port} up type bridge
                ip link add ls{port} up type veth peer name lb{port}
                ip link set lb{port} master br{port} up
                """)));
            await node.Ovs.VsctlAsync([.. Enumerable.Range(1, ports).SelectMany(port => new[]
            {
                "--", "add-port", "br0", $"ls{port}", "--", "set", "interface", $"ls{port}", $"ofport_request={port}",
            }).Skip(1)]);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>Joins two nodes by VXLAN, as the Overlay does: port 100 of both.</summary>
    public static async Task JoinAsync(NodeMachine one, NodeMachine other)
    {
        await one.Space.ShellAsync($"ip link add u0 mtu {TunnelMtu} type veth peer name u0 mtu {TunnelMtu} netns {other.Space.Pid}");
        (NodeMachine Node, string Own, string Peer)[] ends = [(one, "172.31.0.1", "172.31.0.2"), (other, "172.31.0.2", "172.31.0.1")];
        foreach (var (node, own, _) in ends)
        {
            // The address must be on a userspace bridge's own port: over a plain veth the tunnel silently drops everything.
            await node.Ovs.VsctlAsync("add-br", "brphy", "--", "set", "bridge", "brphy", "datapath_type=netdev", "--", "add-port", "brphy", "u0");
            await node.Space.ShellAsync($"ip link set u0 up\nip link set brphy mtu {TunnelMtu} up\nip addr add {own}/24 dev brphy");
        }
        foreach (var (node, own, peer) in ends)
        {
            // The tunnel's cache of neighbours drops the first packet, so the underlay speaks first, each way.
            await node.Space.ShellAsync($"ping -n -q -c 1 -i 0.2 -w 20 {peer} >/dev/null");
            await node.Ovs.VsctlAsync(
                "add-port", "br0", "vx100", "--", "set", "interface", "vx100", "type=vxlan", $"options:local_ip={own}", $"options:remote_ip={peer}", "options:key=flow", "ofport_request=100");
        }
    }

    /// <summary>Has the switch dial these ports of this machine, and nothing else said: it opens when all are away for long, as that of L2S-M does.</summary>
    public async Task ControlledByAsync(params int[] ports)
    {
        await Ovs.SetControllersAsync([.. ports.Select(port => new IPEndPoint(Outside, port))]);
        await Ovs.VsctlAsync("del-fail-mode", "br0");
    }

    /// <summary>Whether the switch forwards as an ordinary one, since no controller was there for long; the rule for it is hidden from controllers.</summary>
    public async Task<bool> IsOpenAsync() => (await Ovs.AppctlAsync("bridge/dump-flows", "br0")).Contains("actions=NORMAL", StringComparison.Ordinal);

    /// <summary>Puts a pod's interface before a port of the switch, as Multus and the bridge plugin do.</summary>
    public async Task PlugAsync(NetworkSpace pod, string device, uint port, string mac, string address)
    {
        var here = $"v{Interlocked.Increment(ref interfaces)}";
        await Space.ShellAsync($"ip link add {here} type veth peer name {device} address {mac} netns {pod.Pid}\nip link set {here} master br{port} up");
        await pod.ShellAsync($"ip addr add {address} dev {device}\nip link set {device} up");
    }

    public async ValueTask DisposeAsync()
    {
        // It ends the switch's daemons.
        await Space.DisposeAsync();
        if (Ovs is not null) await Ovs.DisposeAsync();
    }

    private async Task LayLineAsync()
    {
        // A subnet for each line, out of those that are for tests of networks.
        var number = Interlocked.Increment(ref lines);
        var subnet = (uint)((FirstLine + number) % 0x4000) * 4;
        Outside = IPAddress.Parse($"198.{18 + subnet / 65536}.{subnet / 256 % 256}.{subnet % 256 + 1}");
        var (here, there) = ($"l2sm{Environment.ProcessId}-{number}", $"198.{18 + subnet / 65536}.{subnet / 256 % 256}.{subnet % 256 + 2}");
        await NetworkSpace.RunAsync("ip", "link", "add", here, "type", "veth", "peer", "name", "line", "netns", $"{Space.Pid}");
        await NetworkSpace.RunAsync("ip", "addr", "add", $"{Outside}/30", "dev", here);
        await NetworkSpace.RunAsync("ip", "link", "set", here, "up");
        await Space.ShellAsync($"ip addr add {there}/30 dev line\nip link set line up");
    }
}
