using L2sm.Kubernetes.Api;
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
}
