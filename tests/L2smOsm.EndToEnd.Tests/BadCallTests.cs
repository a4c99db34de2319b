using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using L2smOsm.EndToEnd.Tests.Running;
using L2smOsm.Testing.Switching;
using Osm.L2sm.V1;

namespace L2smOsm.EndToEnd.Tests;

/// <summary>Wrong calls get a clear error and change nothing.</summary>
public sealed class BadCallTests(SharedLab shared) : IClassFixture<SharedLab>
{
    private Lab Lab => shared.Lab;

    [OpenVSwitchFact]
    public async Task A_name_that_is_taken_is_refused()
    {
        var refusal = await Refusal.OfAsync(() => Lab.CreateAsync(SharedLab.OldName));

        refusal.Code.ShouldBe(StatusCode.AlreadyExists);
        refusal.Reason.ShouldBe("NETWORK_NAME_TAKEN");
        refusal.Message.ShouldContain($"'{SharedLab.OldName}'");
        await shared.IsAsGoodAsItWasAsync();
    }

    [OpenVSwitchFact]
    public async Task An_unknown_port_is_refused_with_those_that_there_are()
    {
        var network = await Lab.CreateAsync("fresh");
        var refusal = await Refusal.OfAsync(() => Lab.AttachAsync(network, 77));
        var named = await Refusal.OfAsync(async () => await Lab.Service.Fabric.AttachPortAsync(
            new AttachPortRequest { NetworkId = network, DatapathId = Lab.SwitchA, PortName = "eth9" }));
        await Lab.DeleteAsync(network);

        refusal.ShouldSatisfyAllConditions(
            r => r.Code.ShouldBe(StatusCode.NotFound), r => r.Reason.ShouldBe("PORT_NOT_FOUND"), r => r.Message.ShouldContain("no port 77; it has 1 (p1), 2 (p2)"));
        named.ShouldSatisfyAllConditions(r => r.Code.ShouldBe(StatusCode.NotFound), r => r.Reason.ShouldBe("PORT_NOT_FOUND"), r => r.Message.ShouldContain("'eth9'"));
        await shared.IsAsGoodAsItWasAsync();
    }

    [OpenVSwitchFact]
    public async Task A_port_of_an_unknown_switch_is_refused()
    {
        var network = await Lab.CreateAsync("fresh");
        var refusal = await Refusal.OfAsync(async () => await Lab.Service.Fabric.AttachPortAsync(
            new AttachPortRequest { NetworkId = network, DatapathId = "00000000000000ff", PortNo = 1 }));
        await Lab.DeleteAsync(network);

        refusal.ShouldSatisfyAllConditions(
            r => r.Code.ShouldBe(StatusCode.FailedPrecondition), r => r.Reason.ShouldBe("SWITCH_NOT_CONNECTED"), r => r.Message.ShouldContain("00000000000000ff"));
        await shared.IsAsGoodAsItWasAsync();
    }

    [OpenVSwitchFact]
    public async Task A_port_of_another_network_is_refused()
    {
        var network = await Lab.CreateAsync("fresh");
        var refusal = await Refusal.OfAsync(() => Lab.AttachAsync(network, 1));
        await Lab.DeleteAsync(network);

        refusal.ShouldSatisfyAllConditions(
            r => r.Code.ShouldBe(StatusCode.FailedPrecondition), r => r.Reason.ShouldBe("PORT_IN_OTHER_NETWORK"), r => r.Message.ShouldContain($"'{SharedLab.OldName}'"));
        await shared.IsAsGoodAsItWasAsync();
    }

    [OpenVSwitchFact]
    public async Task A_request_larger_than_allowed_is_refused()
    {
        var refusal = await Refusal.OfAsync(() => Lab.CreateAsync(new string('x', 2 * 1024 * 1024)));

        refusal.Code.ShouldBe(StatusCode.ResourceExhausted, refusal.Message);
        await shared.IsAsGoodAsItWasAsync();
    }

    public static TheoryData<string, byte[]> Bodies => new()
    {
        { "a frame that is not protobuf", [0, 0, 0, 0, 4, 0xff, 0xff, 0xff, 0xff] },
        { "a frame that is shorter than it says", [0, 0, 0, 0, 200, 10, 3, 1] },
        { "a frame that says 4 GiB", [0, 0xff, 0xff, 0xff, 0xff, 10, 3, 1] },
        { "a compressed frame without an encoding", [1, 0, 0, 0, 2, 10, 0] },
        { "half a header", [0, 0, 0] },
        { "nothing", [] },
        { "text", "GET / HTTP/1.1\r\n\r\n"u8.ToArray() },
    };

    /// <summary>A fact, not a theory: a theory cannot be skipped where there is no switch.</summary>
    [OpenVSwitchFact]
    public async Task A_body_that_is_no_message_gets_a_gRPC_error()
    {
        foreach (var row in Bodies)
        {
            var (what, body) = ((string)row[0], (byte[])row[1]);
            using var response = await PostAsync("/osm.l2sm.v1.VimNetwork/CreateNetwork", body, "application/grpc");
            response.StatusCode.ShouldBe(HttpStatusCode.OK, what);
            StatusOf(response).ShouldNotBe(StatusCode.OK, what);
        }
        await shared.IsAsGoodAsItWasAsync();
    }

    [OpenVSwitchFact]
    public async Task A_method_that_is_not_there_is_unimplemented_and_another_content_type_is_unsupported()
    {
        using (var response = await PostAsync("/osm.l2sm.v1.VimNetwork/Explode", [0, 0, 0, 0, 0], "application/grpc"))
            StatusOf(response).ShouldBe(StatusCode.Unimplemented);
        using (var response = await PostAsync("/osm.l2sm.v1.VimNetwork/CreateNetwork", "{}"u8.ToArray(), "application/json"))
            response.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        await shared.IsAsGoodAsItWasAsync();
    }

    private async Task<HttpResponseMessage> PostAsync(string path, byte[] body, string contentType)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://{Lab.Service.Grpc}{path}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(contentType) } },
        };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        return await client.SendAsync(request);
    }

    private static StatusCode StatusOf(HttpResponseMessage response)
    {
        var headers = response.TrailingHeaders.Contains("grpc-status") ? response.TrailingHeaders : response.Headers;
        return (StatusCode)int.Parse(headers.GetValues("grpc-status").Single());
    }
}
