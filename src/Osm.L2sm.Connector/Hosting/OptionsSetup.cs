using System.Net;
using Microsoft.Extensions.Options;
using Osm.L2sm.Connector.Hosting.Cluster;
using Osm.L2sm.Connector.Hosting.Dialling;

namespace Osm.L2sm.Connector.Hosting;

/// <summary>Reads the settings and refuses to start with wrong ones.</summary>
internal static class OptionsSetup
{
    public const string EnvironmentPrefix = "L2SM_";

    public static IServiceCollection AddConnectorOptions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ConnectorOptions>().Bind(configuration).ValidateOnStart()
            .Validate(
                o => ConnectorOptions.Backends.Contains(o.Backend, StringComparer.Ordinal),
                $"Backend '{configuration[nameof(ConnectorOptions.Backend)]}' is not in this version; it has: {string.Join(", ", ConnectorOptions.Backends)}");
        services.AddSection<GrpcEndpointOptions>(configuration, "Grpc")
            .Validate(o => IsAddress(o.Address), "Grpc:Address must be an IP address, or * for all")
            .ValidateCertificate("Grpc:Certificate", o => o.Certificate)
            .Validate(
                o => o.ClientCertificateAuthority is null || o.Certificate.Path is not null,
                "Grpc:ClientCertificateAuthority is given without Grpc:Certificate:Path: callers show certificates over TLS only")
            .Validate(o => o.ClientCertificateAuthority is null || File.Exists(o.ClientCertificateAuthority), "Grpc:ClientCertificateAuthority names no file");
        services.AddSection<OpenFlowEndpointOptions>(configuration, "OpenFlow")
            .Validate(o => IsAddress(o.Address), "OpenFlow:Address must be an IP address, or * for all")
            .Validate(o => o.Dial is null || o.Dial.All(t => DialTarget.TryParse(t, out _)), $"OpenFlow:Dial takes {DialTarget.Forms}")
            .Validate(o => o.Dial is null || o.Dial.Distinct(StringComparer.Ordinal).Count() == o.Dial.Length, "OpenFlow:Dial has a target twice")
            .Validate(
                o => o.Dial?.Any(t => DialTarget.TryParse(t, out var target) && target.IsTls) != true || o is { Certificate.Path: not null, SwitchCertificateAuthority: not null },
                "OpenFlow:Dial has a target with TLS, which needs OpenFlow:Certificate:Path and OpenFlow:SwitchCertificateAuthority")
            .ValidateCertificate("OpenFlow:Certificate", o => o.Certificate)
            .Validate(
                o => o.SwitchCertificateAuthority is null || o.Certificate.Path is not null,
                "OpenFlow:SwitchCertificateAuthority is given without OpenFlow:Certificate:Path: switches show certificates over TLS only")
            .Validate(o => o.SwitchCertificateAuthority is null || File.Exists(o.SwitchCertificateAuthority), "OpenFlow:SwitchCertificateAuthority names no file")
            .Validate(
                o => !o.BindCertificateToDatapath || o.SwitchCertificateAuthority is not null,
                "OpenFlow:BindCertificateToDatapath needs OpenFlow:SwitchCertificateAuthority: without it switches show no certificate")
            .Validate(o => o.PortsOrDefault.All(p => p is >= 0 and <= 65535), "OpenFlow:Ports must be 0 to 65535")
            .Validate(o => o.PortsOrDefault.Where(p => p != 0).Distinct().Count() == o.PortsOrDefault.Count(p => p != 0), "OpenFlow:Ports has a port twice");
        services.AddSection<HttpEndpointOptions>(configuration, "Http")
            .Validate(o => IsAddress(o.Address), "Http:Address must be an IP address, or * for all");
        services.AddSection<NorthboundOptions>(configuration, "Northbound")
            .Validate(o => IsAddress(o.Address), "Northbound:Address must be an IP address, or * for all")
            .Validate(o => !o.User.Contains(':', StringComparison.Ordinal), "Northbound:User must not hold ':', which ends the user's name in HTTP Basic");
        services.AddSection<NetworksOptions>(configuration, "Networks")
            .Validate(o => o.IsKnown, "Networks:AntiSpoofing must be off, mac or mac+ip");
        services.AddSection<StoreOptions>(configuration, "Store");
        services.AddSection<KubernetesOptions>(configuration, "Kubernetes")
            .Validate(o => o.Kubeconfig is null || File.Exists(o.Kubeconfig), "Kubernetes:Kubeconfig names no file")
            .Validate(o => o.NadTemplate is "l2sm-v1" or "bridge" || File.Exists(o.NadTemplate), "Kubernetes:NadTemplate must be l2sm-v1, bridge, or the path of a JSON file that is there")
            .Validate(o => o.AreLabelsSound, "Kubernetes:NadNamespaceLabels must be key=value, several with ',' between");
        return services;
    }

    public static bool IsAddress(string text) => text == "*" || IPAddress.TryParse(text, out _);

    private static OptionsBuilder<T> ValidateCertificate<T>(this OptionsBuilder<T> builder, string section, Func<T, CertificateOptions> of) where T : class => builder
        .Validate(o => of(o).Path is not { } path || File.Exists(path), $"{section}:Path names no file")
        .Validate(o => of(o).KeyPath is not { } path || File.Exists(path), $"{section}:KeyPath names no file")
        .Validate(o => of(o).Path is not null || of(o).KeyPath is null, $"{section}:KeyPath is given without {section}:Path");

    private static OptionsBuilder<T> AddSection<T>(this IServiceCollection services, IConfiguration configuration, string section) where T : class
    {
        services.AddSingleton(new KnownSection(section));
        CheckNames(configuration.GetSection(section), typeof(T));
        return services.AddOptions<T>().Bind(configuration.GetSection(section)).ValidateDataAnnotations().ValidateOnStart();
    }

    // A misspelt key is an error: it would leave a default in force unseen.
    private static void CheckNames(IConfigurationSection section, Type options)
    {
        var known = options.GetProperties().Where(p => p.CanWrite).ToDictionary(p => p.Name, p => p.PropertyType, StringComparer.OrdinalIgnoreCase);
        foreach (var child in section.GetChildren())
        {
            if (!known.TryGetValue(child.Key, out var type))
                throw new StartException(
                    $"{child.Path} is no setting; {(NearestName.Of(child.Key, known.Keys) is { } near ? $"did you mean {section.Path}:{near}? " : "")}"
                    + $"{section.Path} has {string.Join(", ", known.Keys)}");
            if (type == typeof(CertificateOptions)) CheckNames(child, type);
        }
    }
}
