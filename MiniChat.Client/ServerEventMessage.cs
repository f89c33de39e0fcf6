using System.Text.Json;
using MiniChat.ServiceModel;

namespace MiniChat.Client;

/// <summary>One event of a stream of server-events.</summary>
/// <param name="Id">Its number on its connection, from 1.</param>
/// <param name="Channel">The channel it came by; null for none.</param>
/// <param name="Selector">What it is about, such as <c>cmd.answer</c>.</param>
/// <param name="Json">What is told.</param>
public sealed record ServerEventMessage(long Id, string? Channel, string Selector, string Json)
{
    /// <summary>The event of an answer, when it is one: <c>cmd.answer</c>.</summary>
    public AnswerNotice? Answer => Selector == "cmd.answer" ? Read<AnswerNotice>() : null;

    /// <summary>Reads what is told.</summary>
    /// <exception cref="MiniChatException">It is no <typeparamref name="T"/>.</exception>
    public T Read<T>()
    {
        try
        {
            return JsonSerializer.Deserialize<T>(Json, ClientJson.Options) ?? throw new JsonException("It is null.");
        }
        catch (JsonException e)
        {
            throw new MiniChatException(0, MiniChatException.InvalidResponse, $"The event {Selector} cannot be read.", e);
        }
    }

    /// <summary>Reads <c>[channel@]selector json</c>.</summary>
    internal static ServerEventMessage Parse(string? id, string data)
    {
        var end = data.IndexOf(' ');
        var head = end < 0 ? data : data[..end];
        var at = head.IndexOf('@');
        return new ServerEventMessage(
            long.TryParse(id, out var number) ? number : 0,
            at < 0 ? null : head[..at],
            head[(at + 1)..],
            end < 0 ? "null" : data[(end + 1)..]
        );
    }
}

/// <summary>What the server said of a connection when it began.</summary>
/// <param name="Id">The subscription's id: who knows it can end the subscription, and change its channels.</param>
/// <param name="UserId">The account's number, as text; negative for somebody who has not signed in.</param>
/// <param name="DisplayName">The name that others see.</param>
/// <param name="IsAuthenticated">Whether the server knows who it is.</param>
/// <param name="Channels">The channels.</param>
public sealed record ServerEventsConnection(
    string Id,
    string UserId,
    string DisplayName,
    bool IsAuthenticated,
    IReadOnlyList<string> Channels
)
{
    internal TimeSpan HeartbeatInterval { get; init; }

    internal TimeSpan IdleTimeout { get; init; }

    internal static ServerEventsConnection Of(ServerEventMessage message)
    {
        var all = message.Read<Dictionary<string, string>>();
        return new ServerEventsConnection(
            Text("id"),
            Text("userId"),
            Text("displayName"),
            Text("isAuthenticated") == "true",
            Text("channels").Split(',', StringSplitOptions.RemoveEmptyEntries)
        )
        {
            HeartbeatInterval = Time("heartbeatIntervalMs", 10_000),
            IdleTimeout = Time("idleTimeoutMs", 30_000),
        };

        string Text(string name) => all.GetValueOrDefault(name) ?? "";
        TimeSpan Time(string name, int fallback) =>
            TimeSpan.FromMilliseconds(int.TryParse(Text(name), out var time) && time > 0 ? time : fallback);
    }
}
