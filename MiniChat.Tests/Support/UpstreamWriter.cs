using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace MiniChat.Tests.Support;

/// <summary>Writes a streamed chat completion, piece by piece.</summary>
internal sealed class UpstreamWriter(HttpContext context, UpstreamQuirk quirk)
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Escaping = new() { Encoder = JavaScriptEncoder.Default };

    public async Task BeginAsync()
    {
        context.Response.StatusCode = 200;
        if (quirk != UpstreamQuirk.NoContentType)
            context.Response.ContentType = "text/event-stream; charset=utf-8";
        await context.Response.StartAsync();
        await context.Response.Body.FlushAsync();
    }

    public async Task TextAsync(string text)
    {
        if (quirk == UpstreamQuirk.Comments)
            await RawAsync(": a comment\n\n");
        if (quirk == UpstreamQuirk.EmptyChoices)
            await DataAsync(Chunk(new JsonArray()));
        if (quirk == UpstreamQuirk.NullContent)
            await DataAsync(Chunk(Choices(new JsonObject { ["content"] = null, ["tool_calls"] = null }, null)));
        await DataAsync(Chunk(Choices(new JsonObject { ["content"] = text }, null)));
    }

    public async Task RoleAsync() =>
        await DataAsync(Chunk(Choices(new JsonObject { ["role"] = "assistant", ["content"] = "" }, null)));

    public async Task FinishAsync(string reason, int promptTokens, int completionTokens)
    {
        await DataAsync(Chunk(Choices([], reason)));
        if (quirk == UpstreamQuirk.CutAfterFinish)
        {
            await UpstreamFaults.Cut(context);
            return;
        }
        if (quirk != UpstreamQuirk.NoUsage)
        {
            var usage = Chunk(new JsonArray());
            usage["usage"] = new JsonObject { ["prompt_tokens"] = promptTokens, ["completion_tokens"] = completionTokens };
            await DataAsync(usage);
        }
        if (quirk != UpstreamQuirk.NoDone)
            await RawAsync("data: [DONE]\n\n");
    }

    public Task DataAsync(JsonNode data) =>
        RawAsync($"data: {data.ToJsonString(quirk == UpstreamQuirk.Escaped ? Escaping : Plain)}\n\n");

    public async Task RawAsync(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(quirk == UpstreamQuirk.CrlfLines ? text.Replace("\n", "\r\n") : text);
        if (quirk != UpstreamQuirk.SplitBytes)
        {
            await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            return;
        }
        for (var i = 0; i < bytes.Length; i++)
        {
            await context.Response.Body.WriteAsync(bytes.AsMemory(i, 1), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private JsonArray Choices(JsonObject delta, string? finishReason) =>
        [
            new JsonObject
            {
                ["index"] = 0,
                ["delta"] = delta,
                ["logprobs"] = null,
                ["finish_reason"] = finishReason ?? (quirk == UpstreamQuirk.EmptyFinishReason ? "" : null),
            },
        ];

    private JsonObject Chunk(JsonArray choices)
    {
        var chunk = new JsonObject
        {
            ["id"] = "chatcmpl-1",
            ["object"] = "chat.completion.chunk",
            ["created"] = 1,
            ["model"] = "fake",
            ["system_fingerprint"] = null,
            ["choices"] = choices,
            ["usage"] = null,
        };
        if (quirk == UpstreamQuirk.UnknownFields)
            chunk["x"] = new JsonObject { ["choices"] = new JsonArray(1, "two", new JsonArray()), ["error"] = "none" };
        return chunk;
    }
}
