using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace L2smOsm.Testing;

/// <summary>Makes certificates as an operator's authority would, into a folder.</summary>
public sealed class CertificateAuthority : IDisposable
{
    private static readonly DateTimeOffset From = DateTimeOffset.UnixEpoch, Until = DateTimeOffset.UnixEpoch.AddYears(200);

    private readonly string folder;
    private readonly X509Certificate2 root;
    private int serial;

    /// <summary>An authority of this name, whose own certificate is at <see cref="Path"/>.</summary>
    public CertificateAuthority(string folder, string name)
    {
        this.folder = folder;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        root = request.CreateSelfSigned(From, Until);
        Path = System.IO.Path.Combine(folder, $"{name}.pem");
        File.WriteAllText(Path, root.ExportCertificatePem());
    }

    /// <summary>The PEM file of the authority.</summary>
    public string Path { get; }

    /// <summary>Issues a certificate for this common name and, where there are any, DNS names; for 127.0.0.1 too.</summary>
    public Issued Issue(string name, params string[] dnsNames) => Issue(new X500DistinguishedName($"CN={name}"), dnsNames);

    /// <summary>As <see cref="Issue(string, string[])"/>, with more than a common name: Kubernetes takes the organisations for groups.</summary>
    public Issued Issue(X500DistinguishedName subject, params string[] dnsNames)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        foreach (var dnsName in dnsNames) names.AddDnsName(dnsName);
        request.CertificateExtensions.Add(names.Build());
        var number = Interlocked.Increment(ref serial);
        using var certificate = request.Create(root, From, Until, [1, (byte)(number >> 8), (byte)number]);
        var path = System.IO.Path.Combine(folder, $"{root.Subject[3..]}-{number}");
        var issued = new Issued($"{path}.crt", $"{path}.key");
        File.WriteAllText(issued.Certificate, certificate.ExportCertificatePem());
        File.WriteAllText(issued.Key, key.ExportPkcs8PrivateKeyPem());
        return issued;
    }

    /// <inheritdoc/>
    public void Dispose() => root.Dispose();

    /// <summary>Two PEM files.</summary>
    public sealed record Issued(string Certificate, string Key)
    {
        /// <summary>Puts these in the place of others, as a renewal does.</summary>
        public void Replace(Issued other)
        {
            File.Copy(Certificate, other.Certificate, overwrite: true);
            File.Copy(Key, other.Key, overwrite: true);
        }

        /// <summary>Both, for a TLS client.</summary>
        public X509Certificate2 Load() => X509Certificate2.CreateFromPemFile(Certificate, Key);
    }
}
