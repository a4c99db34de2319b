using L2sm.OpenFlow;
using L2sm.OpenFlow.Actions;
using L2sm.OpenFlow.Instructions;
using L2sm.OpenFlow.Matching;
using L2sm.OpenFlow.Messages;

namespace L2smOsm.Testing.Switching;

/// <summary>
/// An OpenFlow switch as a value machine: takes flow and group mods as a real one does, errors included, and runs frames through its
/// tables. It knows the matches and actions that the pipeline uses; anything else throws, so that no rule passes unnoticed. A test may look at it
/// while a controller changes it: what it gives out are copies.
/// </summary>
public sealed class SoftwareSwitch
{
    private readonly Lock changing = new();
    private readonly List<FlowStats> flows = [];
    private ILookup<byte, FlowStats>? byTable; // made when a frame comes, best first; flows change seldom
    private readonly SortedDictionary<uint, GroupDescription> groups = [];
    private readonly SortedDictionary<uint, MeterConfig> meters = [];

    /// <summary>Flow and group mods applied so far.</summary>
    public int ModsApplied { get; private set; }

    /// <summary>What it holds, learned flows included.</summary>
    public IReadOnlyList<FlowStats> Flows
    {
        get
        {
            lock (changing) return [.. flows];
        }
    }

    /// <summary>Its groups.</summary>
    public IReadOnlyCollection<GroupDescription> Groups
    {
        get
        {
            lock (changing) return [.. groups.Values];
        }
    }

    /// <summary>Ports without a carrier: nothing leaves by them, and failover groups avoid them.</summary>
    public HashSet<uint> DeadPorts { get; } = [];

    /// <summary>Forgets everything, as a restart does.</summary>
    public void Clear()
    {
        lock (changing)
        {
            byTable = null;
            flows.Clear();
            groups.Clear();
            meters.Clear();
        }
    }

    /// <summary>Meters whose rate is used up: they drop all that comes.</summary>
    public HashSet<uint> ExhaustedMeters { get; } = [];

    /// <summary>Its meters, as Open vSwitch gives them back: the rate stands for a burst size of 0.</summary>
    public IReadOnlyCollection<MeterConfig> Meters
    {
        get
        {
            lock (changing) return [.. meters.Values];
        }
    }

    /// <summary>Applies a meter mod; null, or the error's type and code.</summary>
    public (ushort Type, ushort Code)? Apply(MeterMod mod)
    {
        using var _ = changing.EnterScope();
        switch (mod.Command)
        {
            case MeterModCommand.Add when meters.ContainsKey(mod.MeterId): return (12, 1); // METER_EXISTS
            case MeterModCommand.Modify when !meters.ContainsKey(mod.MeterId): return (12, 3); // UNKNOWN_METER
            case MeterModCommand.Delete:
                meters.Remove(mod.MeterId);
                flows.RemoveAll(flow => flow.Instructions.OfType<MeterInstruction>().Any(through => through.MeterId == mod.MeterId));
                break;
            default:
                meters[mod.MeterId] = new MeterConfig(
                    mod.Flags, mod.MeterId, mod.Bands.Select(band => band is DropBand { BurstSize: 0 } drop ? drop with { BurstSize = drop.Rate } : band).ToEquatableArray());
                break;
        }
        ModsApplied++;
        return null;
    }

    /// <summary>Does all of these or, if one fails, none: its place and error.</summary>
    public (int Index, ushort Type, ushort Code)? ApplyAll(IReadOnlyList<OpenFlowMessage> changes, Func<OpenFlowMessage, (ushort Type, ushort Code)?> refuses)
    {
        using var _ = changing.EnterScope();
        var before = (Flows: flows.ToArray(), Groups: groups.ToArray(), ModsApplied);
        for (var i = 0; i < changes.Count; i++)
            if ((refuses(changes[i]) ?? (changes[i] is FlowMod flow ? Apply(flow) : Apply((GroupMod)changes[i]))) is var (type, code))
            {
                flows.Clear();
                flows.AddRange(before.Flows);
                groups.Clear();
                foreach (var (id, group) in before.Groups) groups[id] = group;
                ModsApplied = before.ModsApplied;
                return (i, type, code);
            }
        return null;
    }

