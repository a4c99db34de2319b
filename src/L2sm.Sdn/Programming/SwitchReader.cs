using L2sm.OpenFlow;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Pipeline;
using L2sm.Sdn.Sessions;

namespace L2sm.Sdn.Programming;

/// <summary>What a switch held when it was asked.</summary>
/// <param name="Ours">What is ours, by owner.</param>
/// <param name="OldGenerations">The generations of flows of ours from other layouts of the tables.</param>
/// <param name="ForeignFlows">Flows of others in our tables.</param>
/// <param name="ForeignGroups">Groups of others.</param>
internal sealed record SwitchContents(
    SwitchTables Ours, IReadOnlySet<byte> OldGenerations, IReadOnlyList<FlowEntry> ForeignFlows, IReadOnlyList<GroupDescription> ForeignGroups);

/// <summary>Asks a switch what it holds; not what it learned, which may be much, and is its own affair.</summary>
internal sealed class SwitchReader(SwitchSession session)
{
    /// <summary>
    /// Flows of ours elsewhere than in our tables, and flows there that nobody should have: in the table of what is learned, in tables of other
    /// layouts (each bit of the generation that differs), and what sends past the pipeline.
    /// </summary>
    private static readonly FlowStatsRequest[] Elsewhere =
    [
        new FlowStatsRequest(Tables.Learned, Cookie: FlowCookie.OwnerValue, CookieMask: FlowCookie.OwnerMask | FlowCookie.LearnedBit),
        .. Enumerable.Range(0, 4).Select(bit => 1UL << (44 + bit)).Select(bit => new FlowStatsRequest(
            Cookie: FlowCookie.OwnerValue | ~new FlowCookie(FlowKind.Base, 0).Value & bit,
            CookieMask: FlowCookie.OwnerMask | FlowCookie.LearnedBit | bit)),
        new FlowStatsRequest(Tables.Learned, OutPort: PortNumbers.Normal),
    ];

    private bool hasMeters = true;

    /// <summary>Asks for everything at once and waits for all of it.</summary>
    /// <exception cref="SessionClosedException">The session ended.</exception>
    public async Task<SwitchContents> ReadAsync()
    {
        var tables = Tables.Programmed.Select(table => session.RequestAsync(new FlowStatsRequest(table))).ToArray();
        var elsewhere = Elsewhere.Select(session.RequestAsync).ToArray();
        var groups = session.RequestAsync(new GroupDescriptionRequest());
        var meters = hasMeters ? await session.TryRequestAsync(new MeterConfigRequest()) : null;
        hasMeters = meters is not null;
        var flows = FlowsOf(await Task.WhenAll(tables))
            .Concat(FlowsOf(await Task.WhenAll(elsewhere)).Where(flow => !Tables.Programmed.Contains(flow.TableId)).DistinctBy(flow => HeldTables.Entry(flow).Key))
            .ToArray();
        var allGroups = (await groups).Cast<GroupDescriptionReply>().SelectMany(part => part.Groups).ToArray();
        return new SwitchContents(
            HeldTables.From(flows, allGroups, meters?.Cast<MeterConfigReply>().SelectMany(part => part.Meters)),
            flows.Where(flow => HeldTables.IsOurs(flow.Cookie)).Select(flow => FlowCookie.Read(flow.Cookie).Generation)
                .Where(generation => generation != FlowCookie.CurrentGeneration).ToHashSet(),
            [.. flows.Where(flow => !FlowCookie.IsOurs(flow.Cookie)).Select(HeldTables.Entry)],
            [.. allGroups.Where(group => !GroupIds.TryReadOwner(group.GroupId, out _))]);
    }

    private static IEnumerable<FlowStats> FlowsOf(IEnumerable<IReadOnlyList<OpenFlowMessage>> answers) =>
        answers.SelectMany(parts => parts).Cast<FlowStatsReply>().SelectMany(part => part.Flows);
}
