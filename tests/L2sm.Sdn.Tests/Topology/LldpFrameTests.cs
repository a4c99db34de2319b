using L2sm.OpenFlow;
using L2sm.Sdn.Topology;

namespace L2sm.Sdn.Tests.Topology;

public sealed class LldpFrameTests
{
    private static readonly PortKey Port = Fabrics.Port(0xa1, 7);
    private readonly LldpFrame lldp = new();

    [Fact]
    public void A_frame_names_the_port_that_it_left_by()
    {
        var frame = lldp.Write(Port, MacAddress.Parse("02:00:00:00:00:01"));

        frame.Length.ShouldBeGreaterThanOrEqualTo(60);
        lldp.TryRead(frame, out var port).ShouldBeTrue();
        port.ShouldBe(Port);
    }

    [Fact]
    public void A_broadcast_says_the_same_and_is_signed_alike()
    {
        var frame = lldp.Write(Port, MacAddress.Parse("02:00:00:00:00:01"), broadcast: true);

        frame[..6].ShouldAllBe(octet => octet == 0xff);
        LldpFrame.IsLldp(frame).ShouldBeFalse();
        LldpFrame.IsDiscovery(frame).ShouldBeTrue();
        lldp.TryRead(frame, out var port).ShouldBeTrue();
        port.ShouldBe(Port);
        new LldpFrame().TryRead(frame, out _).ShouldBeFalse();
    }

    [Fact]
    public void A_frame_of_another_process_is_not_believed() =>
        new LldpFrame().TryRead(lldp.Write(Port, default), out _).ShouldBeFalse();

    [Fact]
    public void No_changed_byte_of_the_claim_is_believed()
    {
        var frame = lldp.Write(Port, default);
        var believed = 0;
        for (var i = 0; i < frame.Length; i++)
        {
            var forged = (byte[])frame.Clone();
            forged[i] ^= 0x01;
            if (lldp.TryRead(forged, out var port))
            {
                port.ShouldBe(Port);
                believed++;
            }
        }
        believed.ShouldBeLessThan(frame.Length - 13 - 4 - 20, "only addresses, time to live and padding may change");
    }

    [Fact]
    public void A_frame_cut_anywhere_is_refused_or_still_whole()
    {
        var frame = lldp.Write(Port, default);
        for (var length = 0; length < frame.Length; length++)
            if (lldp.TryRead(frame.AsSpan(0, length), out var port))
                port.ShouldBe(Port);
    }
}
