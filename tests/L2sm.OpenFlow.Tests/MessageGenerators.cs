using CsCheck;
using L2sm.OpenFlow.Messages;

namespace L2sm.OpenFlow.Tests;

/// <summary>Random messages, of every kind that the codec knows.</summary>
internal static class MessageGenerators
{
    private static Gen<OpenFlowMessage> Of<T>(Gen<T> gen) where T : OpenFlowMessage => gen.Select(static m => (OpenFlowMessage)m);

    private static Gen<EquatableArray<T>> Several<T>(Gen<T> gen) where T : IEquatable<T> => gen.Array[0, 4].Select(static items => items.ToEquatableArray());

    private static readonly Gen<EquatableArray<byte>> Versions = Gen.Byte.Array[0, 6].Select(static v => v.Distinct().Order().ToEquatableArray());

    private static readonly Gen<OpenFlowMessage>[] Session =
    [
        Gen.Byte.Select(static v => (OpenFlowMessage)new Hello(v)),
        Gen.Select(Gen.Byte[4, 255], Versions, static (v, s) => (OpenFlowMessage)new Hello(v, s)),
        Gen.Select(Gen.UShort, Gen.UShort, Generators.Bytes, Gen.Byte, static (t, c, d, v) => (OpenFlowMessage)new ErrorMessage(t, c, d) { Version = v }),
        Generators.Bytes.Select(static d => (OpenFlowMessage)new EchoRequest(d)),
        Generators.Bytes.Select(static d => (OpenFlowMessage)new EchoReply(d)),
        Gen.Select(Gen.UInt, Gen.UInt, Generators.Bytes, static (i, t, d) => (OpenFlowMessage)new Experimenter(i, t, d)),
        Gen.Const<OpenFlowMessage>(new FeaturesRequest()),
        Gen.Select(Gen.ULong, Gen.UInt, Gen.Byte, Gen.Byte, Gen.UInt, static (i, b, t, a, c) => (OpenFlowMessage)new FeaturesReply(new DatapathId(i), b, t, a, c)),
        Gen.Const<OpenFlowMessage>(new GetConfigRequest()),
        Gen.Select(Gen.UShort, Gen.UShort, static (f, m) => (OpenFlowMessage)new GetConfigReply(f, m)),
        Gen.Select(Gen.UShort, Gen.UShort, static (f, m) => (OpenFlowMessage)new SetConfig(f, m)),
        Gen.Const<OpenFlowMessage>(new BarrierRequest()),
        Gen.Const<OpenFlowMessage>(new BarrierReply()),
        Gen.Select(Gen.UInt, Gen.ULong, static (r, g) => (OpenFlowMessage)new RoleRequest((ControllerRole)r, g)),
        Gen.Select(Gen.UInt, Gen.ULong, static (r, g) => (OpenFlowMessage)new RoleReply((ControllerRole)r, g)),
        Gen.Select(Gen.OneOf(Gen.Const((byte)17), Gen.Byte[22, 23], Gen.Byte[30, 255]), Generators.Bytes, static (t, p) => (OpenFlowMessage)new UnknownMessage(t, p)),
    ];

