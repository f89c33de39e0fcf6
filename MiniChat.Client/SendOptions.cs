namespace MiniChat.Client;

/// <summary>What goes along with a message.</summary>
public sealed record SendOptions
{
    /// <summary>The key under which equal asks are one ask: the same key and message, sent again, is answered with the same answer.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>How far the stream was read before, by the last event's seq.</summary>
    public long? LastEventId { get; init; }
}