    /// <summary>Applies a flow mod; null, or the error's type and code (OpenFlow 1.3.5 §7.4.4).</summary>
    public (ushort Type, ushort Code)? Apply(FlowMod mod)
    {
        using var _ = changing.EnterScope();
        if (UnknownGroup(mod.Instructions)) return (2, 9); // BAD_ACTION/BAD_OUT_GROUP
        if (mod.Instructions.OfType<MeterInstruction>().Any(through => !meters.ContainsKey(through.MeterId))) return (12, 2); // INVALID_METER
        ModsApplied++;
        if (mod.Command == FlowModCommand.Add)
        {
            Add(new FlowStats(mod.TableId, 0, 0, mod.Priority, mod.IdleTimeout, mod.HardTimeout, mod.Flags, mod.Cookie, 0, 0, mod.Match, mod.Instructions));
            return null;
        }
        byTable = null;
        switch (mod.Command)
        {
            case FlowModCommand.DeleteStrict:
                flows.RemoveAll(flow => SameKey(flow, mod) && Selected(flow, mod));
                return null;
            case FlowModCommand.Delete:
                flows.RemoveAll(flow => (mod.TableId == 0xff || flow.TableId == mod.TableId) && Covers(mod.Match, flow.Match) && Selected(flow, mod));
                return null;
            default:
                throw new NotSupportedException($"the pipeline does not use {mod.Command}");
        }
    }

    /// <summary>Applies a group mod; null, or the error's type and code.</summary>
    public (ushort Type, ushort Code)? Apply(GroupMod mod)
    {
        using var _ = changing.EnterScope();
        switch (mod.Command)
        {
            case GroupModCommand.Add when groups.ContainsKey(mod.GroupId): return (6, 0); // GROUP_EXISTS
            case GroupModCommand.Modify when !groups.ContainsKey(mod.GroupId): return (6, 8); // UNKNOWN_GROUP
            case GroupModCommand.Delete:
                groups.Remove(mod.GroupId);
                byTable = null;
                flows.RemoveAll(flow => ActionsOf(flow.Instructions).OfType<GroupAction>().Any(action => action.GroupId == mod.GroupId));
                break;
            default:
                groups[mod.GroupId] = new GroupDescription(mod.GroupType, mod.GroupId, mod.Buckets);
                break;
        }
        ModsApplied++;
        return null;
    }

    /// <summary>Runs one frame through the tables.</summary>
    public IReadOnlyList<Departure> Process(uint inPort, ulong tunnelId, Frame frame)
    {
        using var _ = changing.EnterScope();
        var pass = new Pass(this, inPort, frame) { TunnelId = tunnelId };
        pass.Run();
        return pass.Departures;
    }

    /// <summary>Most frames teach what is known already: then nothing changes.</summary>
    private void Add(FlowStats flow)
    {
        var at = flows.FindIndex(other => other.TableId == flow.TableId && other.Priority == flow.Priority && other.Match == flow.Match);
        if (at >= 0 && flows[at] == flow) return;
        byTable = null;
        if (at >= 0) flows.RemoveAt(at);
        flows.Add(flow);
    }

    private static bool SameKey(FlowStats flow, FlowMod mod) =>
        flow.TableId == mod.TableId && flow.Priority == mod.Priority && flow.Match == mod.Match;

    private static bool Selected(FlowStats flow, FlowMod mod) =>
        (flow.Cookie & mod.CookieMask) == (mod.Cookie & mod.CookieMask)
        && (mod.OutPort == PortNumbers.Any || ActionsOf(flow.Instructions).OfType<OutputAction>().Any(action => action.Port == mod.OutPort));

    private static bool Covers(Match wide, Match narrow) =>
        wide.Fields.All(field => narrow.TryGet(field.Type, out var other)
            && Mask(field) == (Mask(field) & Mask(other)) && (field.Value & Mask(field)) == (other.Value & Mask(field)));

