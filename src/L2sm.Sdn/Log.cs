using L2sm.OpenFlow;
using L2sm.Sdn.Roles;
using L2sm.Sdn.Topology;
using Microsoft.Extensions.Logging;

namespace L2sm.Sdn;

/// <summary>All log lines of the library; the event ids are stable.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1001, Level = LogLevel.Information, Message = "switch {Switch} connected from {Remote}: {Description}, {Ports} ports")]
    public static partial void SwitchConnected(ILogger logger, DatapathId @switch, string remote, string description, int ports);

    [LoggerMessage(EventId = 1002, Level = LogLevel.Information, Message = "switch {Switch} disconnected: {Reason}")]
    public static partial void SwitchDisconnected(ILogger logger, DatapathId @switch, string reason);

    [LoggerMessage(EventId = 1003, Level = LogLevel.Warning, Message = "connection from {Remote} closed before it was a switch: {Reason}")]
    public static partial void ConnectionRejected(ILogger logger, string remote, string reason);

    [LoggerMessage(EventId = 1004, Level = LogLevel.Warning, Message = "switch at {Remote} reports error {Error}")]
    public static partial void SwitchError(ILogger logger, string remote, string error);

    [LoggerMessage(EventId = 1005, Level = LogLevel.Error, Message = "session with {Remote} failed inside the controller")]
    public static partial void SessionFault(ILogger logger, string remote, Exception exception);

    [LoggerMessage(EventId = 1006, Level = LogLevel.Information, Message = "switch {Switch} holds what it should: {FlowMods} flow mods, {GroupMods} group mods sent in {Elapsed:0.0} ms")]
    public static partial void SwitchProgrammed(ILogger logger, DatapathId @switch, int flowMods, int groupMods, double elapsed);

    [LoggerMessage(EventId = 1007, Level = LogLevel.Warning, Message = "switch {Switch} refused rules of network {Network}: {Error}")]
    public static partial void RulesRefused(ILogger logger, DatapathId @switch, uint network, string error);

    [LoggerMessage(EventId = 1008, Level = LogLevel.Information, Message = "links changed: {Links} now")]
    public static partial void LinksChanged(ILogger logger, int links);

    [LoggerMessage(EventId = 1009, Level = LogLevel.Warning, Message = "switch {Switch} does not hold any longer what it confirmed: {Changes} changes repair it")]
    public static partial void DriftFound(ILogger logger, DatapathId @switch, int changes);

    [LoggerMessage(EventId = 1034, Level = LogLevel.Warning, Message = "switch {Switch} was not heard for {Seconds:0} s: if it is not fail-secure, it may forward without our rules since {Since:O}")]
    public static partial void MayHaveOpened(ILogger logger, DatapathId @switch, double seconds, DateTimeOffset since);

    [LoggerMessage(EventId = 1035, Level = LogLevel.Warning, Message = "switch {Switch} is back; it may have forwarded without our rules from {From:O} to {To:O}")]
    public static partial void MayHaveBeenOpen(ILogger logger, DatapathId @switch, DateTimeOffset from, DateTimeOffset to);

    [LoggerMessage(EventId = 1036, Level = LogLevel.Warning, Message = "{Why}")]
    public static partial void PortReplaced(ILogger logger, string why);

    [LoggerMessage(EventId = 1017, Level = LogLevel.Warning, Message = "switch {Switch} is taken for dead: networks lead round it where they can, until it is back")]
    public static partial void SwitchAbsent(ILogger logger, DatapathId @switch);

    [LoggerMessage(EventId = 1018, Level = LogLevel.Warning, Message = "switch at {Remote} reported {Count} errors more, which are not told one by one")]
    public static partial void SwitchErrorsLeftOut(ILogger logger, string remote, int count);

    [LoggerMessage(EventId = 1030, Level = LogLevel.Information, Message = "switch {Switch} has no flow monitor: what others change is found by the audit, every {Seconds:0.#} s")]
    public static partial void NoFlowMonitor(ILogger logger, DatapathId @switch, double seconds);

    [LoggerMessage(EventId = 1031, Level = LogLevel.Warning, Message = "switch {Switch} has {Flows} flows and {Groups} groups of others in our tables, such as: {Sample}")]
    public static partial void ForeignFound(ILogger logger, DatapathId @switch, int flows, int groups, string sample);

    [LoggerMessage(EventId = 1032, Level = LogLevel.Information, Message = "switch {Switch} has no flows and groups of others any longer")]
    public static partial void ForeignGone(ILogger logger, DatapathId @switch);

    [LoggerMessage(EventId = 1033, Level = LogLevel.Warning, Message = "switch {Switch}: {Count} flows and groups of others are removed, such as: {Sample}")]
    public static partial void ForeignRemoved(ILogger logger, DatapathId @switch, int count, string sample);

    [LoggerMessage(EventId = 1012, Level = LogLevel.Error, Message = "a round of discovery failed; the next one goes on")]
    public static partial void DiscoveryFault(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 1038, Level = LogLevel.Error, Message = "a change of the links could not be followed; the next one is")]
    public static partial void LinkFault(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 1011, Level = LogLevel.Debug, Message = "switch {Switch} learned {Addresses} addresses of frames under way: deleted")]
    public static partial void LearnedAstray(ILogger logger, DatapathId @switch, int addresses);

    [LoggerMessage(EventId = 1013, Level = LogLevel.Information, Message = "role: {Role}")]
    public static partial void RoleChanged(ILogger logger, FabricRole role);

    [LoggerMessage(EventId = 1014, Level = LogLevel.Warning, Message = "another controller is the master, so nothing is written any more: {Why}")]
    public static partial void Deposed(ILogger logger, string why);

    [LoggerMessage(EventId = 1015, Level = LogLevel.Warning, Message = "switch {Switch} grants no role ({Role} was asked for), so it will not refuse another controller: {Error}")]
    public static partial void RoleRefused(ILogger logger, DatapathId @switch, string role, string error);

    [LoggerMessage(EventId = 1016, Level = LogLevel.Warning, Message = "port {Port} hears several other switches: it is on a shared medium, where no link can end")]
    public static partial void PortShared(ILogger logger, PortKey port);

    [LoggerMessage(EventId = 1010, Level = LogLevel.Warning, Message = "switch {Switch} connected a second time from {Remote}: the older session ends")]
    public static partial void SwitchReplaced(ILogger logger, DatapathId @switch, string remote);

    [LoggerMessage(EventId = 1037, Level = LogLevel.Information, Message = "switch {Switch} refused the Nicira extensions, so it gets plain OpenFlow 1.3 tables, and the controller learns for it")]
    public static partial void SwitchIsPlain(ILogger logger, DatapathId @switch);
}
