using Grpc.Core;
using L2smOsm.Testing;
using L2smOsm.Testing.Kubernetes;
using Osm.L2sm.V1;

namespace Osm.L2sm.Connector.Tests.Cluster;

/// <summary>A cluster in which what the backend <c>operator</c> needs is not there yet: it is said to whoever asks, and heals by itself.</summary>
public sealed class MissingOperatorTests : ClusterTest
{
    [Fact]
    public async Task An_operator_that_is_absent_too_old_or_not_deployed_is_a_clear_error_until_it_is_there()
    {
        await ArrangeAloneAsync();
        await StartAsync("--Backend=operator");
        (await RefusedAsync("install Multus")).ShouldBe("BACKEND_UNUSABLE");
        var create = await Should.ThrowAsync<RpcException>(() => Connector.CreateAsync("home-1-datanet"));
        (create.StatusCode, create.Trailers.GetValue("l2sm-reason")).ShouldBe((StatusCode.Unavailable, "NOT_LEADER"));

        await Server.InstallAsync(Manifests.MultusKinds);
        (await RefusedAsync("install the L2S-M operator, 2.8.1 or later")).ShouldBe("BACKEND_UNUSABLE");
        (await Condition.ReachesAsync(
                async () => (await Should.ThrowAsync<RpcException>(() => Connector.CreateAsync("home-1-datanet"))).Status.Detail,
                detail => detail.Contains("CheckConnectivity", StringComparison.Ordinal), "who would lead says where to look"))
            .ShouldContain("still reading the cluster");

        // One of before 2.8.0 knows no addresses.
        await Server.InstallAsync(Manifests.OperatorKinds.Replace("networkCIDR", "networkCidrOfOld", StringComparison.Ordinal));
        (await RefusedAsync("older than 2.8.0")).ShouldBe("BACKEND_UNUSABLE");

        await Server.InstallAsync(Manifests.OperatorKinds);
        await Server.ApplyAsync(
            "{apiVersion: apps/v1, kind: Deployment, metadata: {name: l2sm-controller-manager}, spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, "
            + "spec: {containers: [{name: manager, image: 'alexdecb/l2sm-controller-manager:2.8.7'}]}}}}",
            Space);
        await Condition.ReachesAsync(
            async () => await TryAsync(() => Connector.Networks.CheckConnectivityAsync(new CheckConnectivityRequest()).ResponseAsync), answer => answer is not null, "it is there", TimeSpan.FromSeconds(120));
        (await Connector.Ports.ListNodesAsync(new ListNodesRequest())).Faults.ShouldContain(fault => fault.Contains("SWITCHES_NAMESPACE", StringComparison.Ordinal));
        (await Connector.CreateAsync("home-1-datanet")).Network.Status.ShouldBe(NetworkStatus.Build);
    }

    private async Task<string?> RefusedAsync(string told) => (await Condition.ReachesAsync(
        async () => await Should.ThrowAsync<RpcException>(() => Connector.Networks.CheckConnectivityAsync(new CheckConnectivityRequest()).ResponseAsync),
        e => e.Status.Detail.Contains(told, StringComparison.Ordinal), told, TimeSpan.FromSeconds(60))).Trailers.GetValue("l2sm-reason");

    private static async Task<T?> TryAsync<T>(Func<Task<T>> call) where T : class
    {
        try
        {
            return await call();
        }
        catch (RpcException)
        {
            return null;
        }
    }
}
