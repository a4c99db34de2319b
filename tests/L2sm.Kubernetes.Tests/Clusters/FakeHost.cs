using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Attachments;
using L2sm.Kubernetes.Operator;

namespace L2sm.Kubernetes.Tests.Clusters;

/// <summary>A host with wishes and a fabric, and the REST that the operator calls: as little as holds the contracts.</summary>
internal sealed class FakeHost : HttpMessageHandler, IFabricPorts, INetworkWishes, IPodEvents
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, NetworkWish> wishes = new(StringComparer.Ordinal);
    private readonly HashSet<string> ofRest = new(StringComparer.Ordinal);
    private readonly Dictionary<SwitchPort, string> asked = [];
    private readonly Dictionary<SwitchPort, PortClaim> claims = [];
    private readonly Dictionary<string, string> paths = new(StringComparer.Ordinal);
    private Action<string?>? changed;
    private bool isKnown = true;

    public int Refusals { get; set; }

    public int FailingClaims { get; set; }

    public ConcurrentQueue<string> Calls { get; } = [];

    public ConcurrentQueue<(ResourceKey Pod, string Reason, string Message)> Events { get; } = [];

    public ConcurrentQueue<bool> CompleteClaims { get; } = [];

    public bool IsKnown
    {
        get
        {
            lock (gate) return isKnown;
        }
    }

    public IReadOnlyCollection<NetworkWish> All
    {
        get
        {
            lock (gate) return [.. wishes.Values];
        }
    }

    public IReadOnlyDictionary<SwitchPort, string> Asked
    {
        get
        {
            lock (gate) return new Dictionary<SwitchPort, string>(asked);
        }
    }

    public IReadOnlyList<string> OfRest
    {
        get
        {
            lock (gate) return [.. ofRest.Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>The nodes that a network of others was said to pass; null where nothing was said of it.</summary>
    public string? PathOf(string network)
    {
        lock (gate) return paths.GetValueOrDefault(network);
    }

    public NetworkWish? Find(string network)
    {
        lock (gate) return wishes.GetValueOrDefault(network);
    }

    public void Subscribe(Action<string?> handler) => changed += handler;

    public void Wish(NetworkWish wish)
    {
        lock (gate) wishes[wish.Key.Name] = wish;
        changed?.Invoke(wish.Key.Name);
    }

    public void NoLongerWish(string network)
    {
        lock (gate) wishes.Remove(network);
        changed?.Invoke(network);
    }

    public void Know(bool known)
    {
        lock (gate) isKnown = known;
        changed?.Invoke(null);
    }

    /// <summary>Where a port is: pods first, then what was asked; and only in networks that are there.</summary>
    public string? NetworkOf(SwitchPort port)
    {
        lock (gate)
        {
            var network = claims.TryGetValue(port, out var claim) ? claim.Network : asked.GetValueOrDefault(port);
            return network is not null && (wishes.ContainsKey(network) || ofRest.Contains(network)) ? network : null;
        }
    }

    public PortClaim? ClaimOn(SwitchPort port)
    {
        lock (gate) return claims.GetValueOrDefault(port);
    }

    /// <summary>What a controller that keeps nothing on disk has after its restart.</summary>
    public void LoseMemory()
    {
        lock (gate)
        {
            asked.Clear();
            claims.Clear();
            ofRest.Clear();
        }
    }

    public Task ClaimAsync(IReadOnlyList<PortChange> changes, bool isComplete, CancellationToken cancellation)
    {
        lock (gate)
        {
            if (FailingClaims-- > 0) throw new InvalidOperationException("the store is away");
            CompleteClaims.Enqueue(isComplete);
            if (isComplete) claims.Clear();
            foreach (var (port, claim) in changes)
                if (claim is null) claims.Remove(port);
                else claims[port] = claim;
        }
        return Task.CompletedTask;
    }

    public Task ForgetAsync(SwitchPort port, string network, CancellationToken cancellation)
    {
        lock (gate)
            if (asked.TryGetValue(port, out var held) && held == network) asked.Remove(port);
        return Task.CompletedTask;
    }

    public Task EnsureOthersAsync(string network, IReadOnlyList<string> path, CancellationToken cancellation)
    {
        lock (gate)
        {
            ofRest.Add(network);
            paths[network] = string.Join(' ', path);
        }
        return Task.CompletedTask;
    }

    public Task ForgetOthersAsync(string network, CancellationToken cancellation)
    {
        lock (gate) ofRest.Remove(network);
        return Task.CompletedTask;
    }

    public Task WarnAsync(ResourceKey pod, string? uid, string reason, string message, CancellationToken cancellation)
    {
        Events.Enqueue((pod, reason, message));
        return Task.CompletedTask;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath["/onos/vnets/api".Length..];
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        Calls.Enqueue($"{request.Method} {path} {body}");
        lock (gate) return new HttpResponseMessage(Refusals-- > 0 ? HttpStatusCode.InternalServerError : Answer(request.Method, path, body));
    }

    private HttpStatusCode Answer(HttpMethod method, string path, string body)
    {
        if (method == HttpMethod.Delete && path != "/port")
        {
            ofRest.Remove(path[1..]);
            return HttpStatusCode.NoContent;
        }
        var read = JsonDocument.Parse(body).RootElement;
        var network = read.GetProperty("networkId").GetString()!;
        if (path.Length == 0)
        {
            if (!wishes.ContainsKey(network)) ofRest.Add(network);
            return HttpStatusCode.NoContent;
        }
        if (!wishes.ContainsKey(network) && !ofRest.Contains(network)) return HttpStatusCode.Conflict;
        var text = read.GetProperty("networkEndpoints")[0].GetString()!;
        var port = new SwitchPort(Convert.ToUInt64(text[3..19], 16), uint.Parse(text[20..]));
        if (method == HttpMethod.Delete)
        {
            if (asked.GetValueOrDefault(port) == network) asked.Remove(port);
            return HttpStatusCode.OK;
        }
        if (asked.TryGetValue(port, out var other) && other != network) return HttpStatusCode.Conflict;
        asked[port] = network;
        return HttpStatusCode.NoContent;
    }
}
