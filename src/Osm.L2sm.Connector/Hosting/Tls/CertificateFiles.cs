using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Osm.L2sm.Connector.Hosting.Tls;

/// <summary>Reads certificates: our own with its key and what comes after it in the chain, and those of authorities.</summary>
internal static class CertificateFiles
{
    private const string PrivateKeyEnding = "PRIVATE KEY-----";

    /// <summary>Our own certificate, as a section of the settings names it.</summary>
    /// <exception cref="StartException">The files do not hold a certificate and its key.</exception>
    public static ReloadedFiles<SslStreamCertificateContext> Own(string setting, CertificateOptions options, ILogger logger) => new(
        setting,
        options.KeyPath is null ? [options.Path!] : [options.Path!, options.KeyPath],
        files => ReadOwn(files[0], files.Count > 1 ? files[1] : files[0], options.Password),
        context => Named(context.TargetCertificate),
        logger);

    /// <summary>The certificates of a PEM file, which vouch for others.</summary>
    /// <exception cref="StartException">The file holds none.</exception>
    public static ReloadedFiles<X509Certificate2Collection> Authority(string setting, string path, ILogger logger) => new(
        setting,
        [path],
        files => ReadAuthority(files[0]),
        authorities => string.Join(", ", authorities.Select(Named)),
        logger);

    private static string Named(X509Certificate2 certificate) =>
        $"certificate '{certificate.Subject}' of '{certificate.Issuer}', valid until {certificate.NotAfter.ToUniversalTime():yyyy-MM-ddTHH:mm:ssZ}";

    private static SslStreamCertificateContext ReadOwn(byte[] certificate, byte[] key, string? password)
    {
        var chain = new X509Certificate2Collection();
        var (text, keyText) = (Encoding.UTF8.GetString(certificate), Encoding.UTF8.GetString(key));
        if (!text.Contains("-----BEGIN", StringComparison.Ordinal))
        {
            chain.AddRange(X509CertificateLoader.LoadPkcs12Collection(certificate, password));
            var own = chain.FirstOrDefault(c => c.HasPrivateKey) ?? throw new CryptographicException("it holds no private key");
            return SslStreamCertificateContext.Create(own, chain, offline: true);
        }
        chain.ImportFromPem(text);
        if (chain.Count == 0) throw new CryptographicException("there is no certificate in PEM");
        if (!keyText.Contains(PrivateKeyEnding, StringComparison.Ordinal)) throw new CryptographicException("there is no private key in PEM");
        return SslStreamCertificateContext.Create(WithKey(text, keyText, password), chain, offline: true);
    }

    private static X509Certificate2 WithKey(string certificate, string key, string? password)
    {
        try
        {
            return password is null ? X509Certificate2.CreateFromPem(certificate, key) : X509Certificate2.CreateFromEncryptedPem(certificate, key, password);
        }
        catch (ArgumentException e)
        {
            throw new CryptographicException("the key is not the one of the certificate", e);
        }
    }

    private static X509Certificate2Collection ReadAuthority(byte[] file)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(Encoding.UTF8.GetString(file));
        return authorities.Count > 0 ? authorities : throw new CryptographicException("there is no certificate in PEM");
    }
}
