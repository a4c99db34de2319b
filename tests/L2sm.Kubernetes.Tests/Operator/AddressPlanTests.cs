using System.Net;
using CsCheck;
using L2sm.Kubernetes.Operator;
using L2smOsm.Testing.Kubernetes;

namespace L2sm.Kubernetes.Tests.Operator;

public sealed class AddressPlanTests
{
    [Theory]
    [InlineData("10.0.1.0/24", null, "10.0.1.0/25", 127)]
    [InlineData("10.0.1.77/24", null, "10.0.1.0/25", 127)] // host bits do not count
    [InlineData("10.0.1.0/24", "10.0.1.1", "10.0.1.64/26", 63)]
    [InlineData("10.0.1.0/24", "10.0.1.254", "10.0.1.0/25", 127)]
    [InlineData("10.0.0.0/16", "10.0.0.1", "10.0.0.128/25", 127)]
    [InlineData("10.0.1.0/29", "10.0.1.1", "10.0.1.2/31", 1)]
    [InlineData("10.0.1.0/31", null, "10.0.1.0/31", 1)]
    public void The_range_is_the_largest_block_that_holds_neither_gateway_nor_broadcast_address(string subnet, string? gateway, string range, int capacity)
    {
        AddressPlan.TryMake(new AddressWish(subnet, gateway), out var plan, out _).ShouldBeTrue();

        plan.PodAddressRange.ShouldBe(range);
        plan.Capacity.ShouldBe(capacity);
    }

    [Fact]
    public void Addresses_asked_for_bound_the_range()
    {
        AddressPlan.TryMake(new AddressWish("10.0.1.0/24", "10.0.1.1", "10.0.1.100", 50), out var plan, out _).ShouldBeTrue();
        plan.PodAddressRange.ShouldBe("10.0.1.112/28");

        AddressPlan.TryMake(new AddressWish("10.0.1.0/24", null, "10.0.1.1", 127), out plan, out _).ShouldBeTrue();
        plan.PodAddressRange.ShouldBe("10.0.1.0/25");
    }

    [Fact]
    public void Without_a_subnet_the_IPAM_stays_off()
    {
        AddressPlan.TryMake(new AddressWish(null), out var plan, out _).ShouldBeTrue();
        plan.ShouldBe(AddressPlan.None);
    }

    [Theory]
    [InlineData("2001:db8::/64", null, null, null, "IPv4 alone")]
    [InlineData("10.0.1.1/32", null, null, null, "larger subnet")]
    [InlineData("10.0.1.0/24", null, "10.0.1.7", 0, "within those asked for")]
    [InlineData("10.0.1.0", null, null, null, "no subnet")]
    [InlineData("10.0.1.0/33", null, null, null, "no subnet")]
    [InlineData("10.0.1.0/24", "fe80::1", null, null, "gateway 'fe80::1'")]
    public void What_the_operator_would_break_on_is_refused_with_the_reason(string subnet, string? gateway, string? first, int? count, string reason)
    {
        AddressPlan.TryMake(new AddressWish(subnet, gateway, first, count), out _, out var refusal).ShouldBeFalse();
        refusal.ShouldContain(reason);
    }

    [Fact]
    public void A_range_is_counted_from_its_first_address_also_where_no_pod_may_have_that_one()
    {
        AddressPlan.TryMake(new AddressWish("10.0.1.0/24", null, "10.0.1.0", 127), out var plan, out _).ShouldBeTrue();
        plan!.PodAddressRange.ShouldBe("10.0.1.0/26", "the half octet would give out 10.0.1.127, the 128th address");
    }

    [Fact]
    public void The_operators_IPAM_gives_out_the_whole_capacity_once_each_and_then_ends() =>
        Gen.Select(Gen.UInt, Gen.Int[8, 31], Gen.Bool, Gen.UInt, Gen.Bool, Gen.UInt, Gen.Int[1, 300]).Sample((address, length, hasGateway, gateway, isBounded, first, count) =>
        {
            var hosts = (1UL << (32 - length)) - 1;
            var low = address & ~(uint)hosts;
            string? At(uint offset) => new IPAddress([.. BitConverter.GetBytes(low + (uint)(offset % (hosts + 1))).Reverse()]).ToString();
            var wish = new AddressWish($"{At(0)}/{length}", hasGateway ? At(gateway) : null, isBounded ? At(first) : null, isBounded ? count : null);
            if (!AddressPlan.TryMake(wish, out var plan, out _)) return;

            var subnet = IPNetwork.Parse(plan.NetworkCidr!);
            var given = new HashSet<string>();
            string? last = null;
            while (OperatorIpam.Next(plan.PodAddressRange!, last, given) is { } next)
            {
                given.Add(last = next);
                subnet.Contains(IPAddress.Parse(next)).ShouldBeTrue();
            }
            given.Count.ShouldBe(plan.Capacity!.Value);
            given.ShouldNotContain(wish.Gateway ?? "");
            if (length < 31) given.ShouldNotContain(At(0)!);
            if (length < 31) given.ShouldNotContain(At((uint)hosts)!);
            if (isBounded) given.Min(Number).ShouldBeGreaterThanOrEqualTo(Number(wish.First!));
            if (isBounded) given.Max(Number).ShouldBeLessThan(Number(wish.First!) + (uint)count);
        });

    [Fact]
    public void What_the_plan_keeps_away_from_would_never_end() =>
        Should.Throw<InvalidOperationException>(() => OperatorIpam.Next("10.0.1.0/24", "10.0.1.7", [.. Enumerable.Range(0, 256).Select(i => $"10.0.1.{i}")]));

    [Theory]
    [InlineData("10.0.1.0/24", "10.0.1.128/25", true)]
    [InlineData("10.0.1.0/24", "10.0.2.0/24", false)]
    [InlineData("10.0.1.0/24", null, false)]
    public void Overlaps_are_seen(string cidr, string? other, bool overlap) => AddressPlan.Overlap(cidr, other).ShouldBe(overlap);

    private static long Number(string address) => BitConverter.ToUInt32([.. IPAddress.Parse(address).GetAddressBytes().Reverse()]);
}
