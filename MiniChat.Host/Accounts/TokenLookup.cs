using MiniChat.ServiceInterface.Accounts;
using MiniChat.ServiceInterface.ApiKeys;
using MiniChat.Stack;

namespace MiniChat.Host.Accounts;

/// <summary>Finds out whose a token is: by its signature and times, or an API key's hash, then by the store.</summary>
/// <param name="tokens">Reads the tokens.</param>
/// <param name="sessions">Knows the sessions.</param>
/// <param name="keys">Knows the API keys.</param>
public sealed class TokenLookup(JwtTokens tokens, ISessionStore sessions, IApiKeyStore keys)
{
    /// <summary>How long an access token lives.</summary>
    public TimeSpan Lifetime => tokens.Lifetime;

    /// <summary>The token's caller, and until when the token is good.</summary>
    /// <param name="token">The token as it was carried.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancel">The caller has gone.</param>
    public Task<TokenFinding> FindAsync(string token, DateTimeOffset now, CancellationToken cancel) =>
        ApiKeyText.IsMeant(token) ? FindKeyAsync(token, now, cancel) : FindSessionAsync(token, now, cancel);

    private async Task<TokenFinding> FindSessionAsync(string token, DateTimeOffset now, CancellationToken cancel)
    {
        if (await tokens.ReadAsync(token) is not { } claims || !claims.HasBegun(now))
            return TokenFinding.Bad;
        if (claims.HasExpired(now))
            return TokenFinding.Expired;
        var found = await sessions.FindAsync(claims.SessionId, cancel);
        if (found is null || found.Account.Id != claims.AccountId || !found.Session.IsAlive(now))
            return TokenFinding.Bad;
        var expires = claims.Expires + JwtClaims.Skew;
        var until = expires < found.Session.ExpiresAt ? expires : found.Session.ExpiresAt;
        var caller = CallerOf(found.Account) with
        {
            SessionId = found.Session.Id,
            TokenId = claims.TokenId,
            TokenExpires = until,
        };
        return new TokenFinding(new TokenVerdict(caller, Expired: false), until);
    }

    private async Task<TokenFinding> FindKeyAsync(string token, DateTimeOffset now, CancellationToken cancel)
    {
        if (ApiKeyText.HashOf(token) is not { } hash || await keys.FindAsync(hash, cancel) is not { } found)
            return TokenFinding.Bad;
        if (found.Key.HasExpired(now))
            return TokenFinding.Expired;
        var caller = CallerOf(found.Account) with
        {
            KeyId = found.Key.Id,
            Scopes = found.Key.Scopes,
            TokenExpires = found.Key.ExpiresAt,
        };
        return new TokenFinding(new TokenVerdict(caller, Expired: false), found.Key.ExpiresAt ?? DateTimeOffset.MaxValue);
    }

    private static Caller CallerOf(Account account) =>
        new()
        {
            AccountId = account.Id,
            UserName = account.UserName,
            Email = account.Email,
            DisplayName = account.DisplayName,
            Roles = account.Roles,
        };
}

/// <summary>What was found out about a token.</summary>
/// <param name="Verdict">Whether it is good, and whose.</param>
/// <param name="Until">Until when, as far as is known now.</param>
public readonly record struct TokenFinding(TokenVerdict Verdict, DateTimeOffset Until)
{
    /// <summary>It is not good.</summary>
    public static readonly TokenFinding Bad = new(new TokenVerdict(null, Expired: false), default);

    /// <summary>It was good once.</summary>
    public static readonly TokenFinding Expired = new(new TokenVerdict(null, Expired: true), default);
}
