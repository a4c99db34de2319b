using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using L2sm.Kubernetes.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace L2smOsm.Testing.Kubernetes;

/// <summary>A call that went over a link.</summary>
/// <param name="Request">What it was about.</param>
/// <param name="ResourceVersion">From where a watch starts; else empty.</param>
/// <param name="Status">What was answered; 0 if nothing was.</param>
public sealed record ApiCall(ApiRequest Request, string ResourceVersion, int Status);

/// <summary>
/// A way to an API server that fails as a test wants: it stands between the code under test and the server, and tells what was called.
/// </summary>
public sealed class FaultyLink : IAsyncDisposable
{
    private readonly WebApplication host;
    private readonly ClusterConnection target;
    private readonly HttpMessageInvoker http;
    private readonly Lock gate = new();
    private readonly List<Fault> faults = [];
    private readonly ConcurrentDictionary<OpenCall, ApiRequest> open = [];
    private volatile bool isAway;

    private FaultyLink(ClusterConnection target)
    {
        this.target = target;
        http = new HttpMessageInvoker(target.CreateHandler());
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(100));
        host = builder.Build();
        host.Run(HandleAsync);
    }

    /// <summary>The way over the link.</summary>
    public ClusterConnection Connection => ClusterConnection.To(new Uri(host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()));

    /// <summary>What was called so far.</summary>
    public ConcurrentQueue<ApiCall> Calls { get; } = [];

    /// <summary>Watches that are open now.</summary>
    public int OpenWatches => open.Values.Count(request => request.Verb == "watch");

    /// <summary>A link to a server, for its administrator or another user (<see cref="ApiServer.As"/>).</summary>
    public static async Task<FaultyLink> StartAsync(ApiServer server, string? user = null)
    {
        var link = new FaultyLink(user is null ? server.Admin : server.As(user));
        await link.host.StartAsync();
        return link;
    }

    /// <summary>Answers the next calls of a kind like this, without asking the server.</summary>
    public void FailNext(int times, Predicate<ApiRequest> which, int code, string reason, TimeSpan? retryAfter = null) =>
        Add(new Fault(which, times, call => RefuseAsync(call.Context, code, reason, retryAfter)));

    /// <summary>The next watches of a kind are told that the server has forgotten their version.</summary>
    public void ExpireNext(int times, Predicate<ApiRequest> which) => Add(new Fault(request => request.Verb == "watch" && which(request), times, async call =>
    {
        call.Context.Response.ContentType = "application/json";
        var error = new JsonObject { ["type"] = "ERROR", ["object"] = Status(410, "Expired", "too old resource version") };
        await call.Context.Response.WriteAsync(error.ToJsonString() + "\n");
    }));

    /// <summary>The next calls of a kind reach the server, but their answers do not come back.</summary>
    public void LoseNext(int times, Predicate<ApiRequest> which) => Add(new Fault(which, times, async call =>
    {
        using var lost = await SendAsync(call.Context, CancellationToken.None);
        call.Break();
    }));

    /// <summary>Calls of a kind wait until they are let go; then the server is asked.</summary>
    public Hold HoldBack(Predicate<ApiRequest> which)
    {
        var hold = new Hold();
        Add(new Fault(which, int.MaxValue, async call =>
        {
            hold.Enter();
            await hold.Released.WaitAsync(call.Broken);
            await ForwardAsync(call);
        }) { Until = hold.Released });
        return hold;
    }

    /// <summary>Cuts all watches that are open now: the connection breaks, or ends as if the server went down in order.</summary>
    public void CutWatches(bool inOrder = false)
    {
        foreach (var (call, request) in open)
            if (request.Verb != "watch") continue;
            else if (inOrder) call.End();
            else call.Break();
    }

    /// <summary>From now on nobody answers, and what was open breaks.</summary>
    public void GoAway()
    {
        isAway = true;
        foreach (var call in open.Keys) call.Break();
    }

    /// <summary>Ends <see cref="GoAway"/>.</summary>
    public void ComeBack() => isAway = false;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GoAway();
        await host.DisposeAsync();
        http.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        if (ApiRequest.Parse(context.Request) is not { } request)
        {
            context.Response.StatusCode = 404;
            return;
        }
        var call = new OpenCall(request, context);
        open[call] = request;
        // Noted before the first byte of the answer leaves, so that a test that has the answer finds the call.
        context.Response.OnStarting(() =>
        {
            Note(context, request, context.Response.StatusCode);
            return Task.CompletedTask;
        });
        try
        {
            if (isAway) call.Break();
            else if (TakeFault(request) is { } fault) await fault.Do(call);
            else await ForwardAsync(call);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or HttpRequestException)
        {
            call.Break();
        }
        open.TryRemove(call, out _);
        if (!call.Broken.IsCancellationRequested) return;
        if (!context.Response.HasStarted) Note(context, request, 0);
        context.Abort();
    }

    private void Note(HttpContext context, ApiRequest request, int status) => Calls.Enqueue(new ApiCall(request, context.Request.Query["resourceVersion"].ToString(), status));

    private async Task ForwardAsync(OpenCall call)
    {
        var answer = call.Context.Response;
        using var response = await SendAsync(call.Context, call.Broken);
        answer.StatusCode = (int)response.StatusCode;
        answer.ContentType = response.Content.Headers.ContentType?.ToString();
        if (response.Headers.RetryAfter is { } retryAfter) answer.Headers.RetryAfter = retryAfter.ToString();
        await answer.StartAsync(call.Broken);
        await using var body = await response.Content.ReadAsStreamAsync(call.Broken);
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var read = body.ReadAsync(buffer, call.Broken).AsTask();
            if (await Task.WhenAny(read, call.Ended) == call.Ended) return;
            if (await read is not (> 0 and var length)) return;
            await answer.Body.WriteAsync(buffer.AsMemory(0, length), call.Broken);
            await answer.Body.FlushAsync(call.Broken);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpContext context, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(target.Server, context.Request.Path.Value!.TrimStart('/') + context.Request.QueryString))
        {
            Version = HttpVersion.Version20,
        };
        foreach (var header in new[] { "Accept", "User-Agent" })
            if (context.Request.Headers.TryGetValue(header, out var value)) request.Headers.TryAddWithoutValidation(header, value.ToString());
        using var content = new MemoryStream();
        await context.Request.Body.CopyToAsync(content, cancellation);
        if (content.Length > 0)
        {
            request.Content = new ByteArrayContent(content.ToArray());
            request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
        }
        await target.AuthenticateAsync(request, cancellation);
        return await http.SendAsync(request, cancellation);
    }

    private static async Task RefuseAsync(HttpContext context, int code, string reason, TimeSpan? retryAfter)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json";
        if (retryAfter is { } pause) context.Response.Headers.RetryAfter = ((int)pause.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        await context.Response.WriteAsync(Status(code, reason, "the test wants it so").ToJsonString());
    }

    private static JsonObject Status(int code, string reason, string message) => new()
    {
        ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Failure", ["message"] = message, ["reason"] = reason, ["code"] = code,
    };

    private void Add(Fault fault)
    {
        lock (gate) faults.Add(fault);
    }

    private Fault? TakeFault(ApiRequest request)
    {
        lock (gate)
        {
            faults.RemoveAll(fault => fault.Until.IsCompleted);
            var fault = faults.Find(fault => fault.Which(request));
            if (fault is not null && --fault.Times == 0) faults.Remove(fault);
            return fault;
        }
    }

    /// <summary>Calls that wait.</summary>
    public sealed class Hold
    {
        private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int waiting;

        /// <summary>How many came so far.</summary>
        public int Waiting => Volatile.Read(ref waiting);

        internal Task Released => released.Task;

        /// <summary>Lets them go, and holds no more.</summary>
        public void LetGo() => released.TrySetResult();

        internal void Enter() => Interlocked.Increment(ref waiting);
    }

    private sealed class Fault(Predicate<ApiRequest> which, int times, Func<OpenCall, Task> doIt)
    {
        public Predicate<ApiRequest> Which { get; } = which;

        public int Times { get; set; } = times;

        public Func<OpenCall, Task> Do { get; } = doIt;

        public Task Until { get; init; } = new TaskCompletionSource().Task;
    }

    /// <summary>A call that goes on. Others only say that it is to end; its own thread ends it, as nobody else may touch its context.</summary>
    private sealed class OpenCall
    {
        private readonly CancellationTokenSource broken;
        private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public OpenCall(ApiRequest request, HttpContext context)
        {
            (Request, Context) = (request, context);
            broken = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
            Broken = broken.Token;
        }

        public ApiRequest Request { get; }

        public HttpContext Context { get; }

        public CancellationToken Broken { get; }

        public Task Ended => ended.Task;

        public void Break() => broken.Cancel();

        public void End() => ended.TrySetResult();
    }
}
