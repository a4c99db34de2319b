using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Resources;
using L2smOsm.Testing.Kubernetes;

namespace L2sm.Kubernetes.Tests.Api;

public sealed class ResourceClientTests
{
    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task What_is_made_is_found_and_gone_after_its_deletion(string on)
    {
        var server = await ApiServers.GetAsync(on);
        var place = await server.NewNamespaceAsync();
        var maps = server.Api.Resources(BuiltInKinds.ConfigMaps);
        var key = new ResourceKey(place, "one");

        (await maps.GetAsync(key)).ShouldBeNull();
        var made = await maps.CreateAsync(Map(key, ("a", "1")));
        made.Metadata.Uid.ShouldNotBeNullOrEmpty();
        (await maps.GetAsync(key))!.Data!["a"].ShouldBe("1");

        (await maps.DeleteAsync(key, made.Metadata.Uid)).ShouldBe(Deletion.Gone);
        (await maps.DeleteAsync(key)).ShouldBe(Deletion.Absent);
        (await maps.GetAsync(key)).ShouldBeNull();
    }

    private static ConfigMap Map(ResourceKey key, params (string Name, string Value)[] data) => new()
    {
        Metadata = new ObjectMeta { Namespace = key.Namespace, Name = key.Name },
        Data = data.ToDictionary(entry => entry.Name, entry => entry.Value),
    };
}