    private static readonly Gen<OpenFlowMessage>[] Data =
    [
        Of(Gen.Select(Gen.Select(Gen.UInt, Gen.UShort, Gen.Byte, Gen.Byte), Gen.ULong, Generators.Match, Generators.Bytes,
            static (a, c, m, d) => new PacketIn(a.Item1, a.Item2, (PacketInReason)a.Item3, a.Item4, c, m, d))),
        Of(Gen.Select(Gen.UInt, Gen.UInt, Generators.Actions, Generators.Bytes, static (b, p, a, d) => new PacketOut(b, p, a, d))),
        Of(Gen.Select(Gen.Select(Gen.ULong, Gen.ULong, Gen.Byte, Gen.Byte), Gen.Select(Gen.UShort, Gen.UShort, Gen.UShort, Gen.UShort),
            Gen.Select(Gen.UInt, Gen.UInt, Gen.UInt), Generators.Match, Generators.Instructions,
            static (a, b, c, m, i) => new FlowMod
            {
                Cookie = a.Item1, CookieMask = a.Item2, TableId = a.Item3, Command = (FlowModCommand)a.Item4,
                IdleTimeout = b.Item1, HardTimeout = b.Item2, Priority = b.Item3, Flags = (FlowModFlags)b.Item4,
                BufferId = c.Item1, OutPort = c.Item2, OutGroup = c.Item3, Match = m, Instructions = i,
            })),
        Of(Gen.Select(Gen.Select(Gen.ULong, Gen.UShort, Gen.Byte, Gen.Byte), Gen.Select(Gen.UInt, Gen.UInt, Gen.UShort, Gen.UShort), Gen.ULong, Gen.ULong, Generators.Match,
            static (a, b, p, n, m) => new FlowRemoved(
                a.Item1, a.Item2, (FlowRemovedReason)a.Item3, a.Item4, b.Item1, b.Item2, b.Item3, b.Item4, p, n, m))),
        Of(Gen.Select(Gen.UShort, Gen.Byte, Gen.UInt, Generators.Buckets, static (c, t, i, b) => new GroupMod((GroupModCommand)c, (GroupType)t, i, b))),
        Of(Gen.Select(Gen.Byte, Generators.Port, static (r, p) => new PortStatusMessage((PortStatusReason)r, p))),
        Of(Gen.Select(Gen.UInt, Generators.Mac, Gen.UInt, Gen.UInt, Gen.UInt, static (p, m, c, k, a) => new PortMod(p, m, c, k, a))),
        Of(Gen.Select(Gen.UShort, Gen.UShort, Gen.UInt, Generators.Bands, static (c, f, i, b) => new MeterMod((MeterModCommand)c, (MeterFlags)f, i, b))),
    ];

    private static readonly Gen<AsyncConfig> Async = Gen.UInt.Array[6].Select(static m => new AsyncConfig(m[0], m[1], m[2], m[3], m[4], m[5]));

    private static readonly Gen<OpenFlowMessage>[] Extensions =
    [
        Gen.Const<OpenFlowMessage>(new GetAsyncRequest()),
        Async.Select(static c => (OpenFlowMessage)new GetAsyncReply(c)),
        Async.Select(static c => (OpenFlowMessage)new SetAsync(c)),
        Gen.Select(Gen.UInt, Gen.UShort, Gen.UShort, static (i, t, f) => (OpenFlowMessage)new BundleControl(i, (BundleControlType)t, (BundleFlags)f)),
        Gen.Select(Gen.UInt, Gen.UShort, Gen.OneOf<OpenFlowMessage>(Data), static (i, f, m) => (OpenFlowMessage)new BundleAddMessage(i, (BundleFlags)f, m)),
        Gen.UInt.Select(static i => (OpenFlowMessage)new FlowMonitorCancel(i)),
        Gen.Const<OpenFlowMessage>(new FlowMonitorPaused()),
        Gen.Const<OpenFlowMessage>(new FlowMonitorResumed()),
    ];

    private static readonly Gen<FlowMonitor> Monitor =
        Gen.Select(Gen.UInt, Gen.UShort, Generators.Match, Gen.Byte, Gen.UInt, static (i, f, m, t, p) => new FlowMonitor(i, (FlowMonitorFlags)f, m, t, p));

    private static readonly Gen<FlowUpdate> Update = Gen.OneOf<FlowUpdate>(
        Gen.Select(Gen.UShort[0, 2], Gen.Byte, Gen.Byte, Gen.UShort.Array[3], Gen.ULong, Generators.Match, Generators.Instructions,
            static (e, r, t, n, c, m, i) => (FlowUpdate)new FlowChanged((FlowUpdateEvent)e, (FlowRemovedReason)r, t, n[0], n[1], n[2], c, m, i)),
        Gen.UInt.Select(static x => (FlowUpdate)new OwnFlowUpdate(x)),
        Gen.Select(Gen.UShort[4, 0xffff], Generators.Bytes, static (e, b) => (FlowUpdate)new RawFlowUpdate(e, b)));

    private static readonly Gen<MeterConfig> Meter =
        Gen.Select(Gen.UShort, Gen.UInt, Generators.Bands, static (f, i, b) => new MeterConfig((MeterFlags)f, i, b));

    private static readonly Gen<MeterStats> MeterCounters = Gen.Select(
        Gen.UInt.Array[4], Gen.ULong.Array[2], Several(Gen.Select(Gen.ULong, Gen.ULong, static (p, b) => new MeterBandStats(p, b))),
        static (n, c, b) => new MeterStats(n[0], n[1], c[0], c[1], n[2], n[3], b));

