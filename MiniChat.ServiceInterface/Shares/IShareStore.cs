namespace MiniChat.ServiceInterface.Shares;

/// <summary>Keeps the links to shared chats. They go with their chat.</summary>
public interface IShareStore
{
    /// <summary>Keeps a link, or moves the chat's link to the turn; its token and its time stay.</summary>
    /// <param name="share">The link as it would be a new one.</param>
    /// <param name="cancel">The caller has gone.</param>
    /// <returns>The link as it is now; null when the account has no such chat.</returns>
    Task<StoredShare?> KeepAsync(StoredShare share, CancellationToken cancel);

    /// <summary>Ends a link.</summary>
    /// <param name="accountId">Whose.</param>
    /// <param name="chatId">The chat.</param>
    /// <param name="cancel">The caller has gone.</param>
    /// <returns>Whether there was one.</returns>
    Task<bool> EndAsync(long accountId, long chatId, CancellationToken cancel);

    /// <summary>The link of a chat of the account, or null.</summary>
    /// <param name="accountId">Whose.</param>
    /// <param name="chatId">The chat.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task<StoredShare?> FindAsync(long accountId, long chatId, CancellationToken cancel);

    /// <summary>The link with the token, and its chat; null when there is none.</summary>
    /// <param name="token">The token.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task<SharedChat?> FindByTokenAsync(string token, CancellationToken cancel);

    /// <summary>Links of the account with their chats, the newest first.</summary>
    /// <param name="accountId">Whose.</param>
    /// <param name="before">Only what comes behind this place.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task<IReadOnlyList<SharedChat>> FindManyAsync(long accountId, TimePlace before, int take, CancellationToken cancel);
}

/// <summary>A link as it is kept.</summary>
public sealed record StoredShare
{
    /// <summary>The chat.</summary>
    public required long ChatId { get; init; }

    /// <summary>Whose it is.</summary>
    public required long AccountId { get; init; }

    /// <summary>What the link is known by.</summary>
    public required string Token { get; init; }

    /// <summary>The turn up to which the chat is shared.</summary>
    public required long TurnId { get; init; }

    /// <summary>When it was shared first.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A link, and what is told of its chat.</summary>
/// <param name="Share">The link.</param>
/// <param name="Title">The chat's title.</param>
/// <param name="BegunAt">When the chat was begun.</param>
public sealed record SharedChat(StoredShare Share, string? Title, DateTimeOffset BegunAt);
