using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MiniChat.ServiceInterface.Models;
using MiniChat.ServiceModel;

namespace MiniChat.Host.Models.Offline;

/// <summary>One chat completion in OpenAI's format, whole or as a stream.</summary>
/// <remarks>Fields: https://platform.openai.com/docs/api-reference/chat.</remarks>
internal sealed class OfflineCompletion
{
    private const int MostChoices = 8;

    private readonly IAnswerModel model;
    private readonly ModelRequest request;
    private readonly OfflineTool? tool;
    private readonly int choices;
    private readonly int? mostTokens;
    private readonly bool streams;
    private readonly bool tellsUsage;
    private readonly string id = "chatcmpl-" + RandomNumberGenerator.GetHexString(24, lowercase: true);
    private readonly long created;

    public OfflineCompletion(IAnswerModel model, TimeProvider clock, JsonElement body)
    {
        this.model = model;
        created = clock.GetUtcNow().ToUnixTimeSeconds();
        var messages = OfflinePrompt.Messages(body.GetProperty("messages"));
        choices = OfflinePrompt.Number(body, "n") ?? 1;
        if (choices is < 1 or > MostChoices)
            throw new OfflineRefusal(400, $"'n' can be 1 to {MostChoices}.", "n");
        mostTokens = OfflinePrompt.Number(body, "max_completion_tokens") ?? OfflinePrompt.Number(body, "max_tokens");
        if (mostTokens < 1)
            throw new OfflineRefusal(400, "'max_tokens' must be at least 1.", "max_tokens");
        streams = OfflinePrompt.Field(body, "stream") is { ValueKind: JsonValueKind.True };
        tellsUsage =
            OfflinePrompt.Field(body, "stream_options") is { } options
            && OfflinePrompt.Field(options, "include_usage") is { ValueKind: JsonValueKind.True };
        tool = OfflineTool.Chosen(body);
        request = new ModelRequest
        {
            Model = OfflineAnswerModel.Name,
            Messages = messages,
            JsonSchema = tool?.Schema ?? SchemaOf(body),
        };
    }

    public OfflineRelayedResponse Answer(CancellationToken cancel) =>
        streams ? OfflineRelayedResponse.Stream(StreamAsync(cancel), cancel) : OfflineRelayedResponse.Later(WholeAsync, cancel);

    private static string? SchemaOf(JsonElement body)
    {
        if (OfflinePrompt.Field(body, "response_format") is not { } format)
            return null;
        return OfflinePrompt.Text(format, "type") switch
        {
            "json_schema" => OfflinePrompt.Schema(
                OfflinePrompt.Field(format, "json_schema") is { } named ? OfflinePrompt.Field(named, "schema") : null,
                "response_format"
            ),
            "json_object" => """{"type":"object","properties":{"text":{"type":"string"}},"required":["text"]}""",
            _ => null,
        };
    }

    private async Task<object> WholeAsync(CancellationToken cancel)
    {
        var text = new StringBuilder();
        var (reason, usage) = ("stop", new Usage());
        await foreach (var part in PartsAsync(cancel))
        {
            text.Append(part.Text);
            if (part.FinishReason is not null)
                (reason, usage) = (part.FinishReason, part.Usage!);
        }
        return new
        {
            id,
            @object = "chat.completion",
            created,
            model = request.Model,
            choices = Enumerable
                .Range(0, choices)
                .Select(index => new
                {
                    index,
                    message = tool is null ? Message(text.ToString()) : tool.Message(text.ToString()),
                    logprobs = (object?)null,
                    finish_reason = reason,
                }),
            usage = Usage(usage),
        };
    }

    private async IAsyncEnumerable<byte[]> StreamAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var chunk in Chunks(tool is null ? Message("") : tool.Begin(), null))
            yield return chunk;
        Usage? usage = null;
        await foreach (var part in PartsAsync(cancel))
        {
            object delta =
                part.Text is null ? new { }
                : tool is null ? new { content = part.Text }
                : tool.Delta(part.Text);
            foreach (var chunk in Chunks(delta, part.FinishReason))
                yield return chunk;
            usage = part.Usage ?? usage;
        }
        if (tellsUsage)
            yield return OfflineRelayedResponse.Event(Chunk([], Usage(usage!)));
        yield return "data: [DONE]\n\n"u8.ToArray();
    }

    private IEnumerable<byte[]> Chunks(object delta, string? reason) =>
        Enumerable
            .Range(0, choices)
            .Select(index =>
                OfflineRelayedResponse.Event(
                    Chunk(
                        [
                            new
                            {
                                index,
                                delta,
                                logprobs = (object?)null,
                                finish_reason = reason,
                            },
                        ],
                        null
                    )
                )
            );

    private object Chunk(object[] list, object? usage) =>
        tellsUsage
            ? new
            {
                id,
                @object = "chat.completion.chunk",
                created,
                model = request.Model,
                choices = list,
                usage,
            }
            : new
            {
                id,
                @object = "chat.completion.chunk",
                created,
                model = request.Model,
                choices = list,
            };

    /// <summary>The model's events, cut at the most tokens, with the reason that a tool or a cut gives.</summary>
    private async IAsyncEnumerable<ModelEvent> PartsAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        var left = mostTokens * 4L ?? long.MaxValue;
        await foreach (var part in model.StreamAsync(request, cancel))
        {
            if (part.Text is null)
            {
                yield return part with
                {
                    FinishReason =
                        left <= 0 ? "length"
                        : tool is null ? "stop"
                        : "tool_calls",
                    Usage = Cut(part.Usage!),
                };
                continue;
            }
            if (left > 0)
                yield return part with
                {
                    Text = Begin(part.Text, left),
                };
            left -= part.Text.Length;
        }
    }

    // Half of a surrogate pair is no text.
    private static string Begin(string text, long length) =>
        length >= text.Length ? text
        : char.IsHighSurrogate(text[(int)length - 1]) ? text[..(int)(length - 1)]
        : text[..(int)length];

    private Usage Cut(Usage usage) =>
        new()
        {
            PromptTokens = usage.PromptTokens,
            CompletionTokens = Math.Min(usage.CompletionTokens, mostTokens ?? int.MaxValue),
        };

    private static object Message(string content) =>
        new
        {
            role = "assistant",
            content,
            refusal = (object?)null,
        };

    private static object Usage(Usage usage) =>
        new
        {
            prompt_tokens = usage.PromptTokens,
            completion_tokens = usage.CompletionTokens,
            total_tokens = usage.PromptTokens + usage.CompletionTokens,
        };
}
