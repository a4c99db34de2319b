using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Resources;
using L2smOsm.Testing.Kubernetes;

namespace L2sm.Kubernetes.Tests.Api;

public sealed class CustomKindTests
{
    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task A_custom_kind_is_used_like_a_built_in_one(string on)
    {
        var server = await ApiServers.GetAsync(on);
        await server.InstallAsync(Manifests.OperatorKinds);
        var place = await server.NewNamespaceAsync();
        var networks = server.Api.Resources(L2smKinds.L2Networks);
        var made = await networks.ApplyAsync(new L2Network { Metadata = new ObjectMeta { Namespace = place, Name = "net" }, Spec = new L2NetworkSpec { Type = "vnet" } });

        made.Metadata.Generation.ShouldBe(1);
        var found = new List<string?>();
        await foreach (var network in networks.ListAsync(new ResourceScope { Namespace = place })) found.Add(network.Metadata.Name);
        found.ShouldBe(["net"]);
    }

    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task The_schema_of_a_custom_kind_refuses_fills_in_and_takes_out(string on)
    {
        var server = await ApiServers.GetAsync(on);
        await server.InstallAsync(Manifests.OperatorKinds);
        var place = await server.NewNamespaceAsync();

        var refused = await Should.ThrowAsync<KubernetesException>(server.ApplyAsync("{apiVersion: l2sm.l2sm.k8s.local/v1, kind: L2Network, metadata: {name: bad}, spec: {type: magic}}", place));
        refused.Failure.ShouldBe(KubernetesFailure.Invalid);
        refused.Message.ShouldContain("spec.type");
        // Applied, this is a 500 of the old servers, and a 400 of the new ones.
        var networks = server.Untyped("l2sm.l2sm.k8s.local/v1", "L2Network");
        (await Should.ThrowAsync<KubernetesException>(networks.CreateAsync(Document("{metadata: {name: bad}, spec: {type: vnet, provider: {name: p, domain: one}}}"))))
            .Failure.ShouldBe(KubernetesFailure.Invalid);

        await networks.CreateAsync(Document("{metadata: {name: good}, spec: {type: vnet, unknown: 1, provider: {name: p, domain: [one]}}, status: {internalConnectivity: Available}}"));
        var made = (await networks.GetAsync(new ResourceKey(place, "good")))!;
        made["spec.unknown"].ShouldBeNull();
        made["spec.provider.ofPort"]!.GetValue<string>().ShouldBe("6633");
        made["status"].ShouldBeNull();

        UntypedResource Document(string yaml)
        {
            var resource = UntypedResource.From(Yaml.Read(yaml)[0]);
            resource.Metadata = resource.Metadata with { Namespace = place };
            return resource;
        }
    }

    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task A_kind_that_is_not_installed_is_named_with_its_definition(string on)
    {
        var server = await ApiServers.GetAsync(on);
        var place = await server.NewNamespaceAsync();
        var kind = new ResourceKind<Namespace>("nowhere.example", "v1", "things", "Thing", true, BuiltInKinds.Namespaces.Json);

        foreach (var call in new Func<Task>[]
        {
            async () => await server.Api.Resources(kind).GetAsync(new ResourceKey(place, "x")),
            async () => await server.Api.Resources(kind).DeleteAsync(new ResourceKey(place, "x")),
            async () => await server.Api.Resources(kind).ApplyAsync(new Namespace { Metadata = new ObjectMeta { Namespace = place, Name = "x" } }),
        })
        {
            var failed = await Should.ThrowAsync<KubernetesException>(call());
            failed.Failure.ShouldBe(KubernetesFailure.KindUnknown);
            failed.Message.ShouldContain("CustomResourceDefinition things.nowhere.example installed");
        }
    }
}
