using L2sm.OpenFlow;
using L2sm.Sdn.Topology;

namespace Osm.L2sm.Connector.Services;

/// <summary>A port that somebody wants in a network: by number, or by the name that its switch gives it.</summary>
internal sealed record PortRequest(string NetworkId, string DatapathId, uint? PortNo, string? PortName, IReadOnlyList<string> MacAddresses, bool AllowPending);

/// <summary>Checks requests for ports.</summary>
internal static class PortRequestRules
{
    /// <summary>Most addresses of one port.</summary>
    public const int MaxAddresses = 256;

    /// <exception cref="RefusedException">Something is wrong; every fault is named.</exception>
    public static (DatapathId Switch, EquatableArray<MacAddress> Addresses) Check(PortRequest request)
    {
        var violations = new List<Violation>();
        var datapath = CheckSwitch(request.DatapathId, violations);
        if (request.PortNo is { } number) CheckNumber(number, violations);
        else if (string.IsNullOrEmpty(request.PortName)) violations.Add(new Violation("port", "is missing: give port_no or port_name"));

        var addresses = new SortedSet<MacAddress>();
        if (request.MacAddresses.Count > MaxAddresses)
            violations.Add(new Violation("mac_addresses", $"has {request.MacAddresses.Count} entries; {MaxAddresses} are allowed"));
        else
            for (var i = 0; i < request.MacAddresses.Count; i++)
                if (AddressFault(request.MacAddresses[i], addresses) is { } fault) violations.Add(new Violation($"mac_addresses[{i}]", fault));

        return violations.Count == 0 ? (datapath, addresses.ToEquatableArray()) : throw RefusedException.Invalid([.. violations]);
    }

    /// <exception cref="RefusedException">Something is wrong; every fault is named.</exception>
    public static PortKey Check(string datapathId, uint portNo)
    {
        var violations = new List<Violation>();
        var datapath = CheckSwitch(datapathId, violations);
        CheckNumber(portNo, violations);
        return violations.Count == 0 ? new PortKey(datapath, portNo) : throw RefusedException.Invalid([.. violations]);
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

    private static string? AddressFault(string text, SortedSet<MacAddress> seen)
    {
        if (!MacAddress.TryParse(text, out var address)) return $"'{Shorten(text)}' is no MAC address: six octets, as in 02:00:00:00:00:0a";
        if (address.IsMulticast) return $"'{text}' is a group address: no single port owns it";
        if (address.Value == 0) return $"'{text}' is nobody's address";
        return seen.Add(address) ? null : $"'{text}' is given twice";
    }

    private static string Shorten(string text) => text.Length <= 64 ? text : string.Concat(text.AsSpan(0, 64), "…");
}
