using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MiniChat.ServiceInterface.Models;
using MiniChat.ServiceModel;

namespace MiniChat.Host.Models.Offline;

/// <summary>One response of OpenAI's newer format, whole or as a stream of its events.</summary>
/// <remarks>Fields and events: https://platform.openai.com/docs/api-reference/responses.</remarks>
internal sealed class OfflineResponse
{
    private readonly IAnswerModel model;
    private readonly ModelRequest request;
    private readonly bool streams;
    private readonly string id = "resp_" + RandomNumberGenerator.GetHexString(32, lowercase: true);
    private readonly string itemId = "msg_" + RandomNumberGenerator.GetHexString(32, lowercase: true);
    private readonly long created;
    private int sequence;

    public OfflineResponse(IAnswerModel model, TimeProvider clock, JsonElement body)
    {
        this.model = model;
        created = clock.GetUtcNow().ToUnixTimeSeconds();
        streams = OfflinePrompt.Field(body, "stream") is { ValueKind: JsonValueKind.True };
        request = new ModelRequest
        {
            Model = OfflineAnswerModel.Name,
            Messages = Messages(body),
            JsonSchema = SchemaOf(body),
        };
    }

    public OfflineRelayedResponse Answer(CancellationToken cancel) =>
        streams ? OfflineRelayedResponse.Stream(StreamAsync(cancel), cancel) : OfflineRelayedResponse.Later(WholeAsync, cancel);

    private static List<CompletionMessage> Messages(JsonElement body)
    {
        List<CompletionMessage> messages = OfflinePrompt.Field(body, "input") switch
        {
            { ValueKind: JsonValueKind.String } text => [new CompletionMessage { Role = "user", Content = text.GetString()! }],
            { ValueKind: JsonValueKind.Array } list => OfflinePrompt.Messages(list),
            _ => throw new OfflineRefusal(400, "'input' must be a text or a list of items.", "input"),
        };
        if (OfflinePrompt.Text(body, "instructions") is { } instructions)
            messages.Insert(0, new CompletionMessage { Role = "system", Content = instructions });
        return messages;
    }

    private static string? SchemaOf(JsonElement body) =>
        OfflinePrompt.Field(body, "text") is { } text
        && OfflinePrompt.Field(text, "format") is { } format
        && OfflinePrompt.Text(format, "type") == "json_schema"
            ? OfflinePrompt.Schema(OfflinePrompt.Field(format, "schema"), "text.format")
            : null;

    private async Task<object> WholeAsync(CancellationToken cancel)
    {
        var text = new StringBuilder();
        Usage? usage = null;
        await foreach (var part in model.StreamAsync(request, cancel))
        {
            text.Append(part.Text);
            usage = part.Usage ?? usage;
        }
        return Response("completed", text.ToString(), usage);
    }

    private async IAsyncEnumerable<byte[]> StreamAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        yield return Event("response.created", new { response = Response("in_progress", null, null) });
        yield return Event("response.in_progress", new { response = Response("in_progress", null, null) });
        yield return Event("response.output_item.added", new { output_index = 0, item = Item("in_progress", null) });
        yield return Event("response.content_part.added", OfPart(new { part = Part("") }));
        var text = new StringBuilder();
        Usage? usage = null;
        await foreach (var part in model.StreamAsync(request, cancel))
        {
            usage = part.Usage ?? usage;
            if (part.Text is null)
                continue;
            text.Append(part.Text);
            yield return Event("response.output_text.delta", OfPart(new { delta = part.Text, logprobs = Array.Empty<object>() }));
        }
        var whole = text.ToString();
        yield return Event("response.output_text.done", OfPart(new { text = whole, logprobs = Array.Empty<object>() }));
        yield return Event("response.content_part.done", OfPart(new { part = Part(whole) }));
        yield return Event("response.output_item.done", new { output_index = 0, item = Item("completed", whole) });
        yield return Event("response.completed", new { response = Response("completed", whole, usage) });
    }

    private byte[] Event(string type, object fields)
    {
        var data = JsonSerializer.SerializeToNode(fields)!.AsObject();
        data.Insert(0, "type", type);
        data.Insert(1, "sequence_number", sequence++);
        return OfflineRelayedResponse.Event(data, type);
    }

    private object OfPart(object fields)
    {
        var data = JsonSerializer.SerializeToNode(fields)!.AsObject();
        data.Insert(0, "item_id", itemId);
        data.Insert(1, "output_index", 0);
        data.Insert(2, "content_index", 0);
        return data;
    }

    private object Response(string status, string? text, Usage? usage) =>
        new
        {
            id,
            @object = "response",
            created_at = created,
            status,
            error = (object?)null,
            incomplete_details = (object?)null,
            model = request.Model,
            output = text is null ? [] : new[] { Item(status, text) },
            parallel_tool_calls = true,
            tool_choice = "auto",
            tools = Array.Empty<object>(),
            metadata = new { },
            usage = usage is null
                ? null
                : new
                {
                    input_tokens = usage.PromptTokens,
                    input_tokens_details = new { cached_tokens = 0 },
                    output_tokens = usage.CompletionTokens,
                    output_tokens_details = new { reasoning_tokens = 0 },
                    total_tokens = usage.PromptTokens + usage.CompletionTokens,
                },
        };

    private object Item(string status, string? text) =>
        new
        {
            id = itemId,
            type = "message",
            status,
            role = "assistant",
            content = text is null ? [] : new[] { Part(text) },
        };

    private static object Part(string text) =>
        new
        {
            type = "output_text",
            text,
            annotations = Array.Empty<object>(),
            logprobs = Array.Empty<object>(),
        };
}
