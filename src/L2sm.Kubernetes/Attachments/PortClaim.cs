using L2sm.Kubernetes.Api;

namespace L2sm.Kubernetes.Attachments;

/// <summary>What the pods behind a switch port say of it, all together.</summary>
/// <param name="Port">The port.</param>
/// <param name="Network">The network that all of them want, by its bare name; null where they disagree, and the port is to be in none.</param>
/// <param name="Since">When the oldest of these pods was made.</param>
public sealed record PortClaim(SwitchPort Port, string? Network, DateTimeOffset Since)
{
    /// <summary>The pods, sorted; one unless they share a Linux bridge.</summary>
    public IReadOnlyList<ResourceKey> Pods { get; init; } = [];

    /// <summary>The Ethernet addresses of their interfaces, sorted; empty until Multus has told them.</summary>
    public IReadOnlyList<string> MacAddresses { get; init; } = [];

    /// <summary>The IP addresses of their interfaces without prefix lengths, sorted.</summary>
    public IReadOnlyList<string> IpAddresses { get; init; } = [];

    /// <summary>Why the port is to be in no network; null where it is to be in one.</summary>
    public string? Conflict { get; init; }

    /// <summary>By content.</summary>
    public bool Equals(PortClaim? other) =>
        other is not null && Port == other.Port && Network == other.Network && Since == other.Since && Conflict == other.Conflict
        && Pods.SequenceEqual(other.Pods) && MacAddresses.SequenceEqual(other.MacAddresses) && IpAddresses.SequenceEqual(other.IpAddresses);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Port, Network, Since);
}

/// <summary>A port about which pods say something else than before.</summary>
/// <param name="Port">The port.</param>
/// <param name="Claim">What they say; null where none uses it any more.</param>
public readonly record struct PortChange(SwitchPort Port, PortClaim? Claim);
