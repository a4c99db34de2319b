using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.Sockets;

namespace Osm.L2sm.Connector.Hosting.Dialling;

/// <summary>A switch that waits to be dialled, as Open vSwitch writes it: <c>unix:PATH</c>, <c>tcp:HOST:PORT</c>, <c>tls:HOST:PORT</c> or <c>ssl:HOST:PORT</c>.</summary>
/// <param name="Text">As it was given.</param>
/// <param name="Host">The host, or the path of a Unix socket.</param>
/// <param name="Port">Null for a Unix socket.</param>
/// <param name="IsTls">TLS is spoken.</param>
internal sealed record DialTarget(string Text, string Host, int? Port, bool IsTls)
{
    public const string Forms = "unix:/PATH, tcp:HOST:PORT or tls:HOST:PORT";

    public static bool TryParse(string text, [NotNullWhen(true)] out DialTarget? target)
    {
        target = null;
        var (scheme, rest) = Cut(text, text.IndexOf(':', StringComparison.Ordinal));
        if (scheme == "unix") target = rest.StartsWith('/') ? new DialTarget(text, rest, null, IsTls: false) : null;
        else if (scheme is "tcp" or "tls" or "ssl")
        {
            var (host, number) = Cut(rest, rest.LastIndexOf(':'));
            if (host.StartsWith('[') && host.EndsWith(']')) host = host[1..^1];
            else if (host.Contains(':', StringComparison.Ordinal)) return false; // an IPv6 address without brackets
            if (host.Length > 0 && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535)
                target = new DialTarget(text, host, port, scheme != "tcp");
        }
        return target is not null;
    }

    /// <exception cref="SocketException">Nobody answers.</exception>
    /// <exception cref="IOException">There is no such socket.</exception>
    public async Task<Socket> ConnectAsync(CancellationToken cancellation)
    {
        // What .NET says itself is "Cannot assign requested address".
        if (Port is null && !File.Exists(Host)) throw new IOException("no such file; the switch's daemon makes it, in a folder that this process must see");
        var socket = Port is null
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (Port is { } port) await socket.ConnectAsync(Host, port, cancellation);
            else await socket.ConnectAsync(new UnixDomainSocketEndPoint(Host), cancellation);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static (string Before, string After) Cut(string text, int at) => at < 0 ? (text, "") : (text[..at], text[(at + 1)..]);
}
