using System.Collections.Immutable;

namespace Osm.L2sm.Connector.Services;

/// <summary>One field of a request and what is wrong with it.</summary>
internal sealed record Violation(string Field, string Description);

/// <summary>A request that is not done, with the reason for machines and a sentence for people.</summary>
internal sealed class RefusedException(ErrorKind kind, string reason, string message, Exception? inner = null) : Exception(message, inner)
{
    public ErrorKind Kind { get; } = kind;

    public string Reason { get; } = reason;

    /// <summary>The fields at fault; empty unless <see cref="Kind"/> is <see cref="ErrorKind.InvalidArgument"/>.</summary>
    public ImmutableArray<Violation> Violations { get; private init; } = [];

    public static RefusedException Invalid(params ImmutableArray<Violation> violations) =>
        new(ErrorKind.InvalidArgument, Reasons.InvalidRequest, string.Join("; ", violations.Select(v => $"{v.Field}: {v.Description}")))
        {
            Violations = violations,
        };

    public static RefusedException Invalid(string field, string description) => Invalid(new Violation(field, description));

    public static RefusedException UnknownNetwork(string id) =>
        new(ErrorKind.NotFound, Reasons.NetworkNotFound, $"no network has the id '{id}': it was deleted, or never made by this service");

    public static RefusedException Precondition(string reason, string message) => new(ErrorKind.FailedPrecondition, reason, message);

    /// <param name="incident">Under which the log has the fault.</param>
    /// <param name="fault">What happened.</param>
    public static RefusedException Internal(Guid incident, Exception fault) => new(
        ErrorKind.Internal, Reasons.Internal, $"an internal error; the service's log has it as incident {incident}. Ask again: the same request is not done twice", fault);

    public static RefusedException ShuttingDown() =>
        new(ErrorKind.Unavailable, Reasons.ShuttingDown, "the service is shutting down: ask again when it is back");
}
