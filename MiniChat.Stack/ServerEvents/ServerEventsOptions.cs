namespace MiniChat.Stack.ServerEvents;

/// <summary>How server-events are served.</summary>
public sealed record ServerEventsOptions
{
    /// <summary>How often clients are asked to send a heartbeat.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After what time without one a subscriber is dropped that has sent heartbeats before.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Streams of one account that may be open at once; 0 for any number.</summary>
    public int PerAccount { get; init; } = 100;

    /// <summary>Streams without sign-in of one address that may be open at once; 0 for any number.</summary>
    public int PerAddress { get; init; } = 20;

    /// <summary>Streams without sign-in in all that may be open at once; 0 for any number.</summary>
    public int Anonymous { get; init; } = 1000;

    /// <summary>How many bytes may wait for a subscriber: one who is further behind is dropped.</summary>
    public int MostWaiting { get; init; } = 1 << 20;

    /// <summary>Channels of one subscription.</summary>
    public int MostChannels { get; init; } = 50;

    /// <summary>Characters of a channel's name.</summary>
    public int LongestChannel { get; init; } = 64;

    /// <summary>The scope that a caller's API key needs; null for none.</summary>
    public string? Scope { get; init; }

    /// <summary>The server's address for others; null for the one that the request came to.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>After which number subscriptions are counted: processes that are joined count apart.</summary>
    public long FirstNumber { get; init; }

    /// <summary>The path of the picture that stands for every subscriber.</summary>
    public string PicturePath { get; init; } = "/icon.svg";
}
