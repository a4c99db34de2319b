using L2sm.Sdn.Pipeline;
using L2sm.Sdn.Programming;
using Microsoft.Extensions.Time.Testing;

namespace L2sm.Sdn.Tests.Programming;

/// <summary>A host that sends from ever new addresses neither fills a switch nor keeps the controller busy.</summary>
public sealed class TaughtSendersTests
{
    private readonly FakeTimeProvider clock = new();
    private readonly TaughtSenders taught;

    public TaughtSendersTests() => taught = new TaughtSenders(clock);

    [Fact]
    public void A_switch_is_taught_no_more_than_so_many_a_second()
    {
        Enumerable.Range(0, 2000).Count(host => taught.Admits(1, new((ulong)host), 1)).ShouldBe(TaughtSenders.PerSecond);
        taught.Admits(2, new(1), 1).ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(1));
        taught.Admits(2, new(1), 1).ShouldBeTrue();
    }

    [Fact]
    public void A_network_has_so_many_addresses_until_they_expire_and_takes_none_from_others()
    {
        var count = 0;
        for (var host = 0; host < 4000; host++)
        {
            if (taught.Admits(1, new((ulong)host), 1)) count++;
            clock.Advance(TimeSpan.FromMilliseconds(10));
        }
        count.ShouldBe((int)Tables.LearnedLimit);
        taught.Admits(2, new(1), 1).ShouldBeTrue();
        clock.Advance(TimeSpan.FromSeconds(PlainTables.LearnedSeconds));
        taught.Admits(1, new(9999), 1).ShouldBeTrue();
    }

    [Fact]
    public void A_sender_is_taught_once_for_what_was_under_way_but_at_once_where_it_has_moved()
    {
        taught.Admits(1, new(7), 1).ShouldBeTrue();
        taught.Admits(1, new(7), 1).ShouldBeFalse();
        taught.Admits(1, new(7), 2).ShouldBeTrue();
        taught.Admits(1, new(7), 1).ShouldBeTrue();
        taught.Forget(1);
        taught.Admits(1, new(7), 1).ShouldBeTrue();
    }
}
