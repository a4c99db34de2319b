using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Operator;
using L2sm.Kubernetes.Resources;

namespace L2sm.Kubernetes.Tests.Operator;

public sealed class NetworkPlanTests
{
    private static readonly Ownership Owner = new("tester", "tester.example", "one");
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly NetworkWish Wish = new("id-1", new ResourceKey("nets", "home-1-datanet")) { Addresses = new AddressPlan("10.0.1.0/24", "10.0.1.0/25", 127) };

    [Fact]
    public void What_is_not_there_is_made_and_takes_nothing_from_others()
    {
        var step = NetworkPlan.For(Wish, [], Owner, Now).Step.ShouldBeOfType<NetworkStep.Apply>();

        step.MustBeNew.ShouldBeTrue();
        step.Network.Spec.ShouldBe(new L2NetworkSpec { Type = "vnet", NetworkCidr = "10.0.1.0/24", PodAddressRange = "10.0.1.0/25" });
        Owner.WishOf(step.Network.Metadata).ShouldBe("id-1");
    }

    [Theory]
    [InlineData("nets")]
    [InlineData("elsewhere")]
    public void A_network_of_others_with_the_name_is_left_alone_in_whichever_namespace(string place)
    {
        var foreign = new L2Network { Metadata = new ObjectMeta { Name = "home-1-datanet", Namespace = place } };

        var plan = NetworkPlan.For(Wish, [foreign], Owner, Now);

        plan.Step.ShouldBe(NetworkStep.None);
        plan.Progress!.State.ShouldBe(NetworkProgressState.Blocked);
        plan.Progress.Message.ShouldContain($"{place}/home-1-datanet");
    }

    [Theory]
    [InlineData(null, false, NetworkProgressState.Waiting, "is it running?")]
    [InlineData("Available", false, NetworkProgressState.Waiting, "finalizer")]
    [InlineData("Available", true, NetworkProgressState.Available, "")]
    [InlineData("Unavailable", true, NetworkProgressState.Unavailable, "REST")]
    [InlineData("Unknown", false, NetworkProgressState.Waiting, "Unknown")]
    [InlineData("Odd", false, NetworkProgressState.Waiting, "'Odd'")]
    public void It_is_available_when_the_operator_says_so_and_has_put_its_finalizer_on(string? says, bool hasFinalizer, NetworkProgressState state, string message)
    {
        var there = Made(hasFinalizer) with { Status = says is null ? null : new L2NetworkStatus { InternalConnectivity = says } };

        var plan = NetworkPlan.For(Wish, [there], Owner, Now);

        plan.Step.ShouldBe(NetworkStep.None);
        plan.Progress!.State.ShouldBe(state);
        plan.Progress.Message.ShouldContain(message);
        plan.Progress.Capacity.ShouldBe(127);
    }

    [Fact]
    public void What_others_changed_of_ours_is_put_right_where_it_is()
    {
        var drifted = Made() with { Spec = new L2NetworkSpec { Type = "vnet", NetworkCidr = "10.9.9.0/24", PodAddressRange = "10.0.1.0/25" } };
        var moved = drifted with { Metadata = drifted.Metadata with { Namespace = "older-place" } };

        NetworkPlan.For(Wish, [moved], Owner, Now).Step.ShouldBeOfType<NetworkStep.Apply>().Network.ShouldSatisfyAllConditions(
            n => n.Spec.NetworkCidr.ShouldBe("10.0.1.0/24"), n => n.Metadata.Namespace.ShouldBe("older-place"));
    }

    [Fact]
    public void What_somebody_deleted_is_made_anew_when_it_is_gone()
    {
        var plan = NetworkPlan.For(Wish, [Made() with { Metadata = Made().Metadata with { DeletionTimestamp = Now } }], Owner, Now);

        plan.Step.ShouldBe(NetworkStep.None);
        plan.Progress!.State.ShouldBe(NetworkProgressState.Waiting);
        plan.Progress.Message.ShouldContain("made anew");
    }

    [Fact]
    public void An_earlier_network_of_ours_has_to_go_before_the_name_is_free()
    {
        var earlier = Made() with { Metadata = Made().Metadata with { Labels = Owner.LabelsOf("id-0") } };

        var plan = NetworkPlan.For(Wish, [earlier], Owner, Now);

        plan.Step.ShouldBe(NetworkStep.None);
        plan.Progress!.State.ShouldBe(NetworkProgressState.Waiting);
        NetworkPlan.ForUnwanted(earlier, Owner, Now).Step.ShouldBe(new NetworkStep.Delete(earlier.Metadata.Key, "uid-1"));
    }

    [Fact]
    public void A_deletion_that_is_held_up_says_by_whom()
    {
        var held = Made() with { Metadata = Made().Metadata with { DeletionTimestamp = Now, Finalizers = [NetworkPlan.OperatorFinalizer, "other/x"] } };

        NetworkPlan.ForUnwanted(held, Owner, Now.AddSeconds(5)).Progress!.State.ShouldBe(NetworkProgressState.Deleting);
        var stuck = NetworkPlan.ForUnwanted(held, Owner, Now.AddSeconds(61)).Progress!;
        stuck.State.ShouldBe(NetworkProgressState.DeletionStuck);
        stuck.Message.ShouldContain("the L2S-M operator");
        stuck.Message.ShouldContain("other/x (of others)");
        NetworkPlan.LeftByForce(held).Count.ShouldBe(2);
    }

    [Fact]
    public void What_is_not_ours_is_never_planned_away() =>
        Should.Throw<ArgumentException>(() => NetworkPlan.ForUnwanted(new L2Network { Metadata = new ObjectMeta { Name = "x", Namespace = "y" } }, Owner, Now));

    [Fact]
    public void A_range_that_is_used_up_and_a_name_that_another_has_too_are_warnings()
    {
        var there = Made() with
        {
            Status = new L2NetworkStatus { InternalConnectivity = "Available", AssignedIps = Enumerable.Range(0, 127).ToDictionary(i => $"10.0.1.{i}", _ => "") },
        };
        var other = new L2Network { Metadata = new ObjectMeta { Name = "home-1-datanet", Namespace = "elsewhere" } };

        var progress = NetworkPlan.For(Wish, [there, other], Owner, Now).Progress!;

        progress.State.ShouldBe(NetworkProgressState.Available);
        progress.AddressesGiven.ShouldBe(127);
        progress.Warnings.Count.ShouldBe(2);
    }

    private static L2Network Made(bool hasFinalizer = true)
    {
        var wanted = NetworkPlan.ObjectOf(Wish, Owner);
        return wanted with { Metadata = wanted.Metadata with { Uid = "uid-1", Finalizers = hasFinalizer ? [NetworkPlan.OperatorFinalizer] : null } };
    }
}
