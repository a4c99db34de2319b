using System.Net;

namespace L2smOsm.Testing.Kubernetes;

/// <summary>The IPAM of the L2S-M operator, faults included (docs/adr/0015): written after what it is known to do.</summary>
public static class OperatorIpam
{
    /// <summary>The next address; null where the range has come to its end.</summary>
    /// <exception cref="InvalidOperationException">The operator would look for ever: its webhook times out.</exception>
    public static string? Next(string range, string? last, ICollection<string> given)
    {
        var network = IPNetwork.Parse(range);
        var at = (last is null ? network.BaseAddress : IPAddress.Parse(last)).GetAddressBytes();
        for (var looked = 0; ; looked++)
        {
            at[3]++; // and no other octet, whatever comes
            var address = new IPAddress(at);
            if (!network.Contains(address)) return null;
            if (!given.Contains(address.ToString())) return address.ToString();
            if (looked > 256) throw new InvalidOperationException($"all of {range} is given out, and the operator goes round for ever");
        }
    }
}
