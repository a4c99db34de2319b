namespace L2sm.Kubernetes.Api;

/// <summary>What a call failed of, as far as a caller would act differently.</summary>
public enum KubernetesFailure
{
    /// <summary>An answer that no API server should give.</summary>
    Unexpected,

    /// <summary>Where the API server is, or how to log in, could not be found out.</summary>
    Configuration,

    /// <summary>No connection, or it broke.</summary>
    Unreachable,

    /// <summary>No answer in time; the call may have taken effect.</summary>
    Timeout,

    /// <summary>The server does not know who we are (401).</summary>
    Unauthorized,

    /// <summary>The server knows who we are, and that we may not (403).</summary>
    Forbidden,

    /// <summary>There is no such resource (404).</summary>
    NotFound,

    /// <summary>The server does not serve the kind: its CustomResourceDefinition is not there (404).</summary>
    KindUnknown,

    /// <summary>A resource of that name is there already (409).</summary>
    AlreadyExists,

    /// <summary>The resource changed meanwhile, is another one than was meant, or its fields belong to another manager (409).</summary>
    Conflict,

    /// <summary>The version asked for is too old: list again (410).</summary>
    Gone,

    /// <summary>The server refuses the content (400, 413, 415, 422).</summary>
    Invalid,

    /// <summary>Come back later (429).</summary>
    TooManyRequests,

    /// <summary>The server cannot, for now (5xx).</summary>
    Unavailable,
}
