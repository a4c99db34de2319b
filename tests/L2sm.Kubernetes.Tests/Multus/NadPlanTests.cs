using L2sm.Kubernetes.Multus;
using L2sm.Kubernetes.Operator;
using L2sm.Kubernetes.Resources;

namespace L2sm.Kubernetes.Tests.Multus;

public sealed class NadPlanTests
{
    private static readonly Ownership Owner = new("tester", "tester.example", "one");
    private static readonly NadPlaces Places = new(new HashSet<string> { "default" }, new Dictionary<string, string> { ["nets"] = "yes" });
    private static readonly NadWish Wish = new("id-1", "red");

    [Fact]
    public void A_network_goes_to_the_namespaces_configured_selected_and_requested()
    {
        var plan = Plan(Wish with { Requested = ["tenant"] }, [], Space("default"), Space("labelled", "yes"), Space("tenant"), Space("other"), Space("labelled-no", "no"));

        plan.Make.Select(n => n.Metadata.Namespace).ShouldBe(["default", "labelled", "tenant"]);
        plan.Make.ShouldAllBe(n => n.Spec!.Config == AttachmentConfig.L2smV1);
        plan.Progress!.State.ShouldBe(NetworkProgressState.Waiting);
    }

    [Fact]
    public void It_is_there_when_each_namespace_has_it()
    {
        var made = Plan(Wish, [], Space("default"), Space("labelled", "yes")).Make;

        Plan(Wish, [made[0]], Space("default"), Space("labelled", "yes")).Progress!.State.ShouldBe(NetworkProgressState.Waiting);
        var plan = Plan(Wish, made, Space("default"), Space("labelled", "yes"));
        plan.Progress!.State.ShouldBe(NetworkProgressState.Available);
        plan.ShouldSatisfyAllConditions(() => plan.Make.ShouldBeEmpty(), () => plan.Repair.ShouldBeEmpty(), () => plan.Delete.ShouldBeEmpty());
    }

    [Fact]
    public void A_requested_namespace_is_waited_for_and_a_configured_one_only_missed()
    {
        var requested = Plan(Wish with { Requested = ["tenant"] }, [], Space("default"));
        requested.Progress!.State.ShouldBe(NetworkProgressState.Waiting);
        requested.Progress.Message.ShouldContain("tenant");

        var labelled = Plan(Wish, Plan(Wish, [], Space("labelled", "yes")).Make, Space("labelled", "yes"));
        labelled.Progress!.State.ShouldBe(NetworkProgressState.Available);
        labelled.Progress.Warnings.ShouldHaveSingleItem().ShouldContain("default");

        Plan(Wish, []).Progress!.Message.ShouldContain("no namespace for it");
    }

    [Fact]
    public void A_namespace_that_is_going_gets_nothing_more() =>
        Plan(Wish, [], Space("default") with { Metadata = Space("default").Metadata with { DeletionTimestamp = DateTimeOffset.UnixEpoch } }).Make.ShouldBeEmpty();

    [Fact]
    public void Ours_where_it_is_not_wanted_goes_and_what_others_made_stays()
    {
        var made = Plan(Wish, [], Space("default")).Make[0];
        var elsewhere = made with { Metadata = made.Metadata with { Namespace = "other" } };
        var foreign = new NetworkAttachmentDefinition { Metadata = new ObjectMeta { Name = "red", Namespace = "third" } };

        Plan(Wish, [made, elsewhere, foreign], Space("default"), Space("other"), Space("third")).Delete.ShouldBe([elsewhere]);
        Plan(null, [made, foreign], Space("default"), Space("third")).Delete.ShouldBe([made]);
        Plan(null, [foreign], Space("third")).Progress.ShouldBeNull();
    }

    [Fact]
    public void An_attachment_of_others_with_the_name_blocks_the_network_and_is_left_alone()
    {
        var foreign = new NetworkAttachmentDefinition { Metadata = new ObjectMeta { Name = "red", Namespace = "default" } };

        var plan = Plan(Wish, [foreign], Space("default"));

        plan.ShouldSatisfyAllConditions(() => plan.Make.ShouldBeEmpty(), () => plan.Repair.ShouldBeEmpty(), () => plan.Delete.ShouldBeEmpty());
        plan.Progress!.State.ShouldBe(NetworkProgressState.Blocked);
    }

    [Fact]
    public void What_others_changed_of_ours_is_put_right()
    {
        var made = Plan(Wish, [], Space("default")).Make[0];
        var changed = made with { Spec = new AttachmentSpec { Config = "{}" } };

        Plan(Wish, [changed], Space("default")).Repair.ShouldHaveSingleItem().Spec!.Config.ShouldBe(AttachmentConfig.L2smV1);
    }

    private static NadPlan Plan(NadWish? wish, IReadOnlyList<NetworkAttachmentDefinition> found, params Namespace[] namespaces) =>
        NadPlan.For(wish, found, Places, namespaces, AttachmentTemplate.L2smV1, Owner);

    private static Namespace Space(string name, string? nets = null) =>
        new() { Metadata = new ObjectMeta { Name = name, Labels = nets is null ? null : new Dictionary<string, string> { ["nets"] = nets } } };
}
