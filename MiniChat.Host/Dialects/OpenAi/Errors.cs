using System.Text.Json;
using MiniChat.Stack;
using MiniChat.Stack.Json;

namespace MiniChat.Host.Dialects.OpenAi;

/// <summary>Errors as OpenAI words them: <c>{"error":{"message","type","param","code"}}</c>.</summary>
internal sealed class Errors : IErrorFormat
{
    private static readonly JsonSerializerOptions Json = WireJson.CreateOptions();

    private const string NoKey =
        "There is no good key. Send an access token or an API key of this server as 'Authorization: Bearer …'.";

    public Task WriteAsync(HttpContext context, ResponseStatus words)
    {
        context.Response.ContentType = "application/json";
        return context.Response.Body.WriteAsync(Write(context.Response.StatusCode, words), context.RequestAborted).AsTask();
    }

    /// <summary>The JSON of an error.</summary>
    public static byte[] Write(int status, ResponseStatus words) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new ErrorBody(
                new ErrorDetail(
                    // A session that has ended in mid-stream says so itself.
                    words.Message == "Not Authenticated"
                        ? NoKey
                        : words.Message,
                    TypeOf(status),
                    words.Errors is [{ FieldName: { Length: > 0 } field }, ..] ? field : null,
                    CodeOf(status, words)
                )
            ),
            Json
        );

    private static string TypeOf(int status) =>
        status switch
        {
            429 => "rate_limit_error",
            >= 500 => "server_error",
            _ => "invalid_request_error",
        };

    // What OpenAI's own SDKs and the programs over them look for; else what happened, by our own name for it.
    private static string? CodeOf(int status, ResponseStatus words) =>
        status switch
        {
            401 => "invalid_api_key",
            403 => "insufficient_permissions",
            404 => "not_found",
            413 => "request_too_large",
            429 => "rate_limit_exceeded",
            >= 500 => words.ErrorCode,
            _ => null,
        };
}
