namespace Osm.L2sm.Connector.Northbound;

/// <summary>The REST that the L2S-M operator calls on its SDN controller (docs/northbound.md), on a socket of its own.</summary>
internal static class NorthboundSetup
{
    public static IServiceCollection AddNorthbound(this IServiceCollection services) =>
        services.AddSingleton<BasicAuthentication>().AddSingleton<NorthboundErrors>();

    /// <summary>Serves the northbound socket with these paths and no others, and every other socket without them.</summary>
    public static void UseNorthbound(this IApplicationBuilder app)
    {
        app.MapWhen(NorthboundConnection.Has, branch =>
        {
            var errors = branch.ApplicationServices.GetRequiredService<NorthboundErrors>();
            var authentication = branch.ApplicationServices.GetRequiredService<BasicAuthentication>();
            branch.Use((context, next) =>
            {
                // Chosen among the paths of the other sockets.
                context.SetEndpoint(null);
                return errors.RunAsync(context, next);
            });
            branch.Use(authentication.RunAsync);
            branch.UseRouting();
            branch.UseEndpoints(routes =>
            {
                routes.MapVnets();
                routes.MapVlinks();
                routes.MapDevices();
            });
        });
    }
}
