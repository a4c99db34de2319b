using L2sm.OpenFlow;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Topology;

namespace Osm.L2sm.Connector.Services;

/// <summary>A port that somebody wants in a network: by number, or by the name that its switch gives it.</summary>
internal sealed record PortRequest(string NetworkId, string DatapathId, uint? PortNo, string? PortName, IReadOnlyList<string> MacAddresses, bool AllowPending)
{
    /// <summary>Known addresses behind the port.</summary>
    public IReadOnlyList<string> IpAddresses { get; init; } = [];

    /// <summary>Who may send; null to leave it to the configuration.</summary>
    public GuardRequest? Guard { get; init; }

    /// <summary>Anybody may send, whatever is configured.</summary>
    public bool Unguarded { get; init; }

    /// <summary>In kbit/s and kbit; null for no limit.</summary>
    public (uint Kilobits, uint Burst)? Rate { get; init; }
}

/// <summary>Who may send from a port; an empty list means the addresses that the port is attached with.</summary>
internal sealed record GuardRequest(IReadOnlyList<string> MacAddresses, IReadOnlyList<string> IpAddresses);

/// <summary>A port that is to get a copy of every frame of a network: by number, or by the name that its switch gives it.</summary>
internal sealed record MirrorRequest(string NetworkId, string DatapathId, uint? PortNo, string? PortName, bool AllowPending);

/// <summary>Checks requests for ports.</summary>
internal static class PortRequestRules
{
    /// <summary>What is wanted of the port. One that was given by name has the number 0 still.</summary>
    /// <exception cref="RefusedException">Something is wrong; every fault is named.</exception>
    public static PortIntent Check(PortRequest request)
    {
        var violations = new List<Violation>();
        var port = CheckPlace(request.DatapathId, request.PortNo, request.PortName, violations);
        var macs = AddressRules.Macs("mac_addresses", request.MacAddresses, violations);
        var ips = AddressRules.Ips("ip_addresses", request.IpAddresses, violations);
        var guard = request.Guard is { } asked ? CheckGuard(asked, macs, ips, violations) : null;
        if (request is { Guard: not null, Unguarded: true }) violations.Add(new Violation("unguarded", "contradicts guard: give one of them"));
        var rate = request.Rate is var (kilobits, burst) ? RateRules.Read("rate.kilobits_per_second", kilobits, burst, violations) : null;

        return violations.Count == 0
            ? new PortIntent(port, macs) { IpAddresses = ips, Guard = guard, Unguarded = request.Unguarded, Rate = rate }
            : throw RefusedException.Invalid([.. violations]);
    }

    /// <summary>The place of a mirror port; one that was given by name has the number 0 still.</summary>
    /// <exception cref="RefusedException">Something is wrong; every fault is named.</exception>
    public static PortKey Check(MirrorRequest request)
    {
        var violations = new List<Violation>();
        var port = CheckPlace(request.DatapathId, request.PortNo, request.PortName, violations);
        return violations.Count == 0 ? port : throw RefusedException.Invalid([.. violations]);
    }

    /// <exception cref="RefusedException">Something is wrong; every fault is named.</exception>
    public static PortKey Check(string datapathId, uint portNo)
    {
        var violations = new List<Violation>();
        var datapath = CheckSwitch(datapathId, violations);
        CheckNumber(portNo, violations);
        return violations.Count == 0 ? new PortKey(datapath, portNo) : throw RefusedException.Invalid([.. violations]);
    }

    private static PortKey CheckPlace(string datapathId, uint? portNo, string? portName, List<Violation> violations)
    {
        var datapath = CheckSwitch(datapathId, violations);
        if (portNo is { } number) CheckNumber(number, violations);
        else if (string.IsNullOrEmpty(portName)) violations.Add(new Violation("port", "is missing: give port_no or port_name"));
        return new PortKey(datapath, portNo ?? 0);
    }

    private static DatapathId CheckSwitch(string text, List<Violation> violations)
    {
        if (!DatapathId.TryParse(text, out var id))
            violations.Add(new Violation("datapath_id", $"'{Shorten(text)}' is no datapath id: 16 hex digits, as in 00000000000000a1 or of:00000000000000a1"));
        return id;
    }

    // OpenFlow 1.3.5 §7.2.1: OFPP_MAX itself is the first number that is not a port's.
    private static void CheckNumber(uint number, List<Violation> violations)
    {
        if (number is 0 or >= PortNumbers.Max) violations.Add(new Violation("port_no", $"{number} is no port's number: 1 to {PortNumbers.Max - 1} are"));
    }

    private static SourceGuard? CheckGuard(
        GuardRequest guard, EquatableArray<MacAddress> knownMacs, EquatableArray<string> knownIps, List<Violation> violations)
    {
        var macs = guard.MacAddresses.Count == 0 ? knownMacs : AddressRules.Macs("guard.mac_addresses", guard.MacAddresses, violations);
        var ips = guard.IpAddresses.Count == 0 ? knownIps : AddressRules.Ips("guard.ip_addresses", guard.IpAddresses, violations);
        if (violations.Count > 0) return null;
        if (macs.Count == 0) violations.Add(new Violation("guard.mac_addresses", "is empty, and so is mac_addresses: name who may send"));
        foreach (var mac in knownMacs.Except(macs))
            violations.Add(new Violation("guard.mac_addresses", $"lacks {mac}, which mac_addresses says is behind the port: what it sends would be dropped"));
        return violations.Count == 0 ? new SourceGuard(macs, ips) : null;
    }

    private static string Shorten(string text) => text.Length <= 64 ? text : string.Concat(text.AsSpan(0, 64), "…");
}
