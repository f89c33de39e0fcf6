using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace MiniChat.Tests.Support;

/// <summary>One call that the fake upstream got.</summary>
public sealed class UpstreamCall
{
    private readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource disconnected = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal UpstreamCall(HttpRequest request, string body)
    {
        Path = request.Path;
        Protocol = request.Protocol;
        Connection = request.HttpContext.Connection.Id;
        Headers = request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        Body = body;
        request.HttpContext.RequestAborted.Register(() => disconnected.TrySetResult());
    }

    public string Path { get; }

    public string Protocol { get; }

    /// <summary>The connection it came by.</summary>
    public string Connection { get; }

    public IReadOnlyDictionary<string, string> Headers { get; }

    public string? Authorization => Headers.GetValueOrDefault("Authorization");

    /// <summary>The body as it came.</summary>
    public string Body { get; }

    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);

    /// <summary>The content of the last message.</summary>
    public string Prompt =>
        Json.TryGetProperty("messages", out var messages) && messages.GetArrayLength() > 0
            ? messages[messages.GetArrayLength() - 1].GetProperty("content").ToString()
            : "";

    public bool WantsStream => Json.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True;

    /// <summary>Done when a fault that waits has sent all it sends.</summary>
    public Task Begun => begun.Task;

    /// <summary>Done when the client has left before the end.</summary>
    public Task Disconnected => disconnected.Task;

    /// <summary>Done when the call is over, however it ended.</summary>
    public Task Ended => ended.Task;

    internal void Begin() => begun.TrySetResult();

    internal void End() => ended.TrySetResult();
}
