namespace MiniChat.ServiceInterface.Accounts;

/// <summary>Where sessions and their refresh tokens are kept. The tokens are known by their hashes alone.</summary>
public interface ISessionStore
{
    /// <summary>Keeps a new session with its first refresh token, both or neither.</summary>
    /// <param name="session">The session.</param>
    /// <param name="refreshHash">The refresh token's hash; it lives as long as the session.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task CreateAsync(Session session, string refreshHash, CancellationToken cancel);

    /// <summary>The session with its account, whether it is still good or not.</summary>
    /// <param name="id">The session's id.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task<AccountSession?> FindAsync(string id, CancellationToken cancel);

    /// <summary>The refresh token with its session and account, whether it is still good or not.</summary>
    /// <param name="hash">The refresh token's hash.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task<RefreshToken?> FindRefreshAsync(string hash, CancellationToken cancel);

    /// <summary>
    /// Uses a refresh token up and keeps its successor; of many at the same time one wins. One that was used before ends its
    /// family.
    /// </summary>
    /// <param name="hash">The refresh token's hash.</param>
    /// <param name="successorHash">The successor's hash.</param>
    /// <param name="now">The time.</param>
    /// <param name="expires">When the successor ends; the session lasts as long.</param>
    /// <param name="cancel">The caller has gone.</param>
    /// <returns>The session, or null when the token is not good.</returns>
    Task<AccountSession?> RotateAsync(
        string hash,
        string successorHash,
        DateTimeOffset now,
        DateTimeOffset expires,
        CancellationToken cancel
    );

    /// <summary>Ends the session's refresh tokens, all of them; its access tokens live on until they expire.</summary>
    /// <param name="id">The session's id.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task EndFamilyAsync(string id, DateTimeOffset now, CancellationToken cancel);

    /// <summary>Ends the session with all its tokens.</summary>
    /// <param name="id">The session's id.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task RevokeAsync(string id, DateTimeOffset now, CancellationToken cancel);

    /// <summary>Ends all sessions of an account.</summary>
    /// <param name="accountId">The account's number.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task RevokeAllAsync(long accountId, DateTimeOffset now, CancellationToken cancel);

    /// <summary>Which of the sessions are there and were not ended.</summary>
    /// <param name="ids">Their ids.</param>
    /// <param name="cancel">The server stops.</param>
    Task<IReadOnlySet<string>> FindAliveAsync(IReadOnlyCollection<string> ids, CancellationToken cancel);

    /// <summary>Deletes sessions and refresh tokens that expired before a time.</summary>
    /// <param name="before">The time.</param>
    /// <param name="cancel">The server stops.</param>
    Task PruneAsync(DateTimeOffset before, CancellationToken cancel);
}

/// <summary>What signing in begins and signing out ends. Its refresh tokens are one family.</summary>
public sealed record Session
{
    /// <summary>The id, random.</summary>
    public required string Id { get; init; }

    /// <summary>Whose it is.</summary>
    public required long AccountId { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends by itself.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was ended, with all its tokens.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>When its refresh tokens were ended.</summary>
    public DateTimeOffset? FamilyEndedAt { get; init; }

    /// <summary>Whether its access tokens are good.</summary>
    public bool IsAlive(DateTimeOffset now) => RevokedAt is null && now < ExpiresAt;
}

/// <summary>A session and whose it is.</summary>
/// <param name="Session">The session.</param>
/// <param name="Account">The account.</param>
public sealed record AccountSession(Session Session, Account Account);

/// <summary>A refresh token with its session and account.</summary>
/// <param name="Owner">The session and its account.</param>
/// <param name="ExpiresAt">When it ends.</param>
/// <param name="UsedAt">When it was used up by a successor.</param>
public sealed record RefreshToken(AccountSession Owner, DateTimeOffset ExpiresAt, DateTimeOffset? UsedAt)
{
    /// <summary>Whether it can still be used.</summary>
    public bool IsGood(DateTimeOffset now) =>
        UsedAt is null && now < ExpiresAt && Owner.Session.FamilyEndedAt is null && Owner.Session.IsAlive(now);
}
