using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Resources;
using L2smOsm.Testing.Kubernetes;

namespace L2sm.Kubernetes.Tests.Api;

public sealed class ConnectionTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("connection-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task A_kubeconfig_leads_to_the_server(string on)
    {
        var server = await ApiServers.GetAsync(on);
        var path = Path.Combine(folder, "config");
        await File.WriteAllTextAsync(path, server.Kubeconfig);
        using var api = new KubernetesApi(ClusterConnection.FromKubeconfig(path));

        api.Namespace.ShouldBe("default");
        var place = await server.NewNamespaceAsync();
        (await api.Resources(BuiltInKinds.Namespaces).GetAsync(new ResourceKey(null, place))).ShouldNotBeNull();
        Should.Throw<KubernetesException>(() => ClusterConnection.FromKubeconfig(path, "nowhere")).Message.ShouldContain("nowhere");
    }

    [Fact]
    public async Task A_server_that_is_promised_and_not_there_or_broken_is_not_passed_over()
    {
        (await Should.ThrowAsync<InvalidOperationException>(KubeApiServer.StartAsync(folder))).Message.ShouldContain("there is no etcd");
        foreach (var program in new[] { "etcd", "kube-apiserver" })
        {
            var path = Path.Combine(folder, program);
            await File.WriteAllTextAsync(path, "#!/bin/sh\necho broken on purpose\nexit 1\n");
            if (OperatingSystem.IsLinux()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        (await Should.ThrowAsync<InvalidOperationException>(KubeApiServer.StartAsync(folder))).Message.ShouldContain("broken on purpose");
    }
}
