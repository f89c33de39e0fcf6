using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace MiniChat.ServiceInterface.Accounts;

/// <summary>Begins sessions, renews their tokens, ends them.</summary>
/// <param name="store">Where sessions are kept.</param>
/// <param name="access">Who makes access tokens.</param>
/// <param name="events">Who has to hear of ends.</param>
/// <param name="clock">The time.</param>
public sealed class SessionTokens(ISessionStore store, IAccessTokens access, ISessionEvents events, TimeProvider clock)
{
    /// <summary>How long a refresh token lives.</summary>
    public static readonly TimeSpan RefreshLifetime = TimeSpan.FromDays(90);

    /// <summary>Begins a session for somebody whose password was right.</summary>
    /// <param name="account">Who.</param>
    /// <param name="lifetime">How long the access token lives; null for the usual hour.</param>
    /// <param name="cancel">The caller has gone.</param>
    public async Task<SignedIn> BeginAsync(Account account, TimeSpan? lifetime, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var refresh = NewToken(32);
        var session = new Session
        {
            Id = NewToken(16),
            AccountId = account.Id,
            CreatedAt = now,
            ExpiresAt = now + RefreshLifetime,
        };
        await store.CreateAsync(session, HashOf(refresh), cancel);
        return Tokens(account, session, refresh, lifetime);
    }

    /// <summary>A new access token for a refresh token, which stays as it is; null when that is not good.</summary>
    /// <param name="refreshToken">The refresh token.</param>
    /// <param name="cancel">The caller has gone.</param>
    public async Task<string?> RefreshAsync(string refreshToken, CancellationToken cancel)
    {
        if (!IsShaped(refreshToken))
            return null;
        var now = clock.GetUtcNow();
        var found = await store.FindRefreshAsync(HashOf(refreshToken), cancel);
        if (found is null)
            return null;
        if (found.IsGood(now))
            return access.Issue(found.Owner.Account, found.Owner.Session.Id, access.Lifetime);
        // Whoever brings a token that has a successor stole it, or was stolen from.
        if (found.UsedAt is not null)
            await store.EndFamilyAsync(found.Owner.Session.Id, now, cancel);
        return null;
    }

    /// <summary>
    /// A new access token and a successor for a refresh token, which is used up by it; null when that is not good. A second use
    /// ends all refresh tokens of the session.
    /// </summary>
    /// <param name="refreshToken">The refresh token.</param>
    /// <param name="lifetime">How long the access token lives; null for the usual hour.</param>
    /// <param name="cancel">The caller has gone.</param>
    public async Task<SignedIn?> RotateAsync(string refreshToken, TimeSpan? lifetime, CancellationToken cancel)
    {
        if (!IsShaped(refreshToken))
            return null;
        var now = clock.GetUtcNow();
        var successor = NewToken(32);
        var expires = now + RefreshLifetime;
        var owner = await store.RotateAsync(HashOf(refreshToken), HashOf(successor), now, expires, cancel);
        return owner is null ? null : Tokens(owner.Account, owner.Session, successor, lifetime);
    }

    /// <summary>Ends a session with all its tokens, at once.</summary>
    /// <param name="accountId">Whose it is.</param>
    /// <param name="sessionId">The session.</param>
    public async Task EndAsync(long accountId, string sessionId)
    {
        // Not to be called off: who hangs up while signing out still wants to be signed out.
        await store.RevokeAsync(sessionId, clock.GetUtcNow(), CancellationToken.None);
        events.Publish(new SessionNews(accountId, sessionId, Ended: true));
    }

    /// <summary>Ends all sessions of an account, at once.</summary>
    /// <param name="accountId">Whose they are.</param>
    public async Task EndAllAsync(long accountId)
    {
        await store.RevokeAllAsync(accountId, clock.GetUtcNow(), CancellationToken.None);
        events.Publish(new SessionNews(accountId, SessionId: null, Ended: true));
    }

    private SignedIn Tokens(Account account, Session session, string refresh, TimeSpan? lifetime) =>
        new()
        {
            Account = account,
            SessionId = session.Id,
            AccessToken = access.Issue(account, session.Id, lifetime ?? access.Lifetime),
            RefreshToken = refresh,
            RefreshTokenExpiry = session.ExpiresAt,
        };

    private static string NewToken(int bytes) => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(bytes));

    private static bool IsShaped(string token) => token.Length == Base64Url.GetEncodedLength(32);

    private static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}

/// <summary>A session that has begun or was renewed.</summary>
public sealed record SignedIn
{
    /// <summary>Who signed in.</summary>
    public required Account Account { get; init; }

    /// <summary>The session.</summary>
    public required string SessionId { get; init; }

    /// <summary>The access token.</summary>
    public required string AccessToken { get; init; }

    /// <summary>The refresh token. It is nowhere else: the store has its hash.</summary>
    public required string RefreshToken { get; init; }

    /// <summary>When the refresh token ends.</summary>
    public required DateTimeOffset RefreshTokenExpiry { get; init; }
}
