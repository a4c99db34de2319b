using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Attachments;
using L2sm.Kubernetes.Events;
using L2sm.Kubernetes.Leadership;
using Microsoft.Extensions.Logging;

namespace L2sm.Kubernetes;

/// <summary>The log lines of the watching and working parts; the event ids are stable.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 4001, Level = LogLevel.Debug, Message = "{Kind} of {Scope} listed: {Count}, of which {Gone} are gone meanwhile")]
    public static partial void Listed(ILogger logger, string kind, ResourceScope scope, int count, int gone);

    [LoggerMessage(EventId = 4002, Level = LogLevel.Information, Message = "{Kind} of {Scope} are listed anew: the server has forgotten the version that we had")]
    public static partial void VersionGone(ILogger logger, string kind, ResourceScope scope);

    [LoggerMessage(EventId = 4003, Level = LogLevel.Warning, Message = "{Kind} of {Scope} may be out of date, it is tried again: {Problem}")]
    public static partial void CacheFailed(ILogger logger, string kind, ResourceScope scope, string problem);

    [LoggerMessage(EventId = 4004, Level = LogLevel.Warning, Message = "{Kind} {Key} is left out, as it is not as we know it: {Reason}")]
    public static partial void Unreadable(ILogger logger, string kind, ResourceKey? key, string reason);

    [LoggerMessage(EventId = 4005, Level = LogLevel.Error, Message = "a handler failed over {Kind} {Key}")]
    public static partial void HandlerFailed(ILogger logger, string kind, ResourceKey key, Exception exception);

    [LoggerMessage(EventId = 4006, Level = LogLevel.Debug, Message = "the watch of {Kind} of {Scope} was ended before its time; it is resumed")]
    public static partial void WatchEndedEarly(ILogger logger, string kind, ResourceScope scope);

    [LoggerMessage(EventId = 4010, Level = LogLevel.Warning, Message = "{Loop}: {Key} is tried again in {Seconds:0.0} s: {Problem}")]
    public static partial void ReconcileFailed(ILogger logger, string loop, object key, string problem, double seconds);

    [LoggerMessage(EventId = 4011, Level = LogLevel.Debug, Message = "{Loop}: {Key} is tried again in {Seconds:0.0} s, it changed meanwhile: {Problem}")]
    public static partial void ReconcileConflict(ILogger logger, string loop, object key, string problem, double seconds);

    [LoggerMessage(EventId = 4012, Level = LogLevel.Error, Message = "{Loop}: a fault over {Key}; it is tried again in {Seconds:0.0} s")]
    public static partial void ReconcileFault(ILogger logger, string loop, object key, double seconds, Exception exception);

    [LoggerMessage(EventId = 4020, Level = LogLevel.Information, Message = "lease {Lease}: {Identity} is {Role} now, generation {Generation}, holder {Holder}")]
    public static partial void LeadershipChanged(ILogger logger, ResourceKey lease, string identity, LeaderRole role, ulong generation, string? holder);

    [LoggerMessage(EventId = 4021, Level = LogLevel.Warning, Message = "lease {Lease} could not be renewed or read, it is tried again: {Problem}")]
    public static partial void LeaseFailed(ILogger logger, ResourceKey lease, string problem);

    [LoggerMessage(EventId = 4022, Level = LogLevel.Debug, Message = "lease {Lease}: another candidate wrote at the same time")]
    public static partial void LeaseContended(ILogger logger, ResourceKey lease);

    [LoggerMessage(EventId = 4023, Level = LogLevel.Information, Message = "lease {Lease} is taken over from {Holder}")]
    public static partial void LeaseTaken(ILogger logger, ResourceKey lease, string holder);

    [LoggerMessage(EventId = 4024, Level = LogLevel.Information, Message = "lease {Lease} is given back")]
    public static partial void LeaseReleased(ILogger logger, ResourceKey lease);

    [LoggerMessage(EventId = 4025, Level = LogLevel.Information, Message = "lease {Lease} could not be given back, it is free after {Seconds} s: {Problem}")]
    public static partial void LeaseNotReleased(ILogger logger, ResourceKey lease, double seconds, string problem);

    [LoggerMessage(EventId = 4030, Level = LogLevel.Information, Message = "event {Event} is not told: {Problem}")]
    public static partial void EventRefused(ILogger logger, EventText @event, string problem);

    [LoggerMessage(EventId = 4101, Level = LogLevel.Information, Message = "the fabric was told of all {Count} ports that pods use")]
    public static partial void AllPortsClaimed(ILogger logger, int count);

    [LoggerMessage(EventId = 4102, Level = LogLevel.Warning, Message = "what pods say of {Count} ports did not reach the fabric, it is said again in {Seconds:0.0} s: {Problem}")]
    public static partial void PortsNotClaimed(ILogger logger, int count, double seconds, string problem);

    [LoggerMessage(EventId = 4103, Level = LogLevel.Information, Message = "{Nad} was taken for used on node {Node}, and no pod there names it: freed")]
    public static partial void LabelFreed(ILogger logger, ResourceKey nad, string node);

    [LoggerMessage(EventId = 4104, Level = LogLevel.Information, Message = "port {Port} was asked into network {Network}, and no pod uses it: taken back")]
    public static partial void CallTakenBack(ILogger logger, SwitchPort port, string network);

    [LoggerMessage(EventId = 4105, Level = LogLevel.Warning, Message = "ports that are taken for used without a pod could not be freed, it is tried again: {Problem}")]
    public static partial void LeaksNotFreed(ILogger logger, string problem);

    [LoggerMessage(EventId = 4107, Level = LogLevel.Warning, Message = "L2Network {Network} does not take the way that it asks for: {Problem}")]
    public static partial void VlinkNotAsAsked(ILogger logger, string network, string problem);

    [LoggerMessage(EventId = 4106, Level = LogLevel.Warning, Message = "network {Network}, which others made in the cluster, is not in the fabric as it should be; looked at again in minutes: {Problem}")]
    public static partial void OthersNotInFabric(ILogger logger, string network, string problem);
}
