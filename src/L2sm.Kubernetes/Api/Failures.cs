using System.Net;
using System.Text;
using System.Text.Json;

namespace L2sm.Kubernetes.Api;

/// <summary>Turns what the server answered into what a caller can act on.</summary>
internal static class Failures
{
    private const int MostBytes = 64 * 1024, MostCharacters = 1000;

    /// <summary>The exception for an answer that is no success.</summary>
    public static async Task<KubernetesException> FromAsync(HttpResponseMessage response, Operation operation, TimeProvider time, CancellationToken cancellation)
    {
        var body = await ReadStartAsync(response.Content, cancellation);
        var retryAfter = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => TimeSpan.FromTicks(Math.Max(0, (date - time.GetUtcNow()).Ticks)),
            _ => (TimeSpan?)null,
        };
        return From(response.StatusCode, Parse(body), body, operation, retryAfter);
    }

    /// <summary>The exception for an ERROR event of a watch.</summary>
    public static KubernetesException From(StatusDocument status, Operation operation) =>
        From((HttpStatusCode)(status.Code ?? 0), status, status.Message ?? "", operation, null);

    /// <summary>The exception for a connection that broke, or never was.</summary>
    public static KubernetesException Unreachable(Operation operation, Uri server, Exception cause) =>
        new(KubernetesFailure.Unreachable, $"could not {operation}: the API server at {server} cannot be reached: {cause.Message}", inner: cause);

    /// <summary>The exception for an answer that did not come.</summary>
    public static KubernetesException TimedOut(Operation operation, Uri server, TimeSpan limit) =>
        new(KubernetesFailure.Timeout, $"could not {operation}: the API server at {server} did not answer within {limit.TotalSeconds:0.#} s");

    private static KubernetesException From(HttpStatusCode code, StatusDocument? status, string body, Operation operation, TimeSpan? retryAfter)
    {
        retryAfter ??= status?.Details?.RetryAfterSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        var said = Shorten(status?.Message ?? body);
        var failure = (code, status?.Reason) switch
        {
            (HttpStatusCode.Unauthorized, _) => KubernetesFailure.Unauthorized,
            (HttpStatusCode.Forbidden, _) => KubernetesFailure.Forbidden,
            // A resource that is not there has a Status; a kind that is not there has a bare text, or a Status without a name.
            (HttpStatusCode.NotFound, "NotFound") when status!.Details?.Name is not null => KubernetesFailure.NotFound,
            (HttpStatusCode.NotFound, _) => KubernetesFailure.KindUnknown,
            (HttpStatusCode.Conflict, "AlreadyExists") => KubernetesFailure.AlreadyExists,
            (HttpStatusCode.Conflict, _) => KubernetesFailure.Conflict,
            (HttpStatusCode.Gone, _) => KubernetesFailure.Gone,
            (HttpStatusCode.TooManyRequests, _) => KubernetesFailure.TooManyRequests,
            (>= HttpStatusCode.InternalServerError, _) => KubernetesFailure.Unavailable,
            (>= HttpStatusCode.BadRequest, _) => KubernetesFailure.Invalid,
            _ => KubernetesFailure.Unexpected,
        };
        var message = failure switch
        {
            KubernetesFailure.Unauthorized =>
                $"could not {operation}: the API server does not accept our credentials ({said}); check the service account's token, or the user in the kubeconfig",
            KubernetesFailure.Forbidden =>
                $"may not {operation}: {operation.RoleKind()} bound to our service account needs the rule {{{operation.Rule()}}}; the server says: {said}",
            KubernetesFailure.KindUnknown =>
                $"could not {operation}: the API server does not serve {operation.Kind.ApiVersion} {operation.Kind.Kind}; is the CustomResourceDefinition {operation.Kind.FullName} installed, with this version?",
            KubernetesFailure.Gone => $"could not {operation}: the version asked for is too old for the server ({said})",
            KubernetesFailure.TooManyRequests or KubernetesFailure.Unavailable => $"could not {operation}: the API server is not able to for now ({(int)code} {said})",
            _ => $"could not {operation}: {said}",
        };
        return new KubernetesException(failure, message, retryAfter);
    }

    private static StatusDocument? Parse(string body)
    {
        if (!body.StartsWith('{')) return null;
        try
        {
            var status = JsonSerializer.Deserialize(body, ApiJson.Default.StatusDocument);
            return status?.Kind == "Status" ? status : null;
        }
        catch (JsonException)
        {
            return null; // an answer of something in between, such as a proxy: it is shown as it is
        }
    }

    private static async Task<string> ReadStartAsync(HttpContent content, CancellationToken cancellation)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellation);
        var start = new byte[MostBytes];
        var length = await stream.ReadAtLeastAsync(start, MostBytes, throwOnEndOfStream: false, cancellation);
        return Encoding.UTF8.GetString(start, 0, length).Trim();
    }

    private static string Shorten(string text) => text.Length <= MostCharacters ? text : string.Concat(text.AsSpan(0, MostCharacters), "…");
}
