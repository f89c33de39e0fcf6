using System.Text.Json;
using System.Text.Json.Nodes;

namespace MiniChat.Tests.Support;

/// <summary>What the model's server of the tests answers.</summary>
internal static class UpstreamBodies
{
    /// <summary>A whole completion, as it is answered without a stream.</summary>
    internal static JsonObject Completion(string text, string reason) =>
        JsonSerializer
            .SerializeToNode(
                new
                {
                    id = "chatcmpl-1",
                    @object = "chat.completion",
                    created = 1,
                    model = "fake",
                    choices = new[]
                    {
                        new
                        {
                            index = 0,
                            message = new { role = "assistant", content = text },
                            finish_reason = reason,
                        },
                    },
                    usage = new
                    {
                        prompt_tokens = 7,
                        completion_tokens = text.Length,
                        total_tokens = 7 + text.Length,
                    },
                }
            )!
            .AsObject();

    /// <summary>The list of the one model.</summary>
    internal static JsonObject Models() =>
        new()
        {
            ["object"] = "list",
            ["data"] = new JsonArray(
                new JsonObject
                {
                    ["id"] = "fake",
                    ["object"] = "model",
                    ["owned_by"] = "fake",
                }
            ),
        };
}
