namespace L2sm.Kubernetes.Api;

/// <summary>A call to the API server failed; the message names the resource, and what to do where something can be done.</summary>
public sealed class KubernetesException : Exception
{
    /// <summary>A failure.</summary>
    /// <param name="failure">What it failed of.</param>
    /// <param name="message">For people.</param>
    /// <param name="retryAfter">When the server wants to be asked again, if it said so.</param>
    /// <param name="inner">Its cause.</param>
    public KubernetesException(KubernetesFailure failure, string message, TimeSpan? retryAfter = null, Exception? inner = null)
        : base(message, inner)
    {
        Failure = failure;
        RetryAfter = retryAfter;
    }

    /// <summary>What it failed of.</summary>
    public KubernetesFailure Failure { get; }

    /// <summary>When the server wants to be asked again, if it said so.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>Whether the same call may succeed later without anybody doing anything.</summary>
    public bool IsTransient => Failure is KubernetesFailure.Unreachable or KubernetesFailure.Timeout or KubernetesFailure.TooManyRequests
        or KubernetesFailure.Unavailable or KubernetesFailure.Unexpected;
}
