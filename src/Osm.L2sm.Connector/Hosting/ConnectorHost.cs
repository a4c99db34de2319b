using Osm.L2sm.Connector.Grpc;
using Osm.L2sm.Connector.Hosting.Cluster;
using Osm.L2sm.Connector.Northbound;

namespace Osm.L2sm.Connector.Hosting;

/// <summary>The whole process as one object, so that tests run exactly what is shipped.</summary>
internal static class ConnectorHost
{
    /// <param name="args">Settings as <c>--Section:Key=value</c>; they win over the environment.</param>
    /// <param name="replace">Puts other parts in the place of some.</param>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? replace = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddEnvironmentVariables(OptionsSetup.EnvironmentPrefix).AddCommandLine(args);
        builder.Services
            .AddConnectorOptions(builder.Configuration)
            .AddUseCases()
            .AddFabric()
            .AddBackend(builder.Configuration[nameof(ConnectorOptions.Backend)])
            .AddLifetime()
            .AddConnectorGrpc()
            .AddTelemetry(builder.Configuration)
            .AddNorthbound();
        SettingNames.Check(builder.Configuration, args, builder.Services);
        replace?.Invoke(builder.Services);

        var app = builder.Build();
        app.UseNorthbound();
        app.MapConnectorGrpc();
        app.MapHealth();
        app.MapTelemetry();
        return app;
    }

    // A name that is none of these is refused when the settings are checked.
    private static IServiceCollection AddBackend(this IServiceCollection services, string? backend) => backend switch
    {
        ConnectorOptions.Operator => services.AddOperatorBackend(),
        ConnectorOptions.Multus => services.AddMultusBackend(),
        _ => services.AddStandaloneBackend(),
    };
}
