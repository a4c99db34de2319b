using L2sm.OpenFlow.Actions;
using L2sm.OpenFlow.Instructions;
using L2sm.OpenFlow.Matching;
using L2sm.OpenFlow.Messages;

namespace L2sm.OpenFlow.Tests;

/// <summary>What Open vSwitch 3.1.0 sent, on its dummy datapath.</summary>
public class GoldenVectorTests
{
    /// <summary>Open vSwitch orders match fields in its own way, so that its flows of this table come back in other bytes.</summary>
    private const string Reordered = "flow-stats-table-2";

    public static TheoryData<string> Names => [.. Wire.GoldenNames()];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_the_switch_sent_is_written_again_byte_for_byte(string name)
    {
        var bytes = Wire.Golden(name);
        var message = OpenFlowCodec.Decode(bytes);
        var again = Wire.Encode(message);
        again.Length.ShouldBe(bytes.Length);
        OpenFlowCodec.Decode(again).ShouldBe(message);
        if (name != Reordered) again.ShouldBe(bytes);
    }

    [Fact]
    public void Hellos() => Several(
        ("hello", new Hello(4, [4])),
        ("hello-three-versions", new Hello(6, [4, 5, 6])));

    [Fact]
    public void Answers_about_the_switch() => Several(
        ("features-reply", new FeaturesReply(new DatapathId(0xa1), 0, 254, 0, 0x4f)),
        ("description-reply", new DescriptionReply("Nicira, Inc.", "Open vSwitch", "3.1.0", "None", "None")),
        ("get-config-reply", new GetConfigReply(0, 0)),
        ("echo-reply", new EchoReply([1, 2, 3])),
        ("barrier-reply", new BarrierReply()),
        ("role-reply", new RoleReply(ControllerRole.Master, 1)));

    [Fact]
    public void Ports()
    {
        var reply = Decode<PortDescriptionReply>("port-description-reply");
        reply.Ports.Select(static p => (p.PortNo, p.Name, p.IsUp)).ShouldBe(
            [(1u, "p1", true), (PortNumbers.Local, "br0", true), (200u, "vx", true), (2u, "p2", true)], ignoreOrder: true);
        reply.Ports.Single(static p => p.Name == "br0").HardwareAddress.ShouldBe(MacAddress.Parse("02:00:00:00:00:a1"));
        Decode<PortStatusMessage>("port-status-add").Reason.ShouldBe(PortStatusReason.Add);
        Decode<PortStatusMessage>("port-status-modify").Reason.ShouldBe(PortStatusReason.Modify);
        var deleted = Decode<PortStatusMessage>("port-status-delete");
        (deleted.Reason, deleted.Port.PortNo, deleted.Port.Name).ShouldBe((PortStatusReason.Delete, 3u, "p3"));
        var stats = Decode<PortStatsReply>("port-stats-reply").Ports.ShouldHaveSingleItem();
        (stats.PortNo, stats.Collisions).ShouldBe((1u, ulong.MaxValue));
    }

    [Fact]
    public void Errors()
    {
        Decode<ErrorMessage>("error-stale-role").Describe().ShouldMatch("^ROLE_REQUEST_FAILED/STALE, refused RoleRequest with xid 0x[0-9a-f]+$");
        var error = Decode<ErrorMessage>("error-bad-goto");
        error.Describe().ShouldBe($"BAD_INSTRUCTION/BAD_TABLE_ID, refused FlowMod with xid 0x{error.Xid:x}");
    }

    [Fact]
    public void Packets_and_a_removed_flow()
    {
        var packetOut = Decode<PacketIn>("packet-in-packet-out");
        (packetOut.InPort, packetOut.TotalLength, packetOut.Data.Count, packetOut.BufferId).ShouldBe((1u, (ushort)60, 60, PacketOut.NoBuffer));
        var packet = Decode<PacketIn>("packet-in-action");
        (packet.InPort, packet.Reason, packet.Cookie, packet.TableId).ShouldBe((1u, PacketInReason.Action, 3ul, (byte)0));
        Convert.ToHexStringLower(packet.Data.AsSpan()).ShouldBe("0180c200000e02000000000188cc");
        var removed = Decode<FlowRemoved>("flow-removed");
        (removed.Cookie, removed.Priority, removed.Reason, removed.Match).ShouldBe((1ul, (ushort)300, FlowRemovedReason.Delete, Match.Of(MatchField.InPort(1))));
    }

    [Fact]
    public void What_is_not_known_is_kept_raw()
    {
        Decode<RawMultipartReply>("group-features-reply").MultipartType.ShouldBe(MultipartType.GroupFeatures);
        Decode<RawMultipartReply>("group-stats-reply").MultipartType.ShouldBe(MultipartType.Group);
        Decode<RawMultipartReply>("aggregate-reply").MultipartType.ShouldBe(MultipartType.Aggregate);
        Decode<UnknownMessage>("queue-get-config-reply").Type.ShouldBe(MessageType.QueueGetConfigReply);
    }

