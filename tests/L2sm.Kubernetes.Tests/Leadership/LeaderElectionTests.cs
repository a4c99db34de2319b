using System.Collections.Concurrent;
using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Leadership;
using L2sm.Kubernetes.Resources;
using L2smOsm.Testing;
using L2smOsm.Testing.Kubernetes;
using Microsoft.Extensions.Time.Testing;

namespace L2sm.Kubernetes.Tests.Leadership;

/// <summary>The clock is moved by hand, and only while every candidate rests: how fast the machine is plays no part.</summary>
public sealed class LeaderElectionTests
{
    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task Of_two_candidates_one_leads_and_stays(string on)
    {
        var race = await Race.StartAsync(on, "a", "b");
        for (var i = 0; i < 20; i++)
        {
            await race.StepAsync();
            race.Leaders.ShouldBe(["a"]);
        }
        race["b"].State.Holder.ShouldBe("a");
        (await race.LeaseAsync()).Spec!.LeaseTransitions.ShouldBe(0);
        await race.EndAsync();
    }

    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task After_the_leaders_death_the_other_leads_within_four_seconds_and_not_before_its_time_is_over(string on)
    {
        var race = await Race.StartAsync(on, "a", "b");
        for (var i = 0; i < 5; i++) await race.StepAsync();
        var before = race["a"].State.Generation;
        race.Kill("a");
        var died = race.Now;

        while (race["b"].State.Role != LeaderRole.Leader) await race.StepAsync();

        // It renewed up to 0.8 s before it died.
        (race.Now - died).TotalSeconds.ShouldBeInRange(2.1, 4);
        race["b"].State.Generation.ShouldBe(before + 1);
        await race.EndAsync();
    }

    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task A_leader_that_stops_in_order_hands_over_at_once(string on)
    {
        var race = await Race.StartAsync(on, "a", "b");
        await race.StopAsync("a");
        race["a"].State.Role.ShouldBe(LeaderRole.Standby);

        for (var i = 0; i < 10 && race["b"].State.Role != LeaderRole.Leader; i++) await race.StepAsync();
        race.Leaders.ShouldBe(["b"]);
        race.Elapsed.TotalSeconds.ShouldBeLessThan(1.5);
        await race.EndAsync();
    }

    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task A_leader_that_was_not_scheduled_knows_by_itself_that_its_time_is_over(string on)
    {
        var race = await Race.StartAsync(on, "a");
        race.Kill("a");
        race.Advance(TimeSpan.FromSeconds(1.9));
        race["a"].State.Role.ShouldBe(LeaderRole.Leader);
        race.Advance(TimeSpan.FromSeconds(0.2));
        race["a"].State.Role.ShouldBe(LeaderRole.Unconfirmed);
        await race.EndAsync();
    }

    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task The_generation_grows_even_where_the_lease_was_deleted(string on)
    {
        var race = await Race.StartAsync(on, "a", "b");
        await race.StopAsync("a");
        while (race["b"].State.Role != LeaderRole.Leader) await race.StepAsync();
        var before = race["b"].State.Generation;
        var lease = await race.LeaseAsync();
        await Condition.HoldsAsync(() => TimeProvider.System.GetUtcNow() > lease.Metadata.CreationTimestamp!.Value.AddSeconds(1), "the next second");
        await race.DeleteLeaseAsync();

        while (race["b"].State.Generation == before) await race.StepAsync();

        race["b"].State.Generation.ShouldBeGreaterThan(before);
        (await race.LeaseAsync()).Metadata.Uid.ShouldNotBe(lease.Metadata.Uid);
        await race.EndAsync();
    }

    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task Of_many_candidates_never_two_lead_at_a_time(string on)
    {
        var race = await Race.StartAsync(on, "a", "b", "c", "d");
        for (var round = 0; round < 4; round++)
        {
            while (race.Leaders.Count == 0) await race.StepAsync();
            var leader = race.Leaders[0];
            if (round % 2 == 0) race.Kill(leader);
            else await race.StopAsync(leader);
            while (race.Leaders.Contains(leader)) await race.StepAsync();
        }
        await race.EndAsync();
    }

    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task A_leader_whose_server_is_away_doubts_in_time_and_leads_on_when_it_is_back(string on)
    {
        var race = await Race.StartAsync(on, "a");
        var before = race["a"].State;
        race.Link.GoAway();
        var away = race.Now;
        while (race["a"].State.Role == LeaderRole.Leader) await race.StepAsync();
        (race.Now - away).TotalSeconds.ShouldBeLessThanOrEqualTo(2.1);
        for (var i = 0; i < 100; i++) await race.StepAsync();
        race["a"].State.ShouldBe(before with { Role = LeaderRole.Unconfirmed });

        race.Link.ComeBack();
        while (race["a"].State.Role != LeaderRole.Leader) await race.StepAsync();
        race["a"].State.ShouldBe(before);
        race.Told["a"].ShouldBe([LeaderRole.Leader, LeaderRole.Unconfirmed, LeaderRole.Leader]);
        await race.EndAsync();
    }

    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task A_leader_that_is_cut_off_doubts_before_another_leads_and_steps_down_when_it_hears_of_it(string on)
    {
        var race = await Race.StartAsync(on, "a", "b"); // only a's calls go over the link
        race.Link.GoAway();
        while (race["b"].State.Role != LeaderRole.Leader) await race.StepAsync();
        race["a"].State.Role.ShouldBe(LeaderRole.Unconfirmed);

        race.Link.ComeBack();
        while (race["a"].State.Role != LeaderRole.Standby) await race.StepAsync();
        race["a"].State.Holder.ShouldBe("b");
        race["b"].State.Generation.ShouldBeGreaterThan(0UL);
        race.Told["a"].ShouldBe([LeaderRole.Leader, LeaderRole.Unconfirmed, LeaderRole.Standby]);
        await race.EndAsync();
    }

    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task A_renewal_whose_answer_was_lost_is_none_that_failed(string on)
    {
        var race = await Race.StartAsync(on, "a");
        var before = race["a"].State;
        for (var i = 0; i < 3; i++)
        {
            race.Link.LoseNext(1, request => request.Verb == "update");
            for (var step = 0; step < 10; step++) await race.StepAsync();
        }
        race["a"].State.ShouldBe(before);
        race.Told["a"].ShouldBe([LeaderRole.Leader]);
        await race.EndAsync();
    }

