using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace L2sm.Kubernetes.Operator;

/// <summary>How an L2S-M release computes the datapath id of a node's switch (l2sm-switch, <c>pkg/datapath</c>).</summary>
public enum DatapathRule
{
    /// <summary>Out of the node's name: operator 2.8.0 and before.</summary>
    OfNode,

    /// <summary>Out of the bridge's name, which is made out of the node's: operator 2.8.1 and after.</summary>
    OfBridge,
}

/// <summary>The names and ids that L2S-M computes.</summary>
public static class Datapaths
{
    /// <summary>What the switches of every Overlay take for their provider, whatever the Overlay says.</summary>
    public const string OverlayProvider = "l2sm-controller";

    /// <summary>Ports from this number on are not for workloads.</summary>
    public const uint FirstReservedPort = 1999;

    /// <summary>The datapath id of the switch of an Overlay on a node.</summary>
    public static ulong Of(string node, DatapathRule rule) => First64(rule == DatapathRule.OfNode ? node : Bridge(node, OverlayProvider));

    /// <summary>The datapath id of a NetworkEdgeDevice: the same in all releases.</summary>
    public static ulong OfEdgeDevice(string node, string provider) => First64(Bridge(node, provider));

    /// <summary>The name of a switch's bridge.</summary>
    public static string Bridge(string node, string provider) => $"br-{First64(node + provider) >> 32:x8}";

    /// <summary>What a switch calls its workload port of a number.</summary>
    public static string PortName(ulong datapath, uint number) => $"ls{datapath >> 44:x5}{number}";

    /// <summary>
    /// The rule that the connected switches were made by, which is proof where an installation's schema and image leave doubt; null where none
    /// of them is a node's, or both rules fit some.
    /// </summary>
    public static DatapathRule? ProvedBy(IEnumerable<string> nodes, IReadOnlySet<ulong> connected)
    {
        bool ofNode = false, ofBridge = false;
        foreach (var node in nodes)
        {
            ofNode |= connected.Contains(Of(node, DatapathRule.OfNode));
            ofBridge |= connected.Contains(Of(node, DatapathRule.OfBridge));
        }
        return (ofNode, ofBridge) switch
        {
            (true, false) => DatapathRule.OfNode,
            (false, true) => DatapathRule.OfBridge,
            _ => null,
        };
    }

    private static ulong First64(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }
}
