using System.Security.Authentication;

namespace Osm.L2sm.Connector.Hosting.Tls;

/// <summary>The versions of TLS that are spoken: older ones are broken.</summary>
internal static class TlsVersions
{
    // The analyzer asks for the system's choice, which may be an older one.
#pragma warning disable CA5398
    public const SslProtocols Allowed = SslProtocols.Tls12 | SslProtocols.Tls13;
#pragma warning restore CA5398
}
