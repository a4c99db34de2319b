using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration.Json;

namespace Osm.L2sm.Connector.Hosting;

/// <summary>Refuses names at the top of the configuration that are no setting: a misspelt one would leave a default in force unseen.</summary>
internal static partial class SettingNames
{
    // What .NET's host and web server read from the same places.
    private static readonly string[] OfTheFramework =
    [
        "Logging", "AllowedHosts", "Kestrel", "urls", "http_ports", "https_ports", "environment", "contentRoot", "applicationName", "webroot",
        "startupAssembly", "hostingStartupAssemblies", "hostingStartupExcludeAssemblies", "preventHostingStartup", "preferHostingUrls",
        "captureStartupErrors", "detailedErrors", "suppressStatusMessages", "shutdownTimeoutSeconds", "forwardedHeaders_enabled",
        "staticWebAssets", "hostBuilder", "disableDefaultServiceProvider", "Console", "$schema",
    ];

    /// <param name="configuration">All there is, of which only the files are looked at: the environment without our prefix is everybody's.</param>
    /// <param name="args">The command line.</param>
    /// <param name="services">Tell which sections there are.</param>
    /// <param name="environment">The variables with our prefix, which is off their names.</param>
    /// <exception cref="StartException">A name is none of ours; the message has the nearest one.</exception>
    public static void Check(IConfigurationRoot configuration, string[] args, IServiceCollection services, IConfigurationProvider? environment = null)
    {
        var sections = services.Select(s => s.ImplementationInstance).OfType<KnownSection>().Select(s => s.Name).ToArray();
        string[] single = [.. typeof(ConnectorOptions).GetProperties().Where(p => p.CanWrite).Select(p => p.Name)];
        string[] known = [.. single, .. sections];

        foreach (var file in configuration.Providers.OfType<JsonConfigurationProvider>())
            Check($"in {file.Source.Path}", Top(file), separator: ":");
        Check("on the command line", Top(Load(new ConfigurationBuilder().AddCommandLine(args))), separator: ":");
        environment ??= Load(new ConfigurationBuilder().AddEnvironmentVariables(OptionsSetup.EnvironmentPrefix));
        Check("in the environment", Top(environment).Where(k => !IsServiceLink(k, environment)), separator: "__", OptionsSetup.EnvironmentPrefix);

        void Check(string where, IEnumerable<string> keys, string separator, string prefix = "")
        {
            foreach (var key in keys)
            {
                if (known.Concat(OfTheFramework).Contains(key, StringComparer.OrdinalIgnoreCase)) continue;
                var near = NearestName.Of(key, known) ?? Joined(key, sections, separator);
                throw new StartException(
                    $"{prefix}{key} {where} is no setting; {(near is null ? "" : $"did you mean {prefix}{near}? ")}There are {string.Join(", ", single)}, "
                    + $"and the sections {string.Join(", ", sections)}");
            }
        }
    }

    // Grpc_Port and Grpc.Port: the section is right, what joins it with the name is not.
    private static string? Joined(string key, string[] sections, string separator) =>
        sections.Where(s => key.Length > s.Length + 1 && key.StartsWith(s, StringComparison.OrdinalIgnoreCase) && !char.IsLetterOrDigit(key[s.Length]))
            .Select(s => $"{s}{separator}{key[(s.Length + 1)..]}").FirstOrDefault();

    private static IConfigurationProvider Load(IConfigurationBuilder builder) => builder.Build().Providers.Single();

    private static IEnumerable<string> Top(IConfigurationProvider provider) => provider.GetChildKeys([], null).Distinct(StringComparer.OrdinalIgnoreCase);

    // Kubernetes tells every pod where the services of its namespace are: those of a service named l2sm-… have our prefix.
    private static bool IsServiceLink(string key, IConfigurationProvider environment) =>
        ServiceLink().IsMatch(key) || (PortLink().IsMatch(key) && environment.TryGet(key, out var value) && value?.Contains("://", StringComparison.Ordinal) == true);

    [GeneratedRegex("^([A-Z0-9_]+_)?(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ServiceLink();

    [GeneratedRegex("^([A-Z0-9_]+_)?PORT$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PortLink();
}

/// <summary>A section of the configuration that something reads.</summary>
internal sealed record KnownSection(string Name);
