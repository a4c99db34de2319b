using System.Security.Cryptography.X509Certificates;
using L2sm.OpenFlow;

namespace Osm.L2sm.Connector.Hosting.Tls;

/// <summary>Which switch a certificate is for: the datapath id of a FEATURES_REPLY is only what the peer says of itself.</summary>
internal static class CertificateNames
{
    private const string CommonName = "2.5.4.3";

    /// <summary>Why a peer with this certificate cannot be that switch; null if it can.</summary>
    public static string? RefusalOf(X509Certificate2 certificate, DatapathId claimed)
    {
        string[] names = [.. NamesOf(certificate)];
        if (names.Any(name => DatapathId.TryParse(name, out var id) && id == claimed)) return null;
        return $"the certificate '{certificate.Subject}' is not for switch {claimed}, which the peer claims to be: it names {(names.Length == 0 ? "nothing" : string.Join(", ", names))}";
    }

    /// <summary>The first word of each common name (ovs-pki puts an id after it), and the first label of each DNS name.</summary>
    private static IEnumerable<string> NamesOf(X509Certificate2 certificate)
    {
        foreach (var part in certificate.SubjectName.EnumerateRelativeDistinguishedNames())
            if (!part.HasMultipleElements && part.GetSingleElementType().Value == CommonName && part.GetSingleElementValue() is { } name)
                yield return name.Split(' ')[0];
        foreach (var extension in certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>())
            foreach (var name in extension.EnumerateDnsNames())
                yield return name.Split('.')[0];
    }
}