    [Fact]
    public void Times_that_allow_two_leaders_are_refused()
    {
        var options = new LeaderElectionOptions { Namespace = "n", Name = "l", Identity = "a", RenewDeadline = TimeSpan.FromSeconds(3) };
        using var api = new KubernetesApi(ClusterConnection.To(new Uri("http://127.0.0.1:1")));
        Should.Throw<ArgumentException>(() => new LeaderElection(api, options, new TestLog())).Message.ShouldContain("two leaders");
    }

    /// <summary>Candidates for one Lease, with one clock.</summary>
    private sealed class Race
    {
        private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

        private readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddYears(60));
        private readonly TestLog log = new();
        private readonly ConcurrentDictionary<string, Candidate> candidates = [];
        private readonly ApiServer server;
        private readonly string place;
        private readonly DateTimeOffset started;

        private Race(ApiServer server, string place, FaultyLink link)
        {
            this.server = server;
            this.place = place;
            Link = link;
            started = time.GetUtcNow();
        }

        /// <summary>What the first candidate's calls go over.</summary>
        public FaultyLink Link { get; }

        /// <summary>What each was told of itself.</summary>
        public ConcurrentDictionary<string, ConcurrentQueue<LeaderRole>> Told { get; } = [];

        public DateTimeOffset Now => time.GetUtcNow();

        public TimeSpan Elapsed => Now - started;

        public LeaderElection this[string name] => candidates[name].Election;

        public IReadOnlyList<string> Leaders => [.. candidates.Where(pair => pair.Value.Election.State.Role == LeaderRole.Leader).Select(pair => pair.Key).Order()];

        /// <summary>The first named leads.</summary>
        public static async Task<Race> StartAsync(string on, params string[] names)
        {
            var shared = await ApiServers.GetAsync(on);
            var race = new Race(shared, await shared.NewNamespaceAsync(), await FaultyLink.StartAsync(shared));
            foreach (var name in names)
            {
                race.Told[name] = [];
                race.candidates[name] = new Candidate(name == names[0] ? race.Link.Connection : shared.Admin, race.place, name, race.time, race.Told[name], race.log);
                await race.candidates[name].RestsAgainAsync(0);
            }
            race.Leaders.ShouldBe([names[0]]);
            return race;
        }

        /// <summary>Moves the clock a little and waits until all rest again who had to do something.</summary>
        public async Task StepAsync()
        {
            Elapsed.TotalSeconds.ShouldBeLessThan(120, "the race has no end");
            var living = candidates.Values.Where(candidate => candidate.IsRunning).Select(candidate => (candidate, candidate.Election.Rests)).ToArray();
            time.Advance(Step);
            foreach (var (candidate, rests) in living) await candidate.SettlesAsync(rests);
            Leaders.Count.ShouldBeLessThanOrEqualTo(1, "two lead at a time");
        }

        public void Advance(TimeSpan span) => time.Advance(span);

        /// <summary>It is heard no more, and does not know it.</summary>
        public void Kill(string name) => candidates[name].Kill();

        public Task StopAsync(string name) => candidates[name].StopAsync();

        public async Task<Lease> LeaseAsync() => (await server.Api.Resources(BuiltInKinds.Leases).GetAsync(new ResourceKey(place, "lease")))!;

        public Task DeleteLeaseAsync() => server.Api.Resources(BuiltInKinds.Leases).DeleteAsync(new ResourceKey(place, "lease"));

        public async Task EndAsync()
        {
            foreach (var candidate in candidates.Values) await candidate.StopAsync();
            await Link.DisposeAsync();
            log.HasNoErrors();
        }
    }

    private sealed class Candidate
    {
        private readonly CancellationTokenSource stop = new();
        private readonly KubernetesApi api;
        private readonly PausableTime clock;
        private readonly Task running;

        public Candidate(ClusterConnection connection, string place, string name, FakeTimeProvider time, ConcurrentQueue<LeaderRole> told, TestLog log)
        {
            clock = new PausableTime(time);
            api = new KubernetesApi(connection, time: clock);
            Election = new LeaderElection(api, new LeaderElectionOptions { Namespace = place, Name = "lease", Identity = name }, log);
            Election.Subscribe(state => told.Enqueue(state.Role));
            running = Election.RunAsync(stop.Token);
        }

        public LeaderElection Election { get; }

        public bool IsRunning { get; private set; } = true;

        public Task RestsAgainAsync(int rests) => Condition.HoldsAsync(() => Election.Rests > rests, "the candidate rests");

        /// <summary>If its rest was over, until it rests again.</summary>
        public Task SettlesAsync(int rests) => clock.TakeFired() ? RestsAgainAsync(rests) : Task.CompletedTask;

        public void Kill()
        {
            IsRunning = false;
            clock.Pause();
        }

        public async Task StopAsync()
        {
            IsRunning = false;
            clock.Pause();
            await stop.CancelAsync();
            await running.WaitAsync(TimeSpan.FromSeconds(30));
            api.Dispose();
        }
    }
}
