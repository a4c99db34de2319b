using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Osm.Descriptors.Rewriting.Charts;

namespace Osm.Descriptors.Packaging.Patching;

/// <summary>A workload as users write it: <c>WORKLOAD</c> or <c>WORKLOAD@ADDRESS</c>.</summary>
public static class WorkloadText
{
    /// <summary>Reads one.</summary>
    /// <param name="text">As written.</param>
    /// <param name="workload">What it says.</param>
    /// <param name="fault">What is wrong with it.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out WorkloadWish? workload, [NotNullWhen(false)] out string? fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        workload = Parse(text);
        fault = workload.Workload.Length == 0 ? "it names no workload"
            : workload.Address is { } address && !IsAddress(address) ? $"'{address}' is not an address with its prefix length, such as 10.0.0.5/24"
            : null;
        if (fault is null)
            return true;
        workload = null;
        return false;
    }

    internal static WorkloadWish Parse(string text)
    {
        var at = text.LastIndexOf('@');
        return at < 0 ? new WorkloadWish(text) : new WorkloadWish(text[..at], text[(at + 1)..]);
    }

    private static bool IsAddress(string text) =>
        text.Split('/') is [var host, var length] && IPAddress.TryParse(host, out var address)
        && (address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == host)
        && int.TryParse(length, out var bits) && bits >= 1 && bits <= address.GetAddressBytes().Length * 8;
}
