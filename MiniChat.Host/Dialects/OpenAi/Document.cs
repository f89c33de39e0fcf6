using System.Text.Json.Nodes;
using MiniChat.Host.ApiDocuments;

namespace MiniChat.Host.Dialects.OpenAi;

/// <summary>What the API document says of these addresses.</summary>
internal static class Document
{
    private const string Passed = "An API key needs the scope `model`. Errors of the model's server come as they are.";

    internal static ApiSection Section { get; } =
        new(
            "open-ai",
            ApiSections.Dialects,
            "OpenAI's own format, for its SDKs and the programs over them: `/v1` is the base URL, a token or API key of this server is the "
                + "key. Bodies and responses pass byte for byte; OpenAI's own reference describes all their fields.",
            new ErrorBody(new ErrorDetail("'model' must be text.", "invalid_request_error", "model", Code: null))
        );

    internal static ApiOperation Complete =>
        new("openAiChatCompletion", "Answers messages, whole or as a stream")
        {
            Description = Passed,
            Body = ChatCompletionRequest.Example,
            Answer = RelayedAnswers.Completion,
            Texts = [RelayedAnswers.Chunks],
            Errors = [429, 502, 503, 504],
        };

    internal static ApiOperation ListModels =>
        new("openAiListModels", "Lists the models")
        {
            Description = Passed,
            Answer = JsonNode.Parse(
                """{"object":"list","data":[{"id":"gpt-4o","object":"model","created":1767225600,"owned_by":"openai"}]}"""
            ),
            Errors = [502, 503, 504],
        };

    internal static ApiOperation GetModel =>
        new("openAiGetModel", "Finds a model")
        {
            Description = Passed,
            Query = new JsonObject { ["id"] = "offline" },
            Answer = JsonNode.Parse("""{"id":"offline","object":"model","created":1767225600,"owned_by":"minichat"}"""),
            Errors = [404, 502, 503, 504],
        };

    internal static ApiOperation Embed =>
        new("openAiEmbeddings", "Makes vectors of texts")
        {
            Description = Passed,
            Body = new EmbeddingsRequest("hash-1024", "a cat", 4),
            Answer = JsonNode.Parse(
                """{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.9,-0.3,-0.3,0]}],"model":"hash-1024","usage":{"prompt_tokens":2,"total_tokens":2}}"""
            ),
            Errors = [429, 502, 503, 504],
        };

    internal static ApiOperation Respond =>
        new("openAiResponse", "Answers in the newer format, whole or as a stream")
        {
            Description = Passed + " Responses are not fetched later, and `background` is refused.",
            Body = new ResponsesRequest("gpt-4o", "What is 1+1?", "Be brief."),
            Answer = JsonNode.Parse(
                """{"id":"resp_1","object":"response","status":"completed","model":"gpt-4o","output":[{"id":"msg_1","type":"message","role":"assistant","content":[{"type":"output_text","text":"2.","annotations":[]}]}]}"""
            ),
            Texts =
            [
                ApiText.Events(
                    "With `\"stream\": true`: OpenAI's events, `response.created` to `response.completed`.",
                    "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"delta\":\"2\"}\n\n"
                ),
            ],
            Errors = [429, 502, 503, 504],
        };
}
