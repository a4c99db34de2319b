using System.Net;
using k8s;
using L2sm.Kubernetes.Api;
using L2smOsm.Testing.Kubernetes.InProcess;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace L2smOsm.Testing.Kubernetes;

/// <summary>
/// A small API server in this process, for machines without the real one, and for tests that want a server of their own. It is held to the same
/// tests as the real one.
/// </summary>
public sealed class InProcessApiServer : ApiServer, IAsyncDisposable
{
    private readonly ObjectStore store = new();
    private readonly WebApplication host;

    private InProcessApiServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(100));
        host = builder.Build();
        host.Run(new RequestHandler(store).HandleAsync);
    }

    /// <inheritdoc/>
    public override string Name => "in-process";

    /// <inheritdoc/>
    public override ClusterConnection Admin => ClusterConnection.To(Address);

    /// <inheritdoc/>
    public override string Kubeconfig => $$$"""
        apiVersion: v1
        kind: Config
        clusters: [{name: test, cluster: {server: "{{{Address}}}"}}]
        users: [{name: test, user: {username: test, password: any}}]
        contexts: [{name: test, context: {cluster: test, user: test, namespace: default}}]
        current-context: test
        """;

    private Uri Address => new(host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Starts one.</summary>
    public static async Task<InProcessApiServer> StartAsync()
    {
        var server = new InProcessApiServer();
        await server.host.StartAsync();
        await server.MakeSystemNamespaceAsync();
        return server;
    }

    /// <inheritdoc/>
    public override ClusterConnection As(string user) => ClusterConnection.From(new KubernetesClientConfiguration { Host = Address.AbsoluteUri, AccessToken = user });

    /// <inheritdoc/>
    public override Task CompactAsync()
    {
        store.Compact();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await host.DisposeAsync();
}
