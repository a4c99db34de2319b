using L2sm.OpenFlow.Actions;
using L2sm.OpenFlow.Instructions;
using L2sm.OpenFlow.Matching;
using L2sm.OpenFlow.Messages;

namespace L2sm.OpenFlow.Tests;

public class MessageTests
{
    [Fact]
    public void A_hello_of_any_version_is_read()
    {
        OpenFlowCodec.Decode([1, 0, 0, 8, 0, 0, 0, 9]).ShouldBe(new Hello(1) { Xid = 9 });
        OpenFlowCodec.Decode([1, 0, 0, 10, 0, 0, 0, 9, 0xde, 0xad]).ShouldBe(new Hello(1) { Xid = 9 });
        OpenFlowCodec.Decode([9, 0, 0, 16, 0, 0, 0, 9, 0, 1, 0, 8, 0, 0, 2, 0x12]).ShouldBe(new Hello(9, [1, 4, 9]) { Xid = 9 });
    }

    [Fact]
    public void Unknown_elements_of_a_hello_are_skipped() =>
        OpenFlowCodec.Decode([4, 0, 0, 24, 0, 0, 0, 9, 0, 7, 0, 5, 1, 0, 0, 0, 0, 1, 0, 8, 0, 0, 0, 0x10]).ShouldBe(new Hello(4, [4]) { Xid = 9 });

    [Theory]
    [InlineData(1, 10, "BAD_REQUEST/IS_SLAVE, refused FlowMod with xid 0x2a")]
    [InlineData(5, 1, "FLOW_MOD_FAILED/TABLE_FULL, refused FlowMod with xid 0x2a")]
    [InlineData(6, 0, "GROUP_MOD_FAILED/GROUP_EXISTS, refused FlowMod with xid 0x2a")]
    [InlineData(5, 99, "FLOW_MOD_FAILED/99, refused FlowMod with xid 0x2a")]
    [InlineData(77, 3, "error type 77/3, refused FlowMod with xid 0x2a")]
    public void Errors_are_told_in_names(ushort type, ushort code, string text) =>
        new ErrorMessage(type, code, [4, 14, 0, 56, 0, 0, 0, 42]).Describe().ShouldBe(text);

    [Fact]
    public void An_error_without_its_message_or_with_a_text_is_told_too()
    {
        new ErrorMessage(1, 6, [4, 14]).Describe().ShouldBe("BAD_REQUEST/BAD_LEN, the refused message is not named");
        new ErrorMessage(0, 0, [.. "only 1.0"u8]).Describe().ShouldBe("HELLO_FAILED/INCOMPATIBLE: only 1.0");
        new ErrorMessage(0, 1).Describe().ShouldBe("HELLO_FAILED/EPERM");
        new ErrorMessage(0xffff, 2300).Describe().ShouldBe("EXPERIMENTER/2300, the refused message is not named");
    }

    [Fact]
    public void An_experimenter_error_is_told_with_whose_it_is()
    {
        var error = new ErrorMessage(0xffff, 2300, [0x4f, 0x4e, 0x46, 0, 4, 4, 0, 24, 0, 0, 0, 42]);
        error.Describe().ShouldBe("BUNDLE_FAILED/UNKNOWN, refused Experimenter with xid 0x2a");
        (error with { Code = 9 }).Describe().ShouldBe("EXPERIMENTER/9 of 0x4f4e4600, refused Experimenter with xid 0x2a");
    }

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(1, 0, false)]
    [InlineData(0, 1, false)]
    [InlineData(4, 4, true)]
    public void A_port_is_up_if_neither_it_nor_its_link_is_down(uint config, uint state, bool up) =>
        new PortDescription(1, default, "p1", config, state).IsUp.ShouldBe(up);

    [Fact]
    public void Names_that_do_not_fit_are_refused()
    {
        Should.Throw<InvalidOperationException>(() => Wire.Encode(new PortStatusMessage(PortStatusReason.Add, new PortDescription(1, default, "a-name-of-17-char"))))
            .Message.ShouldContain("17 characters; 16 fit");
        Should.Throw<InvalidOperationException>(() => Wire.Encode(new PortStatusMessage(PortStatusReason.Add, new PortDescription(1, default, "п"))))
            .Message.ShouldContain("Latin-1");
    }

    [Fact]
    public void Raw_parts_that_are_no_multiple_of_8_are_refused()
    {
        Should.Throw<InvalidOperationException>(() => Wire.Encode(new PacketOut(0, 0, [new RawAction(99, [1])], []))).Message.ShouldContain("multiple of 8");
        Should.Throw<InvalidOperationException>(() => Wire.Encode(new FlowMod { Instructions = [new RawInstruction(99, [1])] })).Message.ShouldContain("multiple of 8");
    }

    [Fact]
    public void Learning_with_a_limit_writes_no_result()
    {
        var learn = new LearnAction(0, 0, 0, 0, Flags: 4, 0, 0, 0, [], Limit: 1);
        Should.Throw<InvalidOperationException>(() => Wire.Encode(new PacketOut(0, 0, [learn], []))).Message.ShouldContain("flags 0x4");
    }

    [Fact]
    public void Learning_between_different_widths_is_refused() =>
        Should.Throw<ArgumentException>(() => new MatchFromField(Subfield.Whole(Oxm.EthSrc), Subfield.Whole(Oxm.Metadata)))
            .Message.ShouldContain("OXM_OF_ETH_SRC[] has 48 bits but OXM_OF_METADATA[] has 64");

    [Fact]
    public void A_value_too_wide_for_its_field_is_refused()
    {
        Should.Throw<InvalidOperationException>(() => Wire.Encode(new PacketOut(0, 0, [new SetFieldAction(new OxmField(Oxm.EthType, 0x10000))], [])))
            .Message.ShouldContain("too big for 2 bytes");
        var learn = new LearnAction(0, 0, 0, 0, 0, 0, 0, 0, [new LoadFromValue(8, new Subfield(Oxm.Metadata, 0, 3))]);
        Should.Throw<InvalidOperationException>(() => Wire.Encode(new PacketOut(0, 0, [learn], []))).Message.ShouldContain("does not fit the 3 bits");
    }

    [Fact]
    public void Actions_and_instructions_read_like_ovs_ofctl()
    {
        new OutputAction(PortNumbers.InPort).ToString().ShouldBe("IN_PORT");
        new OutputRegisterAction(new Subfield(Oxm.Register(2), 0, 16)).ToString().ShouldBe("output:NXM_NX_REG2[0..15]");
        new ResubmitTableAction(3, 0xff).ToString().ShouldBe("resubmit(3,)");
        new WriteActions([new PopVlanAction(), new GroupAction(7)]).ToString().ShouldBe("write_actions(pop_vlan,group:7)");
        new ApplyActions([]).ToString().ShouldBe("drop");
        new MeterInstruction(4).ToString().ShouldBe("meter:4");
        new Bucket(0, 3, GroupNumbers.Any, [new OutputAction(3)]).ToString().ShouldBe("bucket=watch_port:3,actions=output:3");
    }
}