    private static UInt128 Mask(OxmField field) => field.Mask ?? UInt128.MaxValue;

    private static IEnumerable<OpenFlowAction> ActionsOf(EquatableArray<Instruction> instructions) =>
        instructions.OfType<ApplyActions>().SelectMany(apply => apply.Actions);

    private bool UnknownGroup(EquatableArray<Instruction> instructions) =>
        ActionsOf(instructions).OfType<GroupAction>().Any(action => !groups.ContainsKey(action.GroupId));

    private sealed class Pass(SoftwareSwitch owner, uint cameIn, Frame original)
    {
        private readonly uint[] registers = new uint[3];
        private uint inPort = cameIn;
        private Frame frame = original;
        private ulong metadata;

        public ulong TunnelId { get; set; }

        public List<Departure> Departures { get; } = [];

        public void Run() => Run(0);

        private void Run(byte first)
        {
            byte? table = first;
            while (table is { } at)
            {
                table = null;
                if (Lookup(at) is not { } flow) return;
                foreach (var instruction in flow.Instructions)
                    switch (instruction)
                    {
                        case MeterInstruction through when owner.ExhaustedMeters.Contains(through.MeterId): return;
                        case MeterInstruction: break;
                        case GotoTable go: table = go.TableId; break;
                        case WriteMetadata write: metadata = metadata & ~write.Mask | write.Value & write.Mask; break;
                        case ApplyActions apply: Execute(apply.Actions); break;
                        default: throw new NotSupportedException($"{instruction}");
                    }
            }
        }

        // Loops rather than queries here and in Matches: the property tests spend their time in them.
        private FlowStats? Lookup(byte table)
        {
            owner.byTable ??= owner.flows.OrderByDescending(flow => flow.Priority).ToLookup(flow => flow.TableId);
            foreach (var flow in owner.byTable[table])
                if (Matches(flow.Match)) return flow;
            return null;
        }

        private void Execute(EquatableArray<OpenFlowAction> actions)
        {
            foreach (var action in actions)
                switch (action)
                {
                    case OutputAction output: Output(output.Port); break;
                    case OutputRegisterAction output: Output((uint)Read(output.Source)); break;
                    case GroupAction group: Execute(owner.groups[group.GroupId]); break;
                    case SetFieldAction set when set.Field.Type == Oxm.VlanVid:
                        frame = frame with { Tags = [(ushort)((ushort)set.Field.Value & 0xfff), .. frame.Tags.Skip(1)] };
                        break;
                    case SetFieldAction set: Write(set.Field.Type, 0, 64, (ulong)set.Field.Value); break;
                    case PushVlanAction: frame = frame with { Tags = [0, .. frame.Tags] }; break;
                    case PopVlanAction: frame = frame with { Tags = [.. frame.Tags.Skip(1)] }; break;
                    case RegisterMoveAction move: Write(move.Destination, move.DestinationOffset, move.Bits, Bits(Read(move.Source), move.SourceOffset, move.Bits)); break;
                    case RegisterLoadAction load: Write(load.Destination.Field, load.Destination.Offset, load.Destination.Bits, load.Value); break;
                    case ResubmitTableAction resubmit: Run(resubmit.Table); break;
                    case LearnAction learn: Learn(learn); break;
                    default: throw new NotSupportedException($"{action}");
                }
        }

        private void Execute(GroupDescription group)
        {
            var buckets = group.Type == GroupType.FastFailover
                ? group.Buckets.Where(bucket => !owner.DeadPorts.Contains(bucket.WatchPort)).Take(1)
                : group.Buckets;
            foreach (var bucket in buckets)
            {
                // Each bucket has its own copy of the frame and of all that goes with it.
                var before = (metadata, TunnelId, frame, registers[1], registers[2], inPort);
                Execute(bucket.Actions);
                (metadata, TunnelId, frame, registers[1], registers[2], inPort) = before;
            }
        }

        private void Output(uint port)
        {
            // Port 0 is none.
            if (port != inPort && port != 0 && !owner.DeadPorts.Contains(port)) Departures.Add(new Departure(port, TunnelId, frame));
        }

