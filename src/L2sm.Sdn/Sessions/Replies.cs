using L2sm.OpenFlow;
using L2sm.OpenFlow.Messages;

namespace L2sm.Sdn.Sessions;

/// <summary>
/// Which message answers which, where we go by what it says: a switch that gets it wrong must not be taken at its word. What is asked only to
/// learn whether it is refused (bundles, flow monitors) may be answered by anything.
/// </summary>
internal static class Replies
{
    /// <summary>Whether this can be the answer to what was asked.</summary>
    public static bool Answers(OpenFlowMessage asked, OpenFlowMessage reply) => asked switch
    {
        EchoRequest => reply is EchoReply,
        FeaturesRequest => reply is FeaturesReply,
        BarrierRequest => reply is BarrierReply,
        RoleRequest => reply is RoleReply,
        DescriptionRequest => reply is DescriptionReply,
        PortDescriptionRequest => reply is PortDescriptionReply,
        FlowStatsRequest => reply is FlowStatsReply,
        GroupDescriptionRequest => reply is GroupDescriptionReply,
        MultipartRequest => reply is MultipartReply,
        _ => true,
    };
}
