namespace L2sm.Kubernetes.Api;

/// <summary>How the API server is talked to.</summary>
public sealed record KubernetesApiOptions
{
    /// <summary>Who owns the fields that we write; 1 to 128 characters. It must not change from release to release, or we conflict with ourselves.</summary>
    public string FieldManager { get; init; } = "osm-l2sm";

    /// <summary>The agent named in the server's audit log.</summary>
    public string UserAgent { get; init; } = "osm-l2sm";

    /// <summary>How long an answer may take, watches aside.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a call is repeated that the server refused with Retry-After, that is, without having looked at it.</summary>
    public int Repeats { get; init; } = 5;

    /// <summary>Resources a page of a list.</summary>
    public int PageSize { get; init; } = 500;

    /// <summary>The largest answer that is read, in bytes.</summary>
    public int LargestAnswer { get; init; } = 64 * 1024 * 1024;
}
