namespace Osm.L2sm.Connector.Services;

/// <summary>What sort of refusal an error is; the wire's words for it are chosen at the rim.</summary>
internal enum ErrorKind
{
    InvalidArgument,
    NotFound,
    AlreadyExists,
    FailedPrecondition,
    ResourceExhausted,
    Unavailable,
    Internal,
}
