"""From gRPC statuses to the exceptions that RO knows."""

import grpc
from osm_ro_plugin import vimconn

REASON_TRAILER = "l2sm-reason"

_EXCEPTIONS = {
    grpc.StatusCode.UNAVAILABLE: vimconn.VimConnConnectionException,
    grpc.StatusCode.DEADLINE_EXCEEDED: vimconn.VimConnConnectionException,
    grpc.StatusCode.CANCELLED: vimconn.VimConnConnectionException,
    grpc.StatusCode.UNAUTHENTICATED: vimconn.VimConnAuthException,
    grpc.StatusCode.PERMISSION_DENIED: vimconn.VimConnAuthException,
    grpc.StatusCode.NOT_FOUND: vimconn.VimConnNotFoundException,
    grpc.StatusCode.ALREADY_EXISTS: vimconn.VimConnConflictException,
    grpc.StatusCode.ABORTED: vimconn.VimConnConflictException,
    grpc.StatusCode.FAILED_PRECONDITION: vimconn.VimConnConflictException,
    grpc.StatusCode.UNIMPLEMENTED: vimconn.VimConnNotImplemented,
    grpc.StatusCode.INVALID_ARGUMENT: vimconn.VimConnException,
    grpc.StatusCode.OUT_OF_RANGE: vimconn.VimConnException,
    grpc.StatusCode.RESOURCE_EXHAUSTED: vimconn.VimConnException,
    grpc.StatusCode.INTERNAL: vimconn.VimConnUnexpectedResponse,
    grpc.StatusCode.UNKNOWN: vimconn.VimConnUnexpectedResponse,
    grpc.StatusCode.DATA_LOSS: vimconn.VimConnUnexpectedResponse,
}

# A call that failed so was not answered: it may be asked again with the same request.
RETRIED = frozenset({grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED})

# May be gone at the next poll. INTERNAL, UNKNOWN and CANCELLED too: a connection cut while a call runs shows as any of them.
TRANSIENT = RETRIED | {
    grpc.StatusCode.CANCELLED,
    grpc.StatusCode.ABORTED,
    grpc.StatusCode.RESOURCE_EXHAUSTED,
    grpc.StatusCode.INTERNAL,
    grpc.StatusCode.UNKNOWN,
}


def code_of(error: grpc.RpcError) -> grpc.StatusCode:
    code = error.code() if isinstance(error, grpc.Call) else None
    return code if code is not None else grpc.StatusCode.UNKNOWN


def reason_of(error: grpc.RpcError) -> str:
    """The service's own reason, empty where the status was made on the way."""
    trailers = error.trailing_metadata() if isinstance(error, grpc.Call) else None
    for key, value in trailers or ():
        if key == REASON_TRAILER:
            return value if isinstance(value, str) else value.decode("utf-8", "replace")
    return ""


def sentence(error: grpc.RpcError, url: str) -> str:
    """What OSM's user gets to read."""
    code, reason = code_of(error), reason_of(error)
    details = (error.details() if isinstance(error, grpc.Call) else str(error)) or "no details"
    if reason:
        return f"{details} (reason {reason})"
    if code is grpc.StatusCode.UNAVAILABLE:
        return f"the L2S-M service at {url} cannot be reached: {details}"
    if code is grpc.StatusCode.DEADLINE_EXCEEDED:
        return f"the L2S-M service at {url} did not answer in time: {details}"
    if code is grpc.StatusCode.UNIMPLEMENTED:
        return f"{url} does not offer this call; is it the L2S-M service, and as new as this plug-in? {details}"
    return f"{details} ({code.name} from {url})"


def to_vimconn(error: grpc.RpcError, url: str) -> vimconn.VimConnException:
    return _EXCEPTIONS.get(code_of(error), vimconn.VimConnUnexpectedResponse)(sentence(error, url))
