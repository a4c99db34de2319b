using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Osm.L2sm.Connector.Hosting;

/// <summary>Reads the certificate of the gRPC endpoint with what comes after it in the chain.</summary>
internal static class ServerCertificate
{
    /// <exception cref="StartException">The files do not hold a certificate and its key.</exception>
    public static HttpsConnectionAdapterOptions Load(CertificateOptions options)
    {
        var path = options.Path!;
        try
        {
            var chain = new X509Certificate2Collection();
            if (X509Certificate2.GetCertContentType(path) == X509ContentType.Pkcs12)
            {
                chain.AddRange(X509CertificateLoader.LoadPkcs12CollectionFromFile(path, options.Password));
                return With(chain.FirstOrDefault(c => c.HasPrivateKey) ?? throw new CryptographicException("it holds no private key"), chain);
            }
            chain.ImportFromPemFile(path);
            var own = options.Password is null
                ? X509Certificate2.CreateFromPemFile(path, options.KeyPath)
                : X509Certificate2.CreateFromEncryptedPemFile(path, options.Password, options.KeyPath);
            return With(own, chain);
        }
        catch (CryptographicException e)
        {
            throw new StartException($"Grpc:Certificate: '{path}' with its key cannot be used: {e.Message}", e);
        }
    }

    private static HttpsConnectionAdapterOptions With(X509Certificate2 own, X509Certificate2Collection chain) =>
        new() { ServerCertificate = own, ServerCertificateChain = chain };
}
