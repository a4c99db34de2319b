using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Osm.L2sm.Connector.Tests.Testing;

namespace Osm.L2sm.Connector.Tests.Northbound;

/// <summary>An answer as it came over the wire.</summary>
internal sealed record RawAnswer(int Status, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>
/// Writes the bytes that the operator of L2S-M puts on the wire: header set, order and casing were recorded from Go's net/http with the
/// operator's own way of building requests (Authorization, then Content-Type, on every method).
/// </summary>
internal sealed class GoClient(int port)
{
    public const string KarafKaraf = "Basic a2FyYWY6a2FyYWY=";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static GoClient Of(TestConnector connector) => new(connector.Port("northbound"));

    public Task<RawAnswer> GetAsync(string path) => SendAsync("GET", path, "");

    public Task<RawAnswer> PostAsync(string path, string body) => SendAsync("POST", path, body);

    public Task<RawAnswer> DeleteAsync(string path, string body = "") => SendAsync("DELETE", path, body);

    public Task<RawAnswer> SendAsync(string method, string path, string body, string? host = null, string? authorization = KarafKaraf) =>
        SendRawAsync([.. Head(method, path, Encoding.UTF8.GetByteCount(body), host, authorization), .. Encoding.UTF8.GetBytes(body)]);

    /// <summary>Without a body Go sends a Content-Length with POST only.</summary>
    public byte[] Head(string method, string path, int length, string? host = null, string? authorization = KarafKaraf) => Encoding.ASCII.GetBytes(
        $"{method} {path} HTTP/1.1\r\nHost: {host ?? $"127.0.0.1:{port}"}\r\nUser-Agent: Go-http-client/1.1\r\n"
        + (length > 0 || method == "POST" ? $"Content-Length: {length}\r\n" : "")
        + (authorization is null ? "" : $"Authorization: {authorization}\r\n")
        + "Content-Type: application/json\r\nAccept-Encoding: gzip\r\n\r\n");

    /// <summary>One connection, as many requests as there are; each answer is read before the next is sent.</summary>
    public async Task<RawAnswer> SendRawAsync(params byte[][] requests)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port).WaitAsync(Patience);
        RawAnswer? last = null;
        foreach (var request in requests)
        {
            await client.GetStream().WriteAsync(request).AsTask().WaitAsync(Patience);
            last = await ReadAsync(client.GetStream()).WaitAsync(Patience);
        }
        return last!;
    }

    private static async Task<RawAnswer> ReadAsync(Stream stream)
    {
        var status = (await LineAsync(stream)).Split(' ');
        status[0].ShouldBe("HTTP/1.1");
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await LineAsync(stream) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers.Add(line[..colon], line[(colon + 1)..].Trim());
        }
        var body = new List<byte>();
        if (headers.TryGetValue("Content-Length", out var length))
        {
            body.AddRange(await BytesAsync(stream, int.Parse(length, CultureInfo.InvariantCulture)));
        }
        else if (headers.ContainsKey("Transfer-Encoding"))
        {
            while (int.Parse(await LineAsync(stream), NumberStyles.HexNumber, CultureInfo.InvariantCulture) is var size and > 0)
            {
                body.AddRange(await BytesAsync(stream, size));
                await LineAsync(stream);
            }
            await LineAsync(stream);
        }
        return new RawAnswer(int.Parse(status[1], CultureInfo.InvariantCulture), headers, Encoding.UTF8.GetString([.. body]));
    }

    private static async Task<byte[]> BytesAsync(Stream stream, int count)
    {
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes);
        return bytes;
    }

    private static async Task<string> LineAsync(Stream stream)
    {
        var line = new StringBuilder();
        while (line.Length < 2 || line[^1] != '\n' || line[^2] != '\r') line.Append((char)(await BytesAsync(stream, 1))[0]);
        return line.ToString(0, line.Length - 2);
    }
}
