using L2sm.OpenFlow.Matching;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Pipeline;

namespace L2sm.Sdn.Programming;

/// <summary>
/// Finds learned addresses that lead out of their network. A frame that was under way while its port left can teach the switch once more,
/// after everything was forgotten: so some time later one looks again.
/// </summary>
internal static class LearnedAddresses
{
    private const byte AllTables = 0xff;

    /// <summary>The question: what has the switch learned?</summary>
    public static FlowStatsRequest Request { get; } = new(
        Tables.Learned, Cookie: new FlowCookie(FlowKind.Learned, TableFragment.BaseKey).Value, CookieMask: FlowCookie.OwnerMask | FlowCookie.KindMask);

    /// <summary>The same for a plain switch, which has no table for them alone.</summary>
    public static FlowStatsRequest RequestPlain { get; } = new(
        Cookie: new FlowCookie(FlowKind.Learned, TableFragment.BaseKey).Value, CookieMask: FlowCookie.OwnerMask | FlowCookie.KindMask);

    /// <summary>Has a switch forget all that it has learned in a network.</summary>
    public static FlowMod Forget(uint network, bool plain = false) => new()
    {
        Command = FlowModCommand.Delete,
        TableId = plain ? AllTables : Tables.Learned,
        Cookie = new FlowCookie(FlowKind.Learned, TableFragment.BaseKey).Value,
        CookieMask = FlowCookie.OwnerMask | FlowCookie.KindMask,
        Match = Match.Of(MatchField.Metadata(network)),
    };

    /// <summary>Deletes what sends to, or on a plain switch knows a sender at, a port that the network does not have on this switch.</summary>
    public static IReadOnlyList<ProgramMessage> Astray(IEnumerable<FlowStats> learned, SwitchTables held) =>
    [
        .. from flow in learned
           let network = flow.Match.TryGet(Oxm.Metadata, out var metadata) ? (uint)metadata.Value : 0
           let at = flow.Match.TryGet(Oxm.InPort, out var inPort) ? (uint)inPort.Value : Registers.PortSetBy(flow.Instructions)
           where at is { } port && !held[network].FloodedPorts.Contains(port)
           select new ProgramMessage(network, new FlowEntry(flow.TableId, flow.Priority, flow.Match, flow.Cookie, flow.Instructions).ToDelete()),
    ];
}
