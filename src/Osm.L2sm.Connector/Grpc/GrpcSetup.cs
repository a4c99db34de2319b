using Microsoft.Extensions.Options;
using Osm.L2sm.Connector.Hosting;
using Wire = Osm.L2sm.V1;

namespace Osm.L2sm.Connector.Grpc;

/// <summary>The gRPC services with their health and reflection.</summary>
internal static class GrpcSetup
{
    public static IServiceCollection AddConnectorGrpc(this IServiceCollection services)
    {
        services.AddGrpc(options => options.Interceptors.Add<ErrorInterceptor>());
        services.AddOptions<global::Grpc.AspNetCore.Server.GrpcServiceOptions>()
            .Configure<IOptions<GrpcEndpointOptions>>((options, grpc) => options.MaxReceiveMessageSize = grpc.Value.MaxRequestBytes);
        services.AddGrpcReflection();
        services.AddGrpcHealthChecks(options =>
        {
            options.UseHealthChecksCache = false;
            options.SuppressCompletionOnShutdown = false;
            foreach (var service in (string[])[Wire.VimNetwork.Descriptor.FullName, Wire.Fabric.Descriptor.FullName])
                options.Services.Map(service, _ => true);
        }).AddCheck<Readiness>("readiness");
        return services;
    }

    public static void MapConnectorGrpc(this IEndpointRouteBuilder routes)
    {
        routes.MapGrpcService<VimNetworkService>();
        routes.MapGrpcService<FabricService>();
        routes.MapGrpcHealthChecksService();
        routes.MapGrpcReflectionService();
    }
}
