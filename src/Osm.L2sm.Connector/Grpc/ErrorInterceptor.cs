using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Osm.L2sm.Connector.Services;
using Status = Google.Rpc.Status;

namespace Osm.L2sm.Connector.Grpc;

/// <summary>The only place where exceptions become gRPC statuses.</summary>
internal sealed partial class ErrorInterceptor(CallMeter meter, ILogger<ErrorInterceptor> logger) : Interceptor
{
    public const string Domain = "osm.l2sm.v1";
    public const string ReasonTrailer = "l2sm-reason";

    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        var started = meter.Start();
        var status = StatusCode.OK;
        try
        {
            return await continuation(request, context);
        }
        catch (RpcException e)
        {
            status = e.StatusCode;
            throw;
        }
        catch (Exception e)
        {
            var translated = Translate(e, context);
            status = translated.StatusCode;
            throw translated;
        }
        finally
        {
            meter.Over(started, context.Method, status);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw Translate(e, context);
        }
    }

    private RpcException Translate(Exception exception, ServerCallContext context)
    {
        if (exception is RefusedException refused)
        {
            LogRefused(context.Method, refused.Reason, refused.Message);
            return Build(CodeOf(refused.Kind), refused.Reason, refused.Message, refused.Violations);
        }
        if (context.CancellationToken.IsCancellationRequested)
            return new RpcException(new global::Grpc.Core.Status(StatusCode.Cancelled, "the client gave up"));

        var incident = Guid.NewGuid();
        LogFailed(exception, context.Method, incident);
        return Build(Code.Internal, Reasons.Internal, $"an internal error; the service's log has it as incident {incident}", []);
    }

    private static RpcException Build(Code code, string reason, string message, IReadOnlyCollection<Violation> violations)
    {
        var status = new Status { Code = (int)code, Message = message };
        status.Details.Add(Any.Pack(new ErrorInfo { Domain = Domain, Reason = reason }));
        if (violations.Count > 0)
        {
            var bad = new BadRequest();
            bad.FieldViolations.AddRange(violations.Select(v => new BadRequest.Types.FieldViolation { Field = v.Field, Description = v.Description }));
            status.Details.Add(Any.Pack(bad));
        }
        var exception = status.ToRpcException();
        exception.Trailers.Add(ReasonTrailer, reason);
        return exception;
    }

    private static Code CodeOf(ErrorKind kind) => kind switch
    {
        ErrorKind.InvalidArgument => Code.InvalidArgument,
        ErrorKind.NotFound => Code.NotFound,
        ErrorKind.AlreadyExists => Code.AlreadyExists,
        ErrorKind.FailedPrecondition => Code.FailedPrecondition,
        ErrorKind.ResourceExhausted => Code.ResourceExhausted,
        ErrorKind.Unavailable => Code.Unavailable,
        ErrorKind.Internal => Code.Internal,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "unknown kind of error"),
    };

    [LoggerMessage(1601, LogLevel.Information, "{method} refused, {reason}: {message}")]
    private partial void LogRefused(string method, string reason, string message);

    [LoggerMessage(1602, LogLevel.Error, "{method} failed, incident {incident}")]
    private partial void LogFailed(Exception exception, string method, Guid incident);
}
