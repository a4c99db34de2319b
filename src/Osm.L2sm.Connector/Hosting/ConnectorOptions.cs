using System.ComponentModel.DataAnnotations;
using L2sm.Sdn;
using Osm.L2sm.Connector.Hosting.Dialling;
using Osm.L2sm.Connector.Services;

namespace Osm.L2sm.Connector.Hosting;

/// <summary>The settings at the top of the configuration.</summary>
internal sealed class ConnectorOptions
{
    public const string Standalone = "standalone", Operator = "operator", Multus = "multus";

    public static readonly string[] Backends = [Standalone, Operator, Multus];

    /// <summary>What makes the networks.</summary>
    public string Backend { get; set; } = Standalone;
}

/// <summary>Section <c>Grpc</c>.</summary>
internal sealed class GrpcEndpointOptions
{
    public string Address { get; set; } = "*";

    [Range(0, 65535)]
    public int Port { get; set; } = 50051;

    /// <summary>Largest request taken, in bytes.</summary>
    [Range(1024, 64 * 1024 * 1024)]
    public int MaxRequestBytes { get; set; } = 1024 * 1024;

    public CertificateOptions Certificate { get; set; } = new();

    /// <summary>PEM file of those who vouch for callers. Null: callers need no certificate.</summary>
    public string? ClientCertificateAuthority { get; set; }
}

/// <summary>Sections <c>Grpc:Certificate</c> and <c>OpenFlow:Certificate</c>: a PEM file with its key file, or a PKCS#12 file. No path means plaintext.</summary>
internal sealed class CertificateOptions
{
    public string? Path { get; set; }

    public string? KeyPath { get; set; }

    public string? Password { get; set; }
}

/// <summary>Section <c>OpenFlow</c>.</summary>
internal sealed class OpenFlowEndpointOptions
{
    public string Address { get; set; } = "*";

    /// <summary>Null for the two usual ones: the binder would add to an array that is there.</summary>
    public int[]? Ports { get; set; }

    /// <summary>Most switches connected at a time, all ports together.</summary>
    [Range(1, 100_000)]
    public int MaxConnections { get; set; } = 4096;

    /// <summary>Switches to dial, as <see cref="DialTarget"/> reads them.</summary>
    public string[]? Dial { get; set; }

    public CertificateOptions Certificate { get; set; } = new();

    /// <summary>PEM file of those who vouch for switches. Null: switches need no certificate.</summary>
    public string? SwitchCertificateAuthority { get; set; }

    /// <summary>A switch's certificate must name its datapath id.</summary>
    public bool BindCertificateToDatapath { get; set; }

    /// <summary>The switches are ours alone: what others put into our tables is removed.</summary>
    public bool OwnSwitches { get; set; }

    /// <summary>The switches keep their rules without a controller.</summary>
    public bool FailSecure { get; set; }

    public IReadOnlyList<int> PortsOrDefault => Ports ?? [6653, 6633];
}

/// <summary>Section <c>Http</c>.</summary>
internal sealed class HttpEndpointOptions
{
    public string Address { get; set; } = "*";

    [Range(0, 65535)]
    public int Port { get; set; } = 8080;
}

/// <summary>Section <c>Northbound</c>: the REST that the L2S-M operator calls.</summary>
internal sealed class NorthboundOptions
{
    /// <summary>Null: with the backend <c>operator</c> only, which needs it.</summary>
    public bool? Enabled { get; set; }

    public string Address { get; set; } = "*";

    [Range(0, 65535)]
    public int Port { get; set; } = 8181;

    /// <summary>The operator of L2S-M knows no other user and password than these.</summary>
    [Required]
    public string User { get; set; } = "karaf";

    [Required]
    public string Password { get; set; } = "karaf";

    public bool IsOnWith(string backend) => Enabled ?? backend == ConnectorOptions.Operator;
}

/// <summary>Section <c>Networks</c>.</summary>
internal sealed class NetworksOptions
{
    private static readonly Dictionary<string, AntiSpoofing> Words = new(StringComparer.Ordinal)
    {
        ["off"] = Services.AntiSpoofing.Off,
        ["mac"] = Services.AntiSpoofing.Mac,
        ["mac+ip"] = Services.AntiSpoofing.MacAndIp,
    };

    /// <summary>The guard of ports about which nothing else was said.</summary>
    public string AntiSpoofing { get; set; } = "off";

    /// <summary>The largest IP packet that the network between the switches takes, in bytes.</summary>
    [Range(576, 65_535)]
    public int UnderlayMtu { get; set; } = 1500;

    /// <summary>What a tunnel takes of it, in bytes: 50 for VXLAN over IPv4, 70 over IPv6.</summary>
    [Range(0, 500)]
    public int TunnelOverhead { get; set; } = 50;

    public bool IsKnown => Words.ContainsKey(AntiSpoofing);

    // A method: the binder reads properties before anything is checked.
    public NetworkPolicy ToPolicy() => new(Words[AntiSpoofing]);

    public L2smControllerOptions ToControllerOptions() => new() { UnderlayMtu = UnderlayMtu, TunnelOverhead = TunnelOverhead };
}

/// <summary>Section <c>Store</c>.</summary>
internal sealed class StoreOptions
{
    [Required]
    public string Path { get; set; } = "/var/lib/osm-l2sm/connector.db";
}
