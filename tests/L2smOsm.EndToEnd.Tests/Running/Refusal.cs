using Google.Rpc;
using Grpc.Core;

namespace L2smOsm.EndToEnd.Tests.Running;

/// <summary>A refused call: its code, its reason of docs/errors.md, its sentence.</summary>
internal sealed record Refusal(StatusCode Code, string Reason, string Message)
{
    public static async Task<Refusal> OfAsync(Func<Task> call)
    {
        var exception = await Should.ThrowAsync<RpcException>(call);
        return new Refusal(exception.StatusCode, exception.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason ?? "", exception.Status.Detail);
    }
}