    private static readonly Gen<ushort> RawType = Gen.OneOf(Gen.UShort[5, 6], Gen.Const((ushort)8), Gen.Const((ushort)12), Gen.UShort[14, 0xffff]);

    private static readonly Gen<MultipartRequest> Request = Gen.OneOf<MultipartRequest>(
        Gen.Const<MultipartRequest>(new DescriptionRequest()),
        Gen.Const<MultipartRequest>(new PortDescriptionRequest()),
        Gen.Const<MultipartRequest>(new GroupDescriptionRequest()),
        Gen.Const<MultipartRequest>(new TableStatsRequest()),
        Gen.UInt.Select(static p => (MultipartRequest)new PortStatsRequest(p)),
        Gen.Select(Gen.Byte, Gen.UInt, Gen.UInt, Gen.ULong, Gen.ULong, Generators.Match,
            static (t, p, g, c, k, m) => (MultipartRequest)new FlowStatsRequest(t, p, g, c, k, m)),
        Gen.UInt.Select(static m => (MultipartRequest)new MeterConfigRequest(m)),
        Gen.UInt.Select(static m => (MultipartRequest)new MeterStatsRequest(m)),
        Gen.Const<MultipartRequest>(new MeterFeaturesRequest()),
        Several(Monitor).Select(static m => (MultipartRequest)new FlowMonitorRequest(m)),
        Gen.Select(RawType, Generators.Bytes, static (t, b) => (MultipartRequest)new RawMultipartRequest(t, b)));

    private static readonly Gen<TableStats> Table = Gen.Select(Gen.Byte, Gen.UInt, Gen.ULong, Gen.ULong, static (t, a, l, m) => new TableStats(t, a, l, m));

    private static readonly Gen<PortStats> PortCounters = Gen.Select(Gen.UInt, Gen.ULong.Array[12], Gen.UInt, Gen.UInt, static (p, c, s, n) =>
        new PortStats(p, c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8], c[9], c[10], c[11], s, n));

    private static readonly Gen<GroupDescription> Group =
        Gen.Select(Gen.Byte, Gen.UInt, Generators.Buckets, static (t, i, b) => new GroupDescription((GroupType)t, i, b));

    private static readonly Gen<MultipartReply> Reply = Gen.OneOf<MultipartReply>(
        Gen.Select(Generators.Text(256), Generators.Text(256), Generators.Text(256), Generators.Text(32), Generators.Text(256),
            static (m, h, s, n, d) => (MultipartReply)new DescriptionReply(m, h, s, n, d)),
        Several(Generators.Port).Select(static p => (MultipartReply)new PortDescriptionReply(p)),
        Several(Generators.Flow).Select(static f => (MultipartReply)new FlowStatsReply(f)),
        Several(Group).Select(static g => (MultipartReply)new GroupDescriptionReply(g)),
        Several(Table).Select(static t => (MultipartReply)new TableStatsReply(t)),
        Several(PortCounters).Select(static p => (MultipartReply)new PortStatsReply(p)),
        Several(Meter).Select(static m => (MultipartReply)new MeterConfigReply(m)),
        Several(MeterCounters).Select(static m => (MultipartReply)new MeterStatsReply(m)),
        Gen.Select(Gen.UInt, Gen.UInt, Gen.UInt, Gen.Byte, Gen.Byte, static (m, b, c, n, o) => (MultipartReply)new MeterFeaturesReply(m, b, (MeterFlags)(ushort)c, n, o)),
        Several(Update).Select(static u => (MultipartReply)new FlowMonitorReply(u)),
        Gen.Select(RawType, Generators.Bytes, static (t, b) => (MultipartReply)new RawMultipartReply(t, b)));

    /// <summary>Any message.</summary>
    public static readonly Gen<OpenFlowMessage> Message = Gen.Select(
        Gen.OneOf<OpenFlowMessage>(
        [
            .. Session,
            .. Data,
            .. Data,
            .. Extensions,
            Of(Gen.Select(Request, Gen.Bool, static (r, more) => r with { More = more })),
            Of(Gen.Select(Reply, Gen.Bool, static (r, more) => r with { More = more })),
            Of(Gen.Select(Reply, Gen.Bool, static (r, more) => r with { More = more })),
        ]),
        Gen.UInt,
        static (message, xid) => message with { Xid = xid });
}
