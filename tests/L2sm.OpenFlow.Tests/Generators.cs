using CsCheck;
using L2sm.OpenFlow.Actions;
using L2sm.OpenFlow.Instructions;
using L2sm.OpenFlow.Matching;
using L2sm.OpenFlow.Messages;

namespace L2sm.OpenFlow.Tests;

/// <summary>Random parts of messages.</summary>
internal static class Generators
{
    private static readonly OxmType[] KnownFields =
    [
        Oxm.InPort, Oxm.Metadata, Oxm.EthDst, Oxm.EthSrc, Oxm.EthType, Oxm.VlanVid, Oxm.VlanPcp, Oxm.IpProto, Oxm.Ipv4Src, Oxm.Ipv6Dst, Oxm.ArpOp,
        Oxm.ArpTpa, Oxm.IcmpV6Type, Oxm.NdTarget, Oxm.NdSll, Oxm.TunnelId, Oxm.InPort16, Oxm.NxEthDst, Oxm.NxEthSrc, Oxm.VlanTci, Oxm.Register(0), Oxm.Register(15), Oxm.NxTunnelId,
    ];

    public static readonly Gen<EquatableArray<byte>> Bytes = Gen.Byte.Array[0, 40].Select(static b => EquatableArray.Create<byte>(b));

    public static readonly Gen<MacAddress> Mac = Gen.ULong[0, 0xffff_ffff_ffff].Select(static v => new MacAddress(v));

    public static readonly Gen<OxmType> FieldType = Gen.Frequency(
        (4, Gen.Int[0, KnownFields.Length - 1].Select(static i => KnownFields[i])),
        (1, Gen.Select(Gen.UShort[0, 0xfffe], Gen.Byte[0, 127], Gen.Byte[1, 16], static (c, f, w) => new OxmType(c, f, w))));

    private static readonly Gen<UInt128> Number = Gen.Select(Gen.ULong, Gen.ULong, static (a, b) => new UInt128(a, b));

    public static readonly Gen<OxmField> Field = Gen.Select(FieldType, Number, Number, Gen.Int[0, 4], static (type, value, mask, kind) =>
        new OxmField(type, value & type.AllOnes, kind switch { 0 => mask & type.AllOnes, 1 => type.AllOnes, 2 => UInt128.Zero, _ => null }));

    private static readonly Gen<RawOxm> RawField = Gen.OneOf(
        Gen.Select(Gen.Byte[0, 127], Gen.Bool, Gen.Byte.Array[0, 255], static (f, m, b) => new RawOxm(Oxm.ExperimenterClass, f, m, EquatableArray.Create<byte>(b))),
        Gen.Select(Gen.UShort[0, 0xfffe], Gen.Byte[0, 127], Gen.Byte.Array[17, 255], static (c, f, b) => new RawOxm(c, f, HasMask: false, EquatableArray.Create<byte>(b))));

    public static readonly Gen<Match> Match = Gen.Select(Field.Array[0, 5], Gen.Frequency((5, Gen.Const(Array.Empty<RawOxm>())), (1, RawField.Array[1, 2])),
        static (fields, raw) =>
        {
            var distinct = fields.DistinctBy(static f => (f.Type.Class, f.Type.Field)).ToArray();
            return Matching.Match.TryCreate(distinct, raw, out var match, out _) ? match : throw new InvalidOperationException("distinct fields make a match");
        });

    private static readonly Gen<Subfield> Subfield = Gen.Select(FieldType, Gen.UShort[0, 0x3ff], Gen.UShort[1, 64], static (t, o, b) => new Subfield(t, o, b));

    private static readonly Gen<Subfield> WideSubfield = Gen.Select(FieldType, Gen.UShort, Gen.UShort[1, 128], static (t, o, b) => new Subfield(t, o, b));

    private static readonly Gen<LearnSpec> LearnSpec = Gen.OneOf<LearnSpec>(
        Gen.Select(WideSubfield, WideSubfield, static (s, d) => (LearnSpec)new MatchFromField(s, d with { Bits = s.Bits })),
        Gen.Select(WideSubfield, WideSubfield, static (s, d) => (LearnSpec)new LoadFromField(s, d with { Bits = s.Bits })),
        Gen.Select(Number, WideSubfield, static (v, d) => (LearnSpec)new MatchFromValue(v >> (128 - d.Bits), d)),
        Gen.Select(Number, WideSubfield, static (v, d) => (LearnSpec)new LoadFromValue(v >> (128 - d.Bits), d)),
        WideSubfield.Select(static s => (LearnSpec)new OutputFromField(s)));

    private static readonly Gen<OpenFlowAction> Learn = Gen.Select(
        Gen.Select(Gen.UShort, Gen.UShort, Gen.UShort, Gen.ULong), Gen.Select(Gen.UShort, Gen.Byte, Gen.UShort, Gen.UShort), LearnSpec.Array[0, 5], Gen.Bool, Gen.UInt[1, uint.MaxValue],
        static (a, b, specs, limited, limit) => (OpenFlowAction)new LearnAction(
            a.Item1, a.Item2, a.Item3, a.Item4, limited ? (ushort)(b.Item1 & ~4) : b.Item1, b.Item2, b.Item3, b.Item4, specs.ToEquatableArray(), limited ? limit : 0));

