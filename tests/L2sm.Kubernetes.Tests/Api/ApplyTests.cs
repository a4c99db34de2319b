using System.Text.Json.Nodes;
using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Resources;
using L2smOsm.Testing.Kubernetes;
using static L2sm.Kubernetes.Tests.TestMaps;

namespace L2sm.Kubernetes.Tests.Api;

/// <summary>Server-side apply: each manager owns the fields that it applied.</summary>
public sealed class ApplyTests
{
    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task What_is_left_out_goes_and_what_others_wrote_stays(string on)
    {
        var server = await ApiServers.GetAsync(on);
        var place = await server.NewNamespaceAsync();
        using var ours = server.Admin.Client("ours");
        using var theirs = server.Admin.Client("theirs");
        await ours.Maps().ApplyAsync(Map(place, "one", ("a", "1"), ("b", "1")));
        await theirs.Maps().ApplyAsync(Map(place, "one", ("c", "1")));

        (await ours.Maps().ApplyAsync(Map(place, "one", ("b", "2")))).Show().ShouldBe("b=2 c=1");
        (await theirs.Maps().ApplyAsync(Map(place, "one", ("c", "1"), ("b", "2")))).Show().ShouldBe("b=2 c=1");
        // Both own b now, so it stays when one of them leaves it out.
        (await ours.Maps().ApplyAsync(Map(place, "one", ("d", "1")))).Show().ShouldBe("b=2 c=1 d=1");
    }

    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task Fields_of_others_are_a_conflict_that_names_them_and_are_taken_by_force(string on)
    {
        var server = await ApiServers.GetAsync(on);
        var place = await server.NewNamespaceAsync();
        using var ours = server.Admin.Client("ours");
        using var theirs = server.Admin.Client("theirs");
        await theirs.Maps().ApplyAsync(Map(place, "one", ("a", "1")));

        var conflict = await Should.ThrowAsync<KubernetesException>(ours.Maps().ApplyAsync(Map(place, "one", ("a", "2"))));
        conflict.Failure.ShouldBe(KubernetesFailure.Conflict);
        conflict.Message.ShouldContain("theirs");
        conflict.Message.ShouldContain(".data.a");

        (await ours.Maps().ApplyAsync(Map(place, "one", ("a", "2")), isForced: true)).Show().ShouldBe("a=2");
        (await Should.ThrowAsync<KubernetesException>(theirs.Maps().ApplyAsync(Map(place, "one", ("a", "1"))))).Message.ShouldContain("ours");
    }

    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task What_a_person_edits_is_his_until_it_is_taken_back(string on)
    {
        var server = await ApiServers.GetAsync(on);
        var place = await server.NewNamespaceAsync();
        using var ours = server.Admin.Client("ours");
        using var person = server.Admin.Client("person");
        var made = await ours.Maps().ApplyAsync(Map(place, "one", ("a", "1"), ("b", "1")));
        await person.Maps().PatchAsync(made.Metadata.Key, ResourcePatch.Merge(new JsonObject { ["data"] = new JsonObject { ["a"] = "9" } }));

        (await Should.ThrowAsync<KubernetesException>(ours.Maps().ApplyAsync(Map(place, "one", ("a", "1"), ("b", "1"))))).Message.ShouldContain("person");
        (await ours.Maps().ApplyAsync(Map(place, "one", ("a", "1"), ("b", "1")), isForced: true)).Show().ShouldBe("a=1 b=1");
    }

    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task The_same_again_is_no_change(string on)
    {
        var server = await ApiServers.GetAsync(on);
        var place = await server.NewNamespaceAsync();
        using var ours = server.Admin.Client("ours");
        var map = Map(place, "one", ("a", "1"));
        var first = await ours.Maps().ApplyAsync(map);

        (await ours.Maps().ApplyAsync(map)).Metadata.ResourceVersion.ShouldBe(first.Metadata.ResourceVersion);
    }

    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task With_the_version_that_was_read_it_is_a_condition(string on)
    {
        var server = await ApiServers.GetAsync(on);
        var place = await server.NewNamespaceAsync();
        using var ours = server.Admin.Client("ours");
        using var theirs = server.Admin.Client("theirs");
        var first = await ours.Maps().ApplyAsync(Map(place, "one", ("a", "1")));
        await theirs.Maps().ApplyAsync(Map(place, "one", ("b", "1")));

        var stale = Map(place, "one", ("a", "2")) with { Metadata = new ObjectMeta { Namespace = place, Name = "one", ResourceVersion = first.Metadata.ResourceVersion } };
        (await Should.ThrowAsync<KubernetesException>(ours.Maps().ApplyAsync(stale))).Failure.ShouldBe(KubernetesFailure.Conflict);
    }

    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task Finalizers_of_several_managers_live_side_by_side(string on)
    {
        var server = await ApiServers.GetAsync(on);
        var place = await server.NewNamespaceAsync();
        using var ours = server.Admin.Client("ours");
        using var theirs = server.Admin.Client("theirs");
        await theirs.Maps().ApplyAsync(With("theirs/one"));
        (await ours.Maps().ApplyAsync(With("ours/one"))).Metadata.Finalizers!.Order().ShouldBe(["ours/one", "theirs/one"]);
        (await ours.Maps().ApplyAsync(With())).Metadata.Finalizers.ShouldBe(["theirs/one"]);

        ConfigMap With(params string[] finalizers) => new() { Metadata = new ObjectMeta { Namespace = place, Name = "one", Finalizers = finalizers.Length == 0 ? null : finalizers } };
    }

    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task A_resource_and_its_status_are_written_apart(string on)
    {
        var server = await ApiServers.GetAsync(on);
        await server.InstallAsync(Manifests.OperatorKinds);
        var place = await server.NewNamespaceAsync();
        using var ours = server.Admin.Client("ours");
        var networks = ours.Resources(L2smKinds.L2Networks);
        var wanted = new L2Network { Metadata = new ObjectMeta { Namespace = place, Name = "net" }, Spec = new L2NetworkSpec { Type = "vnet" } };
        await networks.ApplyAsync(wanted with { Status = new L2NetworkStatus { InternalConnectivity = "Available" } });
        (await networks.GetAsync(wanted.Metadata.Key))!.Status.ShouldBeNull();

        var told = await networks.ApplyStatusAsync(wanted with { Spec = new L2NetworkSpec { Type = "vlink" }, Status = new L2NetworkStatus { InternalConnectivity = "Available" } });
        told.Status!.InternalConnectivity.ShouldBe("Available");
        told.Spec.Type.ShouldBe("vnet");
        told.Metadata.Generation.ShouldBe(1);

        var changed = await networks.ApplyAsync(wanted with { Spec = new L2NetworkSpec { Type = "vlink" } });
        changed.Status!.InternalConnectivity.ShouldBe("Available");
        changed.Metadata.Generation.ShouldBe(2);
    }
}
