using System.Net;
using System.Net.Http.Headers;
using L2sm.Kubernetes.Resources;

namespace L2sm.Kubernetes.Api;

/// <summary>
/// The API server. One HTTP client for all kinds; each kind is reached through <see cref="Resources"/>. Thread-safe.
/// </summary>
public sealed class KubernetesApi : IDisposable
{
    private readonly HttpClient http;
    private readonly ClusterConnection connection;

    /// <summary>A client; nothing is sent before the first call.</summary>
    public KubernetesApi(ClusterConnection connection, KubernetesApiOptions? options = null, TimeProvider? time = null)
    {
        this.connection = connection;
        Options = options ?? new KubernetesApiOptions();
        Time = time ?? TimeProvider.System;
        http = new HttpClient(connection.CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue(new ProductHeaderValue(Options.UserAgent)));
    }

    /// <summary>Where it is.</summary>
    public Uri Server => connection.Server;

    /// <summary>The namespace that we live in, or that the kubeconfig's context names; null if unknown.</summary>
    public string? Namespace => connection.Namespace;

    /// <summary>How it is talked to.</summary>
    public KubernetesApiOptions Options { get; }

    internal TimeProvider Time { get; }

    /// <summary>The resources of a kind.</summary>
    public ResourceClient<T> Resources<T>(ResourceKind<T> kind) where T : class, IResource => new(this, kind);

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    /// <summary>Sends, repeats where the server asks for it, and reads the whole answer.</summary>
    /// <exception cref="KubernetesException">It did not succeed.</exception>
    internal async Task<AnswerBody> CallAsync(Operation operation, HttpMethod method, string pathAndQuery, byte[]? body, string? contentType, CancellationToken cancellation)
    {
        for (var repeats = 0; ; repeats++)
        {
            try
            {
                return await CallOnceAsync(operation, method, pathAndQuery, body, contentType, cancellation);
            }
            catch (KubernetesException e) when (e is { RetryAfter: { } pause, Failure: KubernetesFailure.TooManyRequests or KubernetesFailure.Unavailable } && repeats < Options.Repeats)
            {
                await Task.Delay(pause < Options.Timeout ? pause : Options.Timeout, Time, cancellation);
            }
        }
    }

    /// <summary>As <see cref="CallAsync"/>, without repeats.</summary>
    internal async Task<AnswerBody> CallOnceAsync(Operation operation, HttpMethod method, string pathAndQuery, byte[]? body, string? contentType, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(Options.Timeout, Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            using var response = await SendAsync(operation, method, pathAndQuery, body, contentType, both.Token);
            await using var stream = await response.Content.ReadAsStreamAsync(both.Token);
            return await AnswerBody.ReadAsync(stream, Options.LargestAnswer, operation, both.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw Failures.TimedOut(operation, Server, Options.Timeout);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw Failures.Unreachable(operation, Server, e);
        }
    }

    /// <summary>The answer once its headers are there, for a watch: the caller disposes of it.</summary>
    internal async Task<HttpResponseMessage> OpenAsync(Operation operation, string pathAndQuery, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(Options.Timeout, Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            return await SendAsync(operation, HttpMethod.Get, pathAndQuery, null, null, both.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw Failures.TimedOut(operation, Server, Options.Timeout);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw Failures.Unreachable(operation, Server, e);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(Operation operation, HttpMethod method, string pathAndQuery, byte[]? body, string? contentType, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, new Uri(Server, pathAndQuery)) { Version = HttpVersion.Version20 };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (body is not null) request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(contentType ?? "application/json") } };
        await connection.AuthenticateAsync(request, cancellation);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (response.IsSuccessStatusCode) return response;
        using (response) throw await Failures.FromAsync(response, operation, Time, cancellation);
    }
}