    /// <summary>A body that makes a multiple of 8 with the 4 bytes of type and length.</summary>
    private static readonly Gen<EquatableArray<byte>> PaddedBody =
        Gen.Int[0, 5].SelectMany(static n => Gen.Byte.Array[4 + 8 * n]).Select(static b => EquatableArray.Create<byte>(b));

    private static readonly Gen<EquatableArray<byte>> ExperimenterBody = PaddedBody.Where(static b => b[0] != 0);

    public static readonly Gen<OpenFlowAction> Action = Gen.OneOf<OpenFlowAction>(
        Gen.Select(Gen.UInt, Gen.UShort, static (p, m) => (OpenFlowAction)new OutputAction(p, m)),
        Gen.UInt.Select(static g => (OpenFlowAction)new GroupAction(g)),
        Field.Select(static f => (OpenFlowAction)new SetFieldAction(f)),
        Gen.UShort.Select(static t => (OpenFlowAction)new PushVlanAction(t)),
        Gen.Const<OpenFlowAction>(new PopVlanAction()),
        Gen.Select(FieldType, Gen.UShort, FieldType, Gen.UShort, Gen.UShort, static (s, so, d, o, b) => (OpenFlowAction)new RegisterMoveAction(s, so, d, o, b)),
        Gen.Select(Subfield, Gen.ULong, static (d, v) => (OpenFlowAction)new RegisterLoadAction(d, v)),
        Gen.Select(Subfield, Gen.UShort, static (s, m) => (OpenFlowAction)new OutputRegisterAction(s, m)),
        Gen.Select(Gen.UShort, Gen.Byte, static (p, t) => (OpenFlowAction)new ResubmitTableAction(p, t)),
        Learn,
        Gen.Select(Gen.UShort[26, 0xfffe], PaddedBody, static (t, b) => (OpenFlowAction)new RawAction(t, b)),
        ExperimenterBody.Select(static b => (OpenFlowAction)new RawAction(0xffff, b)));

    public static readonly Gen<EquatableArray<OpenFlowAction>> Actions = Action.Array[0, 4].Select(static a => a.ToEquatableArray());

    public static readonly Gen<Instruction> Instruction = Gen.OneOf<Instruction>(
        Gen.Byte.Select(static t => (Instruction)new GotoTable(t)),
        Gen.Select(Gen.ULong, Gen.ULong, static (v, m) => (Instruction)new WriteMetadata(v, m)),
        Actions.Select(static a => (Instruction)new WriteActions(a)),
        Actions.Select(static a => (Instruction)new ApplyActions(a)),
        Gen.Const<Instruction>(new ClearActions()),
        Gen.UInt.Select(static m => (Instruction)new MeterInstruction(m)),
        Gen.Select(Gen.UShort[7, 0xffff], PaddedBody, static (t, b) => (Instruction)new RawInstruction(t, b)));

    public static readonly Gen<EquatableArray<Instruction>> Instructions = Instruction.Array[0, 4].Select(static i => i.ToEquatableArray());

    public static readonly Gen<EquatableArray<Bucket>> Buckets = Gen.Select(Gen.UShort, Gen.UInt, Gen.UInt, Actions, static (w, p, g, a) => new Bucket(w, p, g, a))
        .Array[0, 4].Select(static b => b.ToEquatableArray());

    public static readonly Gen<EquatableArray<MeterBand>> Bands = Gen.OneOf<MeterBand>(
        Gen.Select(Gen.UInt, Gen.UInt, static (r, b) => (MeterBand)new DropBand(r, b)),
        Gen.Select(Gen.UInt, Gen.UInt, Gen.Byte, static (r, b, l) => (MeterBand)new DscpRemarkBand(r, b, l)),
        Gen.Select(Gen.UShort[3, 0xffff], Gen.Byte.Array[8, 24], static (t, b) => (MeterBand)new RawMeterBand(t, EquatableArray.Create<byte>(b))))
        .Array[0, 3].Select(static b => b.ToEquatableArray());

    public static Gen<string> Text(int size) => Gen.Char['\x01', '\xff'].Array[0, size].Select(static c => new string(c));

    public static readonly Gen<PortDescription> Port = Gen.Select(
        Gen.Select(Gen.UInt, Mac, Text(16)), Gen.Select(Gen.UInt, Gen.UInt, Gen.UInt, Gen.UInt), Gen.Select(Gen.UInt, Gen.UInt, Gen.UInt, Gen.UInt),
        static (a, b, c) => new PortDescription(a.Item1, a.Item2, a.Item3, b.Item1, b.Item2, b.Item3, b.Item4, c.Item1, c.Item2, c.Item3, c.Item4));

    public static readonly Gen<FlowStats> Flow = Gen.Select(
        Gen.Select(Gen.Byte, Gen.UInt, Gen.UInt, Gen.UShort), Gen.Select(Gen.UShort, Gen.UShort, Gen.UShort), Gen.Select(Gen.ULong, Gen.ULong, Gen.ULong), Match, Instructions,
        static (a, b, c, match, instructions) => new FlowStats(
            a.Item1, a.Item2, a.Item3, a.Item4, b.Item1, b.Item2, (FlowModFlags)b.Item3, c.Item1, c.Item2, c.Item3, match, instructions));
}