        private void Learn(LearnAction learn)
        {
            var match = new List<OxmField>();
            var actions = new List<OpenFlowAction>();
            foreach (var spec in learn.Specs)
                switch (spec)
                {
                    case MatchFromField from: match.Add(new OxmField(Basic(from.Destination.Field), Read(from.Source), null)); break;
                    case LoadFromField from: actions.Add(new RegisterLoadAction(from.Destination, Read(from.Source))); break;
                    default: throw new NotSupportedException($"{spec}");
                }
            var learned = new FlowMod
            {
                Command = FlowModCommand.Add, TableId = learn.TableId, Priority = learn.Priority, Cookie = learn.Cookie, IdleTimeout = learn.IdleTimeout,
                Match = Match.Of([.. match]), Instructions = [new ApplyActions(actions.ToEquatableArray())],
            };
            // As Open vSwitch counts: at the limit it keeps what is equal, and learns nothing, not even that a host moved.
            if (learn.Limit > 0 && owner.flows.Count(flow => flow.TableId == learn.TableId && flow.Cookie == learn.Cookie) >= learn.Limit) return;
            owner.Apply(learned);
            owner.ModsApplied--; // its own doing
        }

        /// <summary>Matches are given back in OXM's form, whatever form they were asked for in.</summary>
        private static OxmType Basic(OxmType type) => type == Oxm.NxEthDst ? Oxm.EthDst : type;

        private ulong Read(Subfield source) => Bits(Read(source.Field), source.Offset, source.Bits);

        private bool Matches(Match match)
        {
            foreach (var field in match.Fields)
                if (IsOfPayload(field.Type) ? (Carried(field.Type) & Mask(field)) != field.Value
                    : (Read(field.Type) & (ulong)Mask(field)) != (ulong)(field.Value & Mask(field)))
                    return false;
            return true;
        }

        private UInt128 Carried(OxmType type)
        {
            foreach (var field in frame.Payload)
                if (field.Type == type) return field.Value;
            return 0;
        }

        /// <summary>From ip_proto to the options of neighbour discovery. A field that a frame does not have reads as 0: what needs it matches its type first.</summary>
        private static bool IsOfPayload(OxmType type) => type.Class == Oxm.BasicClass && type.Field >= Oxm.IpProto.Field && type.Field <= Oxm.NdTll.Field;

        private ulong Read(OxmType type) =>
            type == Oxm.InPort || type == Oxm.InPort16 ? inPort
            : type == Oxm.Metadata ? metadata
            : type == Oxm.TunnelId || type == Oxm.NxTunnelId ? TunnelId
            : type == Oxm.EthDst || type == Oxm.NxEthDst ? frame.Destination.Value
            : type == Oxm.EthSrc || type == Oxm.NxEthSrc ? frame.Source.Value
            : type == Oxm.EthType ? (ulong)frame.EtherType
            : type == Oxm.VlanVid ? frame.Tags.Count == 0 ? 0 : (ulong)(0x1000 | frame.Tags[0])
            : type == Oxm.Register(1) ? registers[1]
            : type == Oxm.Register(2) ? registers[2]
            : throw new NotSupportedException($"field {type}");

        private void Write(OxmType type, int offset, int bits, ulong value)
        {
            var mask = (bits == 64 ? ulong.MaxValue : (1UL << bits) - 1) << offset;
            if (type == Oxm.Metadata) metadata = metadata & ~mask | value << offset & mask;
            else if (type == Oxm.TunnelId || type == Oxm.NxTunnelId) TunnelId = TunnelId & ~mask | value << offset & mask;
            else if (type == Oxm.InPort16) inPort = (uint)value;
            else if (type == Oxm.Register(1)) registers[1] = (uint)(registers[1] & ~mask | value << offset & mask);
            else if (type == Oxm.Register(2)) registers[2] = (uint)value;
            else throw new NotSupportedException($"field {type} is not written by the pipeline");
        }

        private static ulong Bits(ulong value, int offset, int bits) => bits == 64 ? value : value >> offset & (1UL << bits) - 1;
    }
}
