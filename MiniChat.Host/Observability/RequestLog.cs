using System.Diagnostics;
using MiniChat.Stack;

namespace MiniChat.Host.Observability;

/// <summary>One line for each request when it has ended. It holds the route in place of the path, and no query: those are the caller's.</summary>
internal sealed partial class RequestLog(ILogger<RequestLog> logger)
{
    /// <summary>Answers the request, and logs it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="next">What answers it.</param>
    public async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        var begun = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            Write(context, Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }
    }

    private void Write(HttpContext context, double milliseconds)
    {
        var endpoint = context.GetEndpoint() as RouteEndpoint;
        if (Activity.Current is { IsAllDataRequested: true } span)
            ServerTraces.Describe(span, context, endpoint?.RoutePattern.RawText);
        // A probe every few seconds is nothing that anybody reads.
        var level = endpoint?.Metadata.GetMetadata<IsProbe>() is null ? LogLevel.Information : LogLevel.Debug;
        if (!logger.IsEnabled(level))
            return;
        var caller = context.GetCaller();
        LogRequest(
            level,
            context.Request.Method,
            endpoint?.RoutePattern.RawText ?? "-",
            context.Response.StatusCode,
            Math.Round(milliseconds, 1),
            caller.IsAuthenticated ? caller.AccountId : null,
            caller.KeyId,
            context.RequestAborted.IsCancellationRequested,
            context.TraceIdentifier
        );
    }

    [LoggerMessage(
        Message = "{Method} {Route} {Status} in {Milliseconds} ms (account {AccountId}, key {KeyId}, left {HasLeft}, request {RequestId})"
    )]
    private partial void LogRequest(
        LogLevel level,
        string method,
        string route,
        int status,
        double milliseconds,
        long? accountId,
        long? keyId,
        bool hasLeft,
        string requestId
    );
}

/// <summary>Metadata of an endpoint that is asked all the time, to see whether the server lives.</summary>
internal sealed class IsProbe;
