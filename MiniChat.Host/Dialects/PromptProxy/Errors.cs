using System.Text.Json;
using MiniChat.Stack;
using MiniChat.Stack.Json;

namespace MiniChat.Host.Dialects.PromptProxy;

/// <summary>Errors as <c>{"error":"…"}</c>: the document names none.</summary>
internal sealed class Errors : IErrorFormat
{
    private static readonly JsonSerializerOptions Json = WireJson.CreateOptions();

    public Task WriteAsync(HttpContext context, ResponseStatus words)
    {
        context.Response.ContentType = "application/json";
        return context.Response.Body.WriteAsync(Write(context.Response.StatusCode, words), context.RequestAborted).AsTask();
    }

    /// <summary>The JSON of an error.</summary>
    public static byte[] Write(int status, ResponseStatus words) =>
        JsonSerializer.SerializeToUtf8Bytes(new ErrorBody(words.Message), Json);
}
