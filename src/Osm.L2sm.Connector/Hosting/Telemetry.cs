using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Osm.L2sm.Connector.Grpc;

namespace Osm.L2sm.Connector.Hosting;

/// <summary>Meters and activities on their way out: <c>/metrics</c> for Prometheus, and OTLP where the standard variables name a collector.</summary>
internal static class Telemetry
{
    /// <summary>Of OpenTelemetry's specification: where it is set, metrics and traces are sent there.</summary>
    public const string CollectorVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>The meter and the activities of the controller library.</summary>
    public const string Sdn = "L2sm.Sdn";

    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        var isSent = !string.IsNullOrEmpty(configuration[CollectorVariable]);
        services.AddSingleton<CallMeter>();
        var telemetry = services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService("osm-l2sm-connector")).WithMetrics(metrics =>
        {
            metrics.AddMeter(Sdn, CallMeter.Name, "System.Runtime", "Microsoft.AspNetCore.Server.Kestrel").AddPrometheusExporter();
            // Room is taken for as many tags as are allowed: 7 MiB, if each instrument may have the 2,000 that are usual.
            metrics.AddView(instrument => instrument.Name is "l2sm.sdn.flows" or "l2sm.sdn.groups" ? null : new MetricStreamConfiguration { CardinalityLimit = 100 });
            if (isSent) metrics.AddOtlpExporter();
        });
        // Without a collector nobody looks at activities, so none are made.
        if (isSent) telemetry.WithTracing(traces => traces.AddSource(Sdn, "Microsoft.AspNetCore").AddOtlpExporter());
        return services;
    }

    public static void MapTelemetry(this IEndpointRouteBuilder routes) => routes.MapPrometheusScrapingEndpoint("/metrics");
}
