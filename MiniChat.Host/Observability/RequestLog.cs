using System.Diagnostics;
using System.Text.Json;
using MiniChat.Stack;
using MiniChat.Stack.Auth;

namespace MiniChat.Host.Observability;

/// <summary>One line for each request when it has ended. It holds the route in place of the path, and no query: those are the caller's.</summary>
/// <remarks>The fields are those of the framework's JSON console.</remarks>
internal sealed class RequestLog(LogLines lines, TimeProvider clock, ILogger<RequestLog> logger)
{
    private const string Category = "MiniChat.Host.Observability.RequestLog";

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
            End(context, Stopwatch.GetElapsedTime(begun));
        }
    }

    private void End(HttpContext context, TimeSpan time)
    {
        var endpoint = context.GetEndpoint() as RouteEndpoint;
        if (Activity.Current is { IsAllDataRequested: true } span)
            ServerTraces.Describe(span, context, endpoint?.RoutePattern.RawText);
        // A probe every few seconds is nothing that anybody reads.
        var isProbe = endpoint?.Metadata.GetMetadata<IsProbe>() is not null;
        if (logger.IsEnabled(isProbe ? LogLevel.Debug : LogLevel.Information))
            lines.Add(new Entry(context, endpoint?.RoutePattern.RawText ?? "-", clock.GetUtcNow(), time), Write);
    }

    private static void Write(Utf8JsonWriter json, Entry entry)
    {
        var context = entry.Context;
        var caller = context.GetCaller();
        json.WriteStartObject();
        json.WriteString("Timestamp"u8, entry.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ"));
        json.WriteString("LogLevel"u8, "Information"u8);
        json.WriteString("Category"u8, Category);
        json.WriteString("Message"u8, $"{context.Request.Method} {entry.Route} {context.Response.StatusCode}");
        json.WriteStartObject("State"u8);
        json.WriteString("Method"u8, context.Request.Method);
        json.WriteString("Route"u8, entry.Route);
        json.WriteNumber("Status"u8, context.Response.StatusCode);
        json.WriteNumber("Milliseconds"u8, Math.Round(entry.Time.TotalMilliseconds, 1));
        if (caller.IsAuthenticated)
            json.WriteNumber("AccountId"u8, caller.AccountId);
        if (caller.KeyId is { } key)
            json.WriteNumber("KeyId"u8, key);
        if (context.RequestAborted.IsCancellationRequested)
            json.WriteBoolean("HasLeft"u8, true);
        json.WriteString("RequestId"u8, context.TraceIdentifier);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private readonly record struct Entry(HttpContext Context, string Route, DateTimeOffset At, TimeSpan Time);
}

/// <summary>Metadata of an endpoint that is asked all the time, to see whether the server lives.</summary>
internal sealed class IsProbe : ITakesNoToken;
