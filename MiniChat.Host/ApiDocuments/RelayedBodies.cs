using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MiniChat.Stack;

namespace MiniChat.Host.ApiDocuments;

/// <summary>OpenAI's body of chat completions. It goes up byte for byte, fields that are not listed here included.</summary>
/// <param name="Model">The model.</param>
/// <param name="Messages">The messages, oldest first, each with a `role` and a `content`.</param>
/// <param name="Stream">Whether the response comes as a stream of events.</param>
/// <param name="N">How many choices; `MiniChat__Limits__Choices` limits it.</param>
/// <param name="MaxTokens">The most tokens of the answer; `MiniChat__Limits__Tokens` limits it.</param>
internal sealed record ChatCompletionRequest(
    string? Model,
    [property: ValidateNotEmpty] IReadOnlyList<JsonObject> Messages,
    bool? Stream = null,
    int? N = null,
    [property: JsonPropertyName("max_tokens")] int? MaxTokens = null
)
{
    /// <summary>An example.</summary>
    internal static ChatCompletionRequest Example =>
        new("gpt-4o", [new JsonObject { ["role"] = "user", ["content"] = "What is 1+1?" }]);
}

/// <summary>OpenAI's body of embeddings. It goes up byte for byte, fields that are not listed here included.</summary>
/// <param name="Model">The model.</param>
/// <param name="Input">The text, or a list of texts.</param>
/// <param name="Dimensions">How many dimensions the vectors have.</param>
internal sealed record EmbeddingsRequest(string? Model, [property: ValidateNotEmpty] object Input, int? Dimensions = null);

/// <summary>OpenAI's body of responses. It goes up byte for byte, fields that are not listed here included.</summary>
/// <param name="Model">The model.</param>
/// <param name="Input">What to answer: a text, or a list of items.</param>
/// <param name="Instructions">What the model is told before.</param>
/// <param name="Stream">Whether the response comes as a stream of events.</param>
/// <param name="MaxOutputTokens">The most tokens of the answer; `MiniChat__Limits__Tokens` limits it.</param>
internal sealed record ResponsesRequest(
    string? Model,
    [property: ValidateNotEmpty] object Input,
    string? Instructions = null,
    bool? Stream = null,
    [property: JsonPropertyName("max_output_tokens")] int? MaxOutputTokens = null
);

/// <summary>Examples of what comes back, as the model's server sends it.</summary>
internal static class RelayedAnswers
{
    /// <summary>A whole answer.</summary>
    internal static JsonNode Completion =>
        JsonNode.Parse(
            """
            {"id":"chatcmpl-1","object":"chat.completion","created":1767225600,"model":"gpt-4o","choices":[{"index":0,
            "message":{"role":"assistant","content":"1+1 is 2.","refusal":null},"logprobs":null,"finish_reason":"stop"}],
            "usage":{"prompt_tokens":13,"completion_tokens":7,"total_tokens":20}}
            """
        )!;

    /// <summary>A stream of chunks.</summary>
    internal static ApiText Chunks =>
        ApiText.Events(
            "With `\"stream\": true`: events whose data are OpenAI's chunks (`chat.completion.chunk`), then `data: [DONE]`. A stream "
                + "that breaks off ends with an event `data: {\"error\": …}` in its place.",
            "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"1+1\"}}]}\n\ndata: [DONE]\n\n"
        );
}
