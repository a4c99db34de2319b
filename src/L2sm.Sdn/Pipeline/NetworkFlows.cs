using L2sm.OpenFlow;
using L2sm.OpenFlow.Actions;
using L2sm.OpenFlow.Instructions;
using L2sm.OpenFlow.Matching;
using L2sm.Sdn.Networks;

namespace L2sm.Sdn.Pipeline;

/// <summary>
/// What the tables of a network have alike on every switch: made once and shared, so that a network on a hundred switches holds it in memory once.
/// </summary>
internal sealed class NetworkFlows(L2Network network, ushort treeTag)
{
    /// <summary>What lets frames into the network, where nothing comes before it.</summary>
    public EquatableArray<Instruction> Enter { get; } = [new WriteMetadata(network.Id.Value, ulong.MaxValue), new GotoTable(Tables.Learn)];

    /// <summary>Says the network on a link that carries tunnel ids.</summary>
    public OpenFlowAction Mark { get; } = new SetFieldAction(MatchField.TunnelId(NetworkLinks.MarkOf(network, copies: false)));

    /// <summary>
    /// Learning is a flow of each network, not of the switch: else a frame that is still on its way when its network goes would be learned,
    /// and nobody would forget it.
    /// </summary>
    public FlowEntry Learn { get; } = new(
        Tables.Learn,
        Tables.LearnPriority,
        Match.Of(MatchField.Metadata(network.Id.Value)),
        new FlowCookie(FlowKind.Learn, network.Id.Value).Value,
        [
            .. RateMeters.Through(network),
            // The later one wins: a known address.
            new ApplyActions(
                [LearnSender(network.Id), new ResubmitTableAction(BaseCompiler.InThisPort, Tables.Learned), new ResubmitTableAction(BaseCompiler.InThisPort, Tables.Addresses)]),
            new GotoTable(Tables.Egress),
        ]);

    /// <summary>Frames for whom no port is known.</summary>
    public FlowEntry Flood { get; } = new(
        Tables.Egress,
        Tables.FloodPriority,
        Match.Of(MatchField.Metadata(network.Id.Value), Registers.PortIs(0)),
        new FlowCookie(FlowKind.Flood, network.Id.Value, treeTag).Value,
        [new ApplyActions([new GroupAction(GroupIds.Flood(network.Id))])]);

    /// <summary>In table Learned: frames of this network to this sender leave by the port where it was heard. The limit counts by the cookie.</summary>
    private static LearnAction LearnSender(NetworkId network) => new(
        IdleTimeout: Tables.LearnedIdleSeconds,
        HardTimeout: 0,
        Priority: Tables.LearnedPriority,
        Cookie: new FlowCookie(FlowKind.Learned, network.Value).Value,
        Flags: 0,
        TableId: Tables.Learned,
        FinIdleTimeout: 0,
        FinHardTimeout: 0,
        Specs: LearnSpecs,
        Limit: Tables.LearnedLimit);

    private static readonly EquatableArray<LearnSpec> LearnSpecs =
    [
        new MatchFromField(new Subfield(Oxm.Metadata, 0, 64), new Subfield(Oxm.Metadata, 0, 64)),
        new MatchFromField(new Subfield(Oxm.NxEthSrc, 0, 48), new Subfield(Oxm.NxEthDst, 0, 48)),
        new LoadFromField(new Subfield(Oxm.InPort16, 0, 16), new Subfield(Oxm.Register(1), 0, 16)),
    ];
}
