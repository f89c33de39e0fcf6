using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MiniChat.Tests.Support;

/// <summary>Plays the faults. Every text of an upstream's error repeats the key, as real ones do.</summary>
internal static class UpstreamFaults
{
    public static Task PlayAsync(UpstreamFault fault, HttpContext context, string answer)
    {
        var half = answer[..(answer.Length / 2)];
        return fault switch
        {
            UpstreamFault.KeyRefused => Error(context, 401, "invalid_api_key"),
            UpstreamFault.Forbidden => Error(context, 403, "unsupported_country_region_territory"),
            UpstreamFault.QuotaExceeded => Error(context, 429, "insufficient_quota"),
            UpstreamFault.RateLimited => Error(context, 429, "rate_limit_exceeded"),
            UpstreamFault.RateLimitedShort => Error(context, 429, "rate_limit_exceeded", "1"),
            UpstreamFault.RateLimitedLong => Error(context, 429, "rate_limit_exceeded", "3600"),
            UpstreamFault.ContextTooLong => Error(context, 400, "context_length_exceeded"),
            UpstreamFault.ContentRefused => Error(context, 400, "content_filter"),
            UpstreamFault.BadRequest => Error(context, 400, "unknown_parameter"),
            UpstreamFault.ModelNotFound => Error(context, 404, "model_not_found"),
            UpstreamFault.AddressNotFound => Page(context, 404),
            UpstreamFault.RequestTimeout => Error(context, 408, null),
            UpstreamFault.ServerError => Error(context, 500, null),
            UpstreamFault.BadGateway => Page(context, 502),
            UpstreamFault.Unavailable => Error(context, 503, "server_overloaded"),
            UpstreamFault.GatewayTimeout => Page(context, 504),
            UpstreamFault.Redirect => Redirect(context),
            UpstreamFault.StallInError => StallInError(context),
            UpstreamFault.StallBeforeHeaders => Stall(context),
            UpstreamFault.CutBeforeHeaders => Cut(context),
            UpstreamFault.HtmlPage => Page(context, 200),
            UpstreamFault.JsonInsteadOfStream => Json(context, UpstreamBodies.Completion(answer, "stop")),
            UpstreamFault.JsonErrorWith200 => Error(context, 200, "server_error"),
            _ => PlayInStream(fault, context, half),
        };
    }

    private static async Task PlayInStream(UpstreamFault fault, HttpContext context, string half)
    {
        if (fault == UpstreamFault.CompressedStream)
            context.Response.Headers.ContentEncoding = "gzip";
        var writer = new UpstreamWriter(context, UpstreamQuirk.None);
        await writer.BeginAsync();
        if (fault is UpstreamFault.StallInMidStream or UpstreamFault.CutInMidStream or UpstreamFault.EndWithoutFinish)
            await writer.TextAsync(half);
        if (fault is UpstreamFault.DoneWithoutFinish or UpstreamFault.ErrorInStream or UpstreamFault.BadChunk)
            await writer.TextAsync(half);
        await (
            fault switch
            {
                UpstreamFault.StallBeforeFirstByte or UpstreamFault.StallInMidStream => Stall(context),
                UpstreamFault.CutBeforeFirstByte or UpstreamFault.CutInMidStream => Cut(context),
                UpstreamFault.DoneWithoutFinish => writer.RawAsync("data: [DONE]\n\n"),
                UpstreamFault.ErrorInStream or UpstreamFault.ErrorFirstInStream => writer.DataAsync(
                    ErrorBody(context, "server_error")
                ),
                UpstreamFault.BadChunk => writer.RawAsync($"data: {{\"choices\":[{{\"delta\":{{\"content\":\"{Key(context)}\n\n"),
                UpstreamFault.HtmlAsStream or UpstreamFault.CompressedStream => writer.RawAsync(
                    "<html>\n<p>Hello</p>\n</html>\n"
                ),
                UpstreamFault.EndlessLine => Endless(context, () => writer.RawAsync("data: " + new string('x', 64 * 1024))),
                UpstreamFault.EndlessText => Endless(context, () => writer.TextAsync(new string('x', 64 * 1024))),
                _ => Task.CompletedTask,
            }
        );
    }

    private static async Task Endless(HttpContext context, Func<Task> write)
    {
        while (!context.RequestAborted.IsCancellationRequested)
            await write();
    }

    private static Task Stall(HttpContext context)
    {
        ((UpstreamCall)context.Items[typeof(UpstreamCall)]!).Begin();
        return Task.Delay(Timeout.Infinite, context.RequestAborted);
    }

    /// <summary>Ends the connection so that what was sent before still arrives.</summary>
    internal static async Task Cut(HttpContext context)
    {
        if (!HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            context.Abort();
            return;
        }
        context.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket.Shutdown(SocketShutdown.Send);
        await Task.Delay(Timeout.Infinite, context.RequestAborted);
    }

    private static Task Redirect(HttpContext context)
    {
        context.Response.Redirect("/elsewhere", permanent: false, preserveMethod: true);
        return Task.CompletedTask;
    }

    private static async Task StallInError(HttpContext context)
    {
        context.Response.StatusCode = 503;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync("{\"error\":");
        await context.Response.Body.FlushAsync();
        await Stall(context);
    }

    private static Task Page(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html";
        return context.Response.WriteAsync($"<html><h1>{status}</h1><p>{Key(context)}</p></html>");
    }

    private static Task Error(HttpContext context, int status, string? code, string? retryAfter = null)
    {
        context.Response.StatusCode = status;
        context.Response.Headers["openai-organization"] = "org-secret";
        context.Response.Headers.SetCookie = "upstream=secret";
        if (retryAfter is not null)
            context.Response.Headers.RetryAfter = retryAfter;
        return Json(context, ErrorBody(context, code));
    }

    internal static Task Json(HttpContext context, JsonNode body)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body.ToJsonString());
    }

    private static JsonObject ErrorBody(HttpContext context, string? code) =>
        new()
        {
            ["error"] = new JsonObject
            {
                ["message"] = $"Something is wrong with {Key(context)} of org-secret.",
                ["type"] = "some_error",
                ["param"] = null,
                ["code"] = code,
            },
        };

    private static string Key(HttpContext context) => context.Request.Headers.Authorization.ToString().Replace("Bearer ", "");
}
