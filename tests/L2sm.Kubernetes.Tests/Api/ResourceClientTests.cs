using System.Text.Json.Nodes;
using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Resources;
using L2smOsm.Testing.Kubernetes;
using static L2sm.Kubernetes.Tests.TestMaps;

namespace L2sm.Kubernetes.Tests.Api;

public sealed class ResourceClientTests
{
    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task What_is_made_is_found_and_gone_after_its_deletion(string on)
    {
        var server = await ApiServers.GetAsync(on);
        var place = await server.NewNamespaceAsync();
        var maps = server.Api.Maps();
        var key = new ResourceKey(place, "one");

        (await maps.GetAsync(key)).ShouldBeNull();
        var made = await maps.CreateAsync(Map(place, "one", ("a", "1")));
        made.Metadata.Uid.ShouldNotBeNullOrEmpty();
        (await maps.GetAsync(key))!.Show().ShouldBe("a=1");
        (await Should.ThrowAsync<KubernetesException>(maps.CreateAsync(Map(place, "one")))).Failure.ShouldBe(KubernetesFailure.AlreadyExists);

        (await maps.DeleteAsync(key, made.Metadata.Uid)).ShouldBe(Deletion.Gone);
        (await maps.DeleteAsync(key)).ShouldBe(Deletion.Absent);
        (await maps.GetAsync(key)).ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task The_server_makes_up_names(string on)
    {
        var server = await ApiServers.GetAsync(on);
        var place = await server.NewNamespaceAsync();
        var nameless = new ConfigMap { Metadata = new ObjectMeta { Namespace = place, GenerateName = "some-" } };

        var names = new[] { (await server.Api.Maps().CreateAsync(nameless)).Metadata.Name!, (await server.Api.Maps().CreateAsync(nameless)).Metadata.Name! };

        names.ShouldAllBe(name => name.StartsWith("some-") && name.Length == 10);
        names.ShouldBeUnique();
    }

    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task A_deletion_spares_one_made_anew_under_the_same_name(string on)
    {
        var server = await ApiServers.GetAsync(on);
        var place = await server.NewNamespaceAsync();
        var maps = server.Api.Maps();
        var first = await maps.CreateAsync(Map(place, "one"));
        await maps.DeleteAsync(first.Metadata.Key);
        await maps.CreateAsync(Map(place, "one"));

        (await Should.ThrowAsync<KubernetesException>(maps.DeleteAsync(first.Metadata.Key, first.Metadata.Uid))).Failure.ShouldBe(KubernetesFailure.Conflict);
        (await maps.GetAsync(first.Metadata.Key)).ShouldNotBeNull();
    }

    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task What_has_a_finalizer_stays_until_it_is_taken_off(string on)
    {
        var server = await ApiServers.GetAsync(on);
        var place = await server.NewNamespaceAsync();
        var maps = server.Api.Maps();
        var key = new ResourceKey(place, "held");
        await maps.CreateAsync(new ConfigMap { Metadata = new ObjectMeta { Namespace = place, Name = "held", Finalizers = ["test/one", "test/two"] } });

        (await maps.DeleteAsync(key)).ShouldBe(Deletion.Pending);
        var held = (await maps.GetAsync(key))!;
        held.Metadata.IsBeingDeleted.ShouldBeTrue();
        held.Metadata.HasFinalizer("test/two").ShouldBeTrue();

        (await Should.ThrowAsync<KubernetesException>(maps.PatchAsync(key, TakeOff("test/other")))).Failure.ShouldBe(KubernetesFailure.Invalid);
        await maps.PatchAsync(key, TakeOff("test/one"));
        (await maps.GetAsync(key))!.Metadata.Finalizers.ShouldBe(["test/two"]);
        await maps.PatchAsync(key, TakeOff("test/two"));
        (await maps.GetAsync(key)).ShouldBeNull();

        static ResourcePatch TakeOff(string finalizer) => ResourcePatch.Steps(
        [
            new JsonObject { ["op"] = "test", ["path"] = "/metadata/finalizers/0", ["value"] = finalizer },
            new JsonObject { ["op"] = "remove", ["path"] = "/metadata/finalizers/0" },
        ]);
    }

    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task A_pod_on_a_node_stays_until_its_grace_is_over(string on)
    {
        var server = await ApiServers.GetAsync(on);
        var place = await server.NewNamespaceAsync();
        var pods = server.Api.Resources(BuiltInKinds.Pods);
        await server.ApplyAsync("{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {nodeName: n1, containers: [{name: c, image: i}]}}", place);

        (await pods.DeleteAsync(new ResourceKey(place, "p"))).ShouldBe(Deletion.Pending);
        (await pods.GetAsync(new ResourceKey(place, "p")))!.Metadata.IsBeingDeleted.ShouldBeTrue();
        await pods.DeleteAsync(new ResourceKey(place, "p"), grace: TimeSpan.Zero);
        (await pods.GetAsync(new ResourceKey(place, "p"))).ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task A_replacement_of_what_changed_meanwhile_is_a_conflict(string on)
    {
        var server = await ApiServers.GetAsync(on);
        var place = await server.NewNamespaceAsync();
        var maps = server.Api.Maps();
        var read = await maps.CreateAsync(Map(place, "one", ("a", "1")));
        await maps.ReplaceAsync(read with { Data = new Dictionary<string, string> { ["a"] = "2" } });

        (await Should.ThrowAsync<KubernetesException>(maps.ReplaceAsync(read with { Data = null }))).Failure.ShouldBe(KubernetesFailure.Conflict);
        (await maps.GetAsync(read.Metadata.Key))!.Show().ShouldBe("a=2");
        await Should.ThrowAsync<InvalidOperationException>(server.Api.Resources(BuiltInKinds.Pods).ReplaceAsync(new Pod { Metadata = read.Metadata }));
    }

    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task A_merge_patch_sets_takes_away_and_leaves_the_rest(string on)
    {
        var server = await ApiServers.GetAsync(on);
        var place = await server.NewNamespaceAsync();
        var made = await server.Api.Maps().CreateAsync(Map(place, "one", ("a", "1"), ("b", "1"), ("c", "1")));

        var patched = await server.Api.Maps().PatchAsync(made.Metadata.Key, ResourcePatch.Merge(new JsonObject { ["data"] = new JsonObject { ["a"] = "2", ["b"] = null } }));
        patched.Show().ShouldBe("a=2 c=1");

        var stale = new JsonObject { ["metadata"] = new JsonObject { ["resourceVersion"] = made.Metadata.ResourceVersion }, ["data"] = new JsonObject { ["a"] = "3" } };
        (await Should.ThrowAsync<KubernetesException>(server.Api.Maps().PatchAsync(made.Metadata.Key, ResourcePatch.Merge(stale)))).Failure.ShouldBe(KubernetesFailure.Conflict);
        (await Should.ThrowAsync<KubernetesException>(server.Api.Maps().PatchAsync(new ResourceKey(place, "none"), ResourcePatch.Merge([])))).Failure.ShouldBe(KubernetesFailure.NotFound);
    }

    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task A_list_comes_in_pages_that_show_one_moment_and_expire(string on)
    {
        var server = await ApiServers.GetAsync(on);
        var place = await server.NewNamespaceAsync();
        using var client = server.Admin.Client("pager");
        var maps = client.Maps();
        var scope = new ResourceScope { Namespace = place, Fields = "metadata.name!=kube-root-ca.crt" };
        for (var i = 0; i < 7; i++) await maps.CreateAsync(Map(place, $"m{i}"));

        var first = await maps.ListPageAsync(scope, null, isRepeated: false, default);
        await maps.DeleteAsync(new ResourceKey(place, "m6"));
        var second = await maps.ListPageAsync(scope, first.Continue, isRepeated: false, default);
        var third = await maps.ListPageAsync(scope, second.Continue, isRepeated: false, default);

        first.Items.Concat(second.Items).Concat(third.Items).Select(map => map.Metadata.Name).ShouldBe(["m0", "m1", "m2", "m3", "m4", "m5", "m6"]);
        third.Continue.ShouldBeNull();
        new[] { second.ResourceVersion, third.ResourceVersion }.ShouldAllBe(version => version == first.ResourceVersion);

        var again = await maps.ListPageAsync(scope, null, isRepeated: false, default);
        await maps.CreateAsync(Map(place, "later"));
        await server.CompactAsync();
        (await Should.ThrowAsync<KubernetesException>(maps.ListPageAsync(scope, again.Continue, isRepeated: false, default))).Failure.ShouldBe(KubernetesFailure.Gone);
    }

    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task A_scope_selects_by_labels_and_by_fields(string on)
    {
        var server = await ApiServers.GetAsync(on);
        var place = await server.NewNamespaceAsync();
        foreach (var (name, node, labels) in new[] { ("a", "n1", "l2sm: 'true', app: x"), ("b", "n2", "l2sm: 'true'"), ("c", "n1", "app: y") })
            await server.ApplyAsync($"{{apiVersion: v1, kind: Pod, metadata: {{name: {name}, labels: {{{labels}}}}}, spec: {{nodeName: {node}, containers: [{{name: c, image: i}}]}}}}", place);

        (await NamesAsync(new ResourceScope { Namespace = place })).ShouldBe("a b c");
        (await NamesAsync(new ResourceScope { Namespace = place, Labels = "l2sm=true" })).ShouldBe("a b");
        (await NamesAsync(new ResourceScope { Namespace = place, Labels = "l2sm=true,app!=x" })).ShouldBe("b");
        (await NamesAsync(new ResourceScope { Namespace = place, Labels = "app in (x, y)" })).ShouldBe("a c");
        (await NamesAsync(new ResourceScope { Namespace = place, Labels = "!l2sm" })).ShouldBe("c");
        (await NamesAsync(new ResourceScope { Namespace = place, Fields = "spec.nodeName=n1" })).ShouldBe("a c");

        async Task<string> NamesAsync(ResourceScope scope)
        {
            var names = new List<string?>();
            await foreach (var pod in server.Api.Resources(BuiltInKinds.Pods).ListAsync(scope)) names.Add(pod.Metadata.Name);
            return string.Join(' ', names.Order());
        }
    }

    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task Who_may_not_is_told_which_rule_he_lacks_and_with_it_he_may(string on)
    {
        var server = await ApiServers.GetAsync(on);
        var place = await server.NewNamespaceAsync();
        using var client = server.As($"system:serviceaccount:{place}:app").Client("app");

        var refused = await Should.ThrowAsync<KubernetesException>(client.Maps().ApplyAsync(Map(place, "one")));
        refused.Failure.ShouldBe(KubernetesFailure.Forbidden);
        refused.Message.ShouldContain($"a Role in namespace {place}");
        refused.Message.ShouldContain("apiGroups: [\"\"], resources: [\"configmaps\"], verbs: [\"patch\"]");

        await server.ApplyAsync("""
            {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: app}, rules: [{apiGroups: [""], resources: [configmaps], verbs: [patch]}]}
            ---
            {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: app}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: app}, subjects: [{kind: ServiceAccount, name: app, namespace: PLACE}]}
            """.Replace("PLACE", place), place);
        await server.Api.Maps().CreateAsync(Map(place, "one"));
        await L2smOsm.Testing.Condition.ReachesAsync(TryAsync, error => error is null, "the role is in force");
        (await Should.ThrowAsync<KubernetesException>(client.Maps().GetAsync(new ResourceKey(place, "one")))).Failure.ShouldBe(KubernetesFailure.Forbidden);

        async Task<string?> TryAsync()
        {
            try
            {
                await client.Maps().ApplyAsync(Map(place, "one", ("a", "1")));
                return null;
            }
            catch (KubernetesException e)
            {
                return e.Message;
            }
        }
    }
}
