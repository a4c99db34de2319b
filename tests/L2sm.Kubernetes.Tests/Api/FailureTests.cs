using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Resources;
using L2smOsm.Testing;
using L2smOsm.Testing.Kubernetes;
using Microsoft.Extensions.Time.Testing;
using static L2sm.Kubernetes.Tests.TestMaps;

namespace L2sm.Kubernetes.Tests.Api;

/// <summary>What becomes of calls that fail. The server plays no part in it, so one is enough.</summary>
public sealed class FailureTests : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new();
    private ApiServer server = null!;
    private FaultyLink link = null!;
    private KubernetesApi client = null!;
    private string place = "";

    public async Task InitializeAsync()
    {
        server = await ApiServers.GetAsync("in-process");
        place = await server.NewNamespaceAsync();
        link = await FaultyLink.StartAsync(server);
        client = link.Connection.Client("test", time);
    }

    public async Task DisposeAsync()
    {
        client.Dispose();
        await link.DisposeAsync();
    }

    [Theory]
    [InlineData(401, "Unauthorized", KubernetesFailure.Unauthorized, "check the service account's token")]
    [InlineData(403, "Forbidden", KubernetesFailure.Forbidden, "verbs: [\"get\"]")]
    [InlineData(409, "Conflict", KubernetesFailure.Conflict, "the test wants it so")]
    [InlineData(410, "Expired", KubernetesFailure.Gone, "too old")]
    [InlineData(422, "Invalid", KubernetesFailure.Invalid, "the test wants it so")]
    [InlineData(429, "TooManyRequests", KubernetesFailure.TooManyRequests, "not able to for now")]
    [InlineData(500, "InternalError", KubernetesFailure.Unavailable, "500")]
    [InlineData(503, "ServiceUnavailable", KubernetesFailure.Unavailable, "503")]
    public async Task A_refusal_says_what_was_tried_and_why_it_failed(int code, string reason, KubernetesFailure failure, string says)
    {
        link.FailNext(1, _ => true, code, reason);
        var failed = await Should.ThrowAsync<KubernetesException>(client.Maps().GetAsync(new ResourceKey(place, "one")));
        failed.Failure.ShouldBe(failure);
        failed.Message.ShouldContain($"get configmaps {place}/one");
        failed.Message.ShouldContain(says);
        failed.RetryAfter.ShouldBeNull();
        link.Calls.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(429, "TooManyRequests")]
    [InlineData(503, "ServiceUnavailable")]
    public async Task A_call_that_the_server_wants_later_is_repeated_then_and_not_before(int code, string reason)
    {
        link.FailNext(2, _ => true, code, reason, TimeSpan.FromSeconds(7));
        var call = client.Maps().CreateAsync(Map(place, "one"));
        for (var round = 1; round <= 2; round++)
        {
            await Condition.HoldsAsync(() => link.Calls.Count == round, "it was refused");
            await AdvanceUntilAsync(() => link.Calls.Count > round, atLeast: TimeSpan.FromSeconds(7));
        }
        (await call).Metadata.Name.ShouldBe("one");
        link.Calls.Select(made => made.Status).ShouldBe([code, code, 201]);
    }

    [Fact]
    public async Task A_server_that_never_can_is_not_asked_for_ever()
    {
        link.FailNext(int.MaxValue, _ => true, 429, "TooManyRequests", TimeSpan.FromSeconds(1));
        var call = client.Maps().GetAsync(new ResourceKey(place, "one"));
        await AdvanceUntilAsync(() => call.IsCompleted, TimeSpan.Zero);

        var failed = await Should.ThrowAsync<KubernetesException>(call);
        failed.RetryAfter.ShouldBe(TimeSpan.FromSeconds(1));
        link.Calls.Count.ShouldBe(1 + client.Options.Repeats);
    }

    [Fact]
    public async Task A_call_without_an_answer_ends_when_its_time_is_over()
    {
        var hold = link.HoldBack(_ => true);
        var call = client.Maps().GetAsync(new ResourceKey(place, "one"));
        await Condition.HoldsAsync(() => hold.Waiting == 1, "the call waits");
        time.Advance(client.Options.Timeout);

        var failed = await Should.ThrowAsync<KubernetesException>(call);
        failed.Failure.ShouldBe(KubernetesFailure.Timeout);
        failed.Message.ShouldContain("did not answer within 30 s");
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_not_told_of_a_failure()
    {
        var hold = link.HoldBack(_ => true);
        using var patience = new CancellationTokenSource();
        var call = client.Maps().GetAsync(new ResourceKey(place, "one"), patience.Token);
        await Condition.HoldsAsync(() => hold.Waiting == 1, "the call waits");
        await patience.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(call);
    }

    [Fact]
    public async Task A_server_that_is_away_is_named()
    {
        link.GoAway();
        var failed = await Should.ThrowAsync<KubernetesException>(client.Maps().CreateAsync(Map(place, "one")));
        failed.Failure.ShouldBe(KubernetesFailure.Unreachable);
        failed.Message.ShouldContain(client.Server.Authority);
        failed.IsTransient.ShouldBeTrue();

        link.ComeBack();
        await client.Maps().CreateAsync(Map(place, "one"));
    }

    [Fact]
    public async Task What_is_between_us_and_the_server_is_quoted()
    {
        using var lone = new KubernetesApi(ClusterConnection.To(new Uri(client.Server, "not/an/api/")));
        var failed = await Should.ThrowAsync<KubernetesException>(lone.Maps().GetAsync(new ResourceKey(place, "one")));
        failed.Failure.ShouldBe(KubernetesFailure.KindUnknown);
    }

    [Fact]
    public void A_kubeconfig_that_is_not_there_is_named() =>
        Should.Throw<KubernetesException>(() => ClusterConnection.FromKubeconfig("/nowhere/config")).Message.ShouldContain("/nowhere/config");

    [Fact]
    public async Task A_resource_that_lives_in_a_namespace_is_not_looked_for_without_one() =>
        await Should.ThrowAsync<ArgumentException>(client.Resources(BuiltInKinds.Pods).GetAsync(new ResourceKey(null, "one")));

    private async Task AdvanceUntilAsync(Func<bool> condition, TimeSpan atLeast)
    {
        var from = time.GetUtcNow();
        await Condition.HoldsAsync(() =>
        {
            if (condition()) return true;
            time.Advance(TimeSpan.FromMilliseconds(100));
            return false;
        }, "the clock is moved until it happens");
        (time.GetUtcNow() - from).ShouldBeGreaterThanOrEqualTo(atLeast);
    }
}