    [Fact]
    public void Groups() => Decode<GroupDescriptionReply>("group-description-reply").Groups.ShouldHaveSingleItem().ShouldBe(
        new GroupDescription(GroupType.All, 7,
        [
            new Bucket([new OutputAction(1)]),
            new Bucket([new SetFieldAction(MatchField.TunnelId(5)), new OutputAction(200)]),
        ]));

    [Fact]
    public void Flows_that_classify_ports() => Flows("flow-stats-table-0").ShouldBe(
    [
        "cookie=0x1 table=0 priority=300 [in_port=1] write_metadata:0x5,goto_table:1",
        "cookie=0x1 table=0 priority=302 [in_port=1] write_metadata:0x5/0xffffffff,goto_table:1",
        "cookie=0x2 table=0 priority=101 [in_port=200] move:NXM_NX_TUN_ID[0..31]->OXM_OF_METADATA[0..31],goto_table:1",
        "cookie=0x3 table=0 priority=200 [dl_type=0x88cc] CONTROLLER:65535",
        "cookie=0x4 table=0 priority=0 [] ",
    ], ignoreOrder: true);

    [Fact]
    public void Flows_that_learn()
    {
        Flows("flow-stats-table-1").ShouldBe(
        [
            "cookie=0x5 table=1 priority=10 [dl_src=01:00:00:00:00:00/01:00:00:00:00:00] ",
            "cookie=0x6 table=1 priority=1 [] learn(table=2,idle_timeout=300,priority=100,cookie=0xabc,OXM_OF_METADATA[],"
                + "NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],load:OXM_OF_METADATA[0..31]->NXM_NX_TUN_ID[0..31],output:NXM_OF_IN_PORT[]),goto_table:2",
        ], ignoreOrder: true);
        var metadata = new Subfield(Oxm.Metadata, 0, 32);
        Decode<FlowStatsReply>("flow-stats-table-1").Flows.Single(static f => f.Priority == 1).Instructions.ShouldBe(
        [
            new ApplyActions(
            [
                new LearnAction(300, 0, 100, 0xabc, 0, 2, 0, 0,
                [
                    new MatchFromField(Subfield.Whole(Oxm.Metadata), Subfield.Whole(Oxm.Metadata)),
                    new MatchFromField(Subfield.Whole(Oxm.NxEthSrc), Subfield.Whole(Oxm.NxEthDst)),
                    new LoadFromField(metadata, new Subfield(Oxm.NxTunnelId, 0, 32)),
                    new OutputFromField(Subfield.Whole(Oxm.InPort16)),
                ]),
            ]),
            new GotoTable(2),
        ]);
    }

    [Fact]
    public void A_flow_that_learns_up_to_a_limit()
    {
        Flows("flow-stats-learn-limit").ShouldBe(
            ["cookie=0x0 table=1 priority=1 [] learn(table=2,idle_timeout=300,priority=100,cookie=0xabc,limit=7,OXM_OF_METADATA[],"
                + "NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],load:NXM_OF_IN_PORT[]->NXM_NX_REG1[0..15]),resubmit(,2)"]);
        Decode<FlowStatsReply>("flow-stats-learn-limit").Flows[0].Instructions.OfType<ApplyActions>().Single().Actions[0].ShouldBeOfType<LearnAction>().Limit.ShouldBe(7u);
    }

    [Fact]
    public void Flows_that_deliver() => Flows("flow-stats-table-2").ShouldBe(
    [
        "cookie=0x7 table=2 priority=200 [metadata=0x5,dl_dst=02:00:00:00:00:0a] output:1",
        "cookie=0x7 table=2 priority=200 [metadata=0x5,dl_dst=02:00:00:00:00:0b] set_field:0x5->tun_id,output:200",
        "cookie=0x8 table=2 priority=10 [metadata=0x5] group:7",
        "cookie=0x8 table=2 priority=13 [metadata=0x5,tun_id=0x9,reg0=0x1] load:0x1->NXM_NX_REG0[0],group:7",
        "cookie=0x8 table=2 priority=15 [in_port=2,vlan_vid=0x1007] pop_vlan,push_vlan:0x8100,set_field:0x1009->vlan_vid,output:2",
        "cookie=0x8 table=2 priority=18 [vlan_vid=0x1000/0x1000] resubmit(,3),output:NXM_NX_REG1[]",
    ], ignoreOrder: true);

    private static T Decode<T>(string name) where T : OpenFlowMessage => OpenFlowCodec.Decode(Wire.Golden(name)).ShouldBeOfType<T>();

    private static void Several(params (string Name, OpenFlowMessage Expected)[] vectors)
    {
        foreach (var (name, expected) in vectors)
        {
            var message = OpenFlowCodec.Decode(Wire.Golden(name));
            message.ShouldBe(expected with { Xid = message.Xid }, name);
        }
    }

    private static IEnumerable<string> Flows(string name) => Decode<FlowStatsReply>(name).Flows.Select(static f =>
        $"cookie=0x{f.Cookie:x} table={f.TableId} priority={f.Priority} [{f.Match}] {string.Join(',', f.Instructions)}");
}
