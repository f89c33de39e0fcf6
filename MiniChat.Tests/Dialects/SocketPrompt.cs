using System.Text;
using System.Text.Json.Nodes;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Dialects;

/// <summary>Prompts on <c>/ws-prompt</c>, and what comes back.</summary>
internal static class SocketPrompt
{
    /// <summary>Opens the socket.</summary>
    public static Task<SocketClient> OpenSocketAsync(this PassThroughDoor door, string? token = null) =>
        SocketClient.OpenAsync(door.Server.Address, "/ws-prompt", ("Protocol", token ?? door.Token));

    /// <summary>A prompt.</summary>
    public static byte[] Asking(string text, bool streams = true) =>
        Encoding.UTF8.GetBytes(
            new JsonObject
            {
                ["model"] = "m",
                ["stream"] = streams,
                ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = text }),
            }.ToJsonString()
        );

    /// <summary>The text of a stream's messages, up to the one that says why it ended.</summary>
    public static async Task<string> AnswerAsync(SocketClient socket)
    {
        var text = new StringBuilder();
        while (true)
        {
            var chunk = await socket.NextAsync();
            if (chunk["choices"] is not JsonArray { Count: > 0 } choices)
                throw new AssertionException($"No chunk: {chunk}");
            text.Append((string?)choices[0]!["delta"]!["content"]);
            if (choices[0]!["finish_reason"] is not null)
                return text.ToString();
        }
    }
}
