using System.Globalization;

namespace MiniChat.Stack.ServerEvents;

/// <summary>Who a subscriber is to others.</summary>
/// <param name="Caller">The caller.</param>
/// <param name="Number">The number of the subscription since the start, which names those who have not signed in.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="BaseUrl">The server's address, as the subscriber knows it.</param>
/// <param name="PicturePath">The path of the picture.</param>
internal sealed record SubscriberInfo(Caller Caller, long Number, DateTimeOffset CreatedAt, string BaseUrl, string PicturePath)
{
    /// <summary>What others see of it. All values are texts: its clients expect so.</summary>
    /// <param name="channels">The channels it is on.</param>
    public Dictionary<string, string> Describe(IReadOnlyList<string> channels) =>
        new()
        {
            ["userId"] = Text(Caller.IsAuthenticated ? Caller.AccountId : -Number),
            ["displayName"] = Caller.IsAuthenticated ? Caller.DisplayName ?? Caller.UserName : $"user{Text(Number)}",
            ["profileUrl"] = BaseUrl + PicturePath,
            ["channels"] = string.Join(',', channels),
            ["isAuthenticated"] = Caller.IsAuthenticated ? "true" : "false",
            ["createdAt"] = Text(CreatedAt.ToUnixTimeMilliseconds()),
        };

    /// <summary>What the subscriber itself is told at the beginning.</summary>
    /// <param name="id">The subscription's id.</param>
    /// <param name="channels">The channels it is on.</param>
    /// <param name="options">The times.</param>
    public Dictionary<string, string> Welcome(string id, IReadOnlyList<string> channels, ServerEventsOptions options) =>
        new(Describe(channels))
        {
            ["id"] = id,
            ["unRegisterUrl"] = $"{BaseUrl}{ServerEventsPaths.Unregister}?id={id}",
            ["heartbeatUrl"] = $"{BaseUrl}{ServerEventsPaths.Heartbeat}?id={id}",
            ["updateSubscriberUrl"] = $"{BaseUrl}{ServerEventsPaths.Subscribers}/{id}",
            ["heartbeatIntervalMs"] = Text((long)options.HeartbeatInterval.TotalMilliseconds),
            ["idleTimeoutMs"] = Text((long)options.IdleTimeout.TotalMilliseconds),
        };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The paths of server-events.</summary>
internal static class ServerEventsPaths
{
    public const string Stream = "/event-stream";
    public const string Heartbeat = "/event-heartbeat";
    public const string Unregister = "/event-unregister";
    public const string Subscribers = "/event-subscribers";
}
