using Google.Rpc;
using Grpc.Core;

namespace Osm.L2sm.Connector.Tests.Testing;

/// <summary>A refused call, as a client sees it.</summary>
internal sealed record Refusal(StatusCode Code, string Reason, string Message, IReadOnlyList<string> Fields)
{
    public static async Task<Refusal> OfAsync(Func<Task> call)
    {
        var exception = await Should.ThrowAsync<RpcException>(call);
        var status = exception.GetRpcStatus().ShouldNotBeNull("the rich error model is part of the contract");
        var info = status.GetDetail<ErrorInfo>().ShouldNotBeNull();
        info.Domain.ShouldBe("osm.l2sm.v1");
        exception.Trailers.GetValue("l2sm-reason").ShouldBe(info.Reason, "clients without the rich model read the trailer");
        return new Refusal(exception.StatusCode, info.Reason, exception.Status.Detail, [.. status.GetDetail<BadRequest>()?.FieldViolations.Select(v => v.Field) ?? []]);
    }
}
