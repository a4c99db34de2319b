using System.Threading.Channels;
using L2sm.Kubernetes.Leadership;
using Osm.L2sm.Connector.Services;

namespace Osm.L2sm.Connector.Hosting.Cluster;

/// <summary>
/// Runs for the leadership, and does a leader's work while it has it. A replica that does not lead serves switches that find it without a
/// word, so that none of them opens, and refuses calls. One that could not renew its Lease takes no more wishes, and goes on with the
/// switches: they refuse it by themselves once another leads.
/// </summary>
internal sealed partial class LeaderDuty(
    LeaderElection election,
    ILeaderWork work,
    LeaderLabel label,
    IntentStore store,
    IFabric fabric,
    FabricFollower follower,
    OpenFlowConnections connections,
    TimeProvider clock,
    ILogger<LeaderDuty> logger)
    : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly Channel<LeadershipState> news = Channel.CreateUnbounded<LeadershipState>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>This replica leads, has read all intents, and writes to the switches.</summary>
    public bool Leads { get; private set; }

    /// <summary>Who leads, as far as known; null for nobody.</summary>
    public string? Leader => election.State.Holder;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        election.Subscribe(state => news.Writer.TryWrite(state));
        var running = election.RunAsync(stoppingToken);
        var labelling = label.ClearOwnAsync(stoppingToken);
        var state = election.State;
        while (!stoppingToken.IsCancellationRequested)
        {
            state = state.Role == LeaderRole.Leader ? await LeadAsync(state, stoppingToken) : await FollowAsync(state, stoppingToken);
        }
        await Task.WhenAll(running, labelling).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<LeadershipState> FollowAsync(LeadershipState state, CancellationToken stopping)
    {
        await store.SuspendAsync(
            state.Role == LeaderRole.Unconfirmed
                ? "the Kubernetes API server does not answer, so that this replica cannot prove that it leads: nothing is changed until it does"
                : $"this replica of the service does not lead: {(state.Holder is { } other ? $"{other} does" : "none does at the moment")}",
            mayRead: state.Role == LeaderRole.Unconfirmed);
        if (state.Role == LeaderRole.Standby)
        {
            fabric.Observe();
            // They come back by the Service, which names the leader.
            connections.DropAll();
        }
        return await NextAsync(state, stopping);
    }

    private async Task<LeadershipState> LeadAsync(LeadershipState state, CancellationToken stopping)
    {
        await store.SuspendAsync("this replica is to lead, and is still reading the cluster: if this lasts, CheckConnectivity and the log say what is missing", mayRead: true);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var term = new LeaderTerm(state.Generation, store, () =>
        {
            Leads = true;
            LogLeads(state.Generation);
        });
        var working = Task.WhenAll(
            KeepAsync("the cluster", cancellation => work.RunAsync(term, cancellation), over.Token),
            KeepAsync("the label of the leader", cancellation => label.HoldAsync(() => term.IsOpen, cancellation), over.Token),
            KeepAsync("links", cancellation => KeepLinksAsync(term, cancellation), over.Token));
        var next = await NextAsync(state, stopping);
        Leads = false;
        LogLeadsNoMore(next.Role, next.Holder);
        await over.CancelAsync();
        await working;
        if (stopping.IsCancellationRequested) await label.ClearOwnAsync(CancellationToken.None);
        return next;
    }

    private async Task KeepLinksAsync(LeaderTerm term, CancellationToken over)
    {
        while (!term.IsOpen) await Task.Delay(TimeSpan.FromMilliseconds(50), clock, over);
        await follower.KeepLinksAsync(over);
    }

    private async Task<LeadershipState> NextAsync(LeadershipState state, CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                var next = await news.Reader.ReadAsync(stopping);
                if (next != state) return next;
            }
        }
        catch (OperationCanceledException)
        {
            return state;
        }
    }

    // Begun anew after a fault: a leader that stops halfway would hold the Lease and do nothing.
    private async Task KeepAsync(string what, Func<CancellationToken, Task> act, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            try
            {
                await Task.Run(() => act(over), over);
                return; // there was nothing to do, or it is over
            }
            catch (Exception) when (over.IsCancellationRequested)
            {
                // The end of the term.
            }
            catch (Exception e)
            {
                LogFailed(e, what, RetryDelay);
                await Task.Delay(RetryDelay, clock, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(1511, LogLevel.Information, "leads in generation {generation}: intents are read, switches are written")]
    private partial void LogLeads(ulong generation);

    [LoggerMessage(1512, LogLevel.Warning, "leads no more: {role}, the leader is {holder}")]
    private partial void LogLeadsNoMore(LeaderRole role, string? holder);

    [LoggerMessage(1513, LogLevel.Error, "the leader's work on {what} failed, and begins anew in {delay}")]
    private partial void LogFailed(Exception exception, string what, TimeSpan delay);
}
