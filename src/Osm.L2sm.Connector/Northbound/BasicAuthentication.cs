using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Osm.L2sm.Connector.Hosting;

namespace Osm.L2sm.Connector.Northbound;

/// <summary>HTTP Basic (RFC 7617) with one user, as ONOS asks for it.</summary>
internal sealed class BasicAuthentication(IOptions<NorthboundOptions> options)
{
    /// <summary>Kubernetes probes it without credentials; it tells nothing and changes nothing.</summary>
    public static readonly PathString OpenPath = "/onos/ui";

    // Hashes are of one length, so that comparing them tells neither length nor beginning.
    private readonly byte[] expected = SHA256.HashData(Encoding.UTF8.GetBytes($"{options.Value.User}:{options.Value.Password}"));

    public Task RunAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path == OpenPath || IsKnown(context.Request.Headers.Authorization)) return next(context);
        context.Response.Headers.WWWAuthenticate = "Basic realm=\"karaf\"";
        return NorthboundErrors.WriteAsync(context, StatusCodes.Status401Unauthorized, "the user or the password is wrong or missing: this API takes HTTP Basic");
    }

    private bool IsKnown(string? header)
    {
        if (!AuthenticationHeaderValue.TryParse(header, out var value) || !"Basic".Equals(value.Scheme, StringComparison.OrdinalIgnoreCase)) return false;
        var bytes = new byte[(value.Parameter?.Length ?? 0) * 3 / 4 + 3];
        return Convert.TryFromBase64String(value.Parameter ?? "", bytes, out var length)
            && CryptographicOperations.FixedTimeEquals(SHA256.HashData(bytes.AsSpan(0, length)), expected);
    }
}
