using System.Text.Json;
using Osm.L2sm.Connector.Services;

namespace Osm.L2sm.Connector.Northbound;

/// <summary>The only place where exceptions become statuses of the northbound REST.</summary>
internal sealed partial class NorthboundErrors(ILogger<NorthboundErrors> logger)
{
    public async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (RefusedException e)
        {
            LogRefused(context.Request.Method, context.Request.Path.ToUriComponent(), e.Reason, e.Message);
            await WriteAsync(context, StatusOf(e.Kind), e.Message);
        }
        catch (JsonException e)
        {
            // The one error of the original that has a body of its own form.
            LogRefused(context.Request.Method, context.Request.Path.ToUriComponent(), Reasons.InvalidRequest, e.Message);
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsJsonAsync(
                new { errorCode = "PARSING_ERROR", errorDescription = $"the body is not JSON, line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}" });
        }
        catch (BadHttpRequestException e)
        {
            LogRefused(context.Request.Method, context.Request.Path.ToUriComponent(), Reasons.InvalidRequest, e.Message);
            await WriteAsync(context, e.StatusCode, e.StatusCode == StatusCodes.Status413PayloadTooLarge ? $"the body is longer than {RequestBody.MaxBytes} bytes" : e.Message);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client is gone, in whatever way the server noticed: nobody reads an answer.
        }
        catch (Exception e)
        {
            var incident = Guid.NewGuid();
            LogFailed(e, context.Request.Method, context.Request.Path.ToUriComponent(), incident);
            await WriteAsync(context, StatusCodes.Status500InternalServerError, $"an internal error; the service's log has it as incident {incident}");
        }
    }

    public static Task WriteAsync(HttpContext context, int status, string sentence)
    {
        if (context.Response.HasStarted) return Task.CompletedTask;
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(sentence);
    }

    // Malformed fields are 500 in the original, and refusals of its service 409; 503 is ours.
    private static int StatusOf(ErrorKind kind) => kind switch
    {
        ErrorKind.InvalidArgument => StatusCodes.Status500InternalServerError,
        ErrorKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status409Conflict,
    };

    [LoggerMessage(1701, LogLevel.Information, "{method} {path} refused, {reason}: {message}")]
    private partial void LogRefused(string method, string path, string reason, string message);

    [LoggerMessage(1702, LogLevel.Error, "{method} {path} failed, incident {incident}")]
    private partial void LogFailed(Exception exception, string method, string path, Guid incident);
}
