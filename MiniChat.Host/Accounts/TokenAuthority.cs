using MiniChat.ServiceInterface.Accounts;
using MiniChat.ServiceInterface.ApiKeys;
using MiniChat.Stack;

namespace MiniChat.Host.Accounts;

/// <summary>Says whose a token is: by its signature and times, or an API key's hash, then by the store, then from memory until something is heard.</summary>
public sealed class TokenAuthority : ITokenAuthority, IDisposable
{
    private static readonly TokenVerdict Bad = new(null, Expired: false);

    private readonly JwtTokens _tokens;
    private readonly ISessionStore _store;
    private readonly IApiKeyStore _keys;
    private readonly ApiKeyUses _uses;
    private readonly SessionTokens _sessions;
    private readonly TimeProvider _clock;
    private readonly TokenCache _cache = new();
    private readonly SessionWatches _watches = new();
    private readonly IDisposable _subscription;

    /// <summary>Starts to listen.</summary>
    /// <param name="tokens">Reads the tokens.</param>
    /// <param name="store">Knows the sessions.</param>
    /// <param name="keys">Knows the API keys.</param>
    /// <param name="uses">Notes when they are used.</param>
    /// <param name="sessions">Renews access tokens.</param>
    /// <param name="events">Tells of sessions that end.</param>
    /// <param name="clock">The time.</param>
    public TokenAuthority(
        JwtTokens tokens,
        ISessionStore store,
        IApiKeyStore keys,
        ApiKeyUses uses,
        SessionTokens sessions,
        ISessionEvents events,
        TimeProvider clock
    )
    {
        _tokens = tokens;
        _store = store;
        _keys = keys;
        _uses = uses;
        _sessions = sessions;
        _clock = clock;
        _subscription = events.Subscribe(Hear);
    }

    /// <inheritdoc/>
    public TimeSpan AccessTokenLifetime => _tokens.Lifetime;

    /// <inheritdoc/>
    public ValueTask<TokenVerdict> VerifyAsync(string token, CancellationToken cancel)
    {
        if (_cache.Find(token, _clock.GetUtcNow()) is { } caller)
            return ValueTask.FromResult(Good(caller));
        return new(ApiKeyText.IsMeant(token) ? LookUpKeyAsync(token, cancel) : LookUpAsync(token, cancel));
    }

    /// <inheritdoc/>
    public Task<string?> RefreshAsync(string refreshToken, CancellationToken cancel) =>
        _sessions.RefreshAsync(refreshToken, cancel);

    /// <inheritdoc/>
    public IDisposable WhenEnded(Caller caller, Action ended) => _watches.Add(caller, ended);

    /// <inheritdoc/>
    public void Dispose() => _subscription.Dispose();

    // First nobody may get in any more, then those who are in are sent out.
    private void Hear(SessionNews news)
    {
        _cache.Hear(news);
        _watches.Hear(news);
    }

    private async Task<TokenVerdict> LookUpAsync(string token, CancellationToken cancel)
    {
        var now = _clock.GetUtcNow();
        if (await _tokens.ReadAsync(token) is not { } claims || !claims.HasBegun(now))
            return Bad;
        if (claims.HasExpired(now))
            return new TokenVerdict(null, Expired: true);
        var news = _cache.News;
        var found = await _store.FindAsync(claims.SessionId, cancel);
        if (found is null || found.Account.Id != claims.AccountId || !found.Session.IsAlive(now))
            return Bad;
        var expires = claims.Expires + JwtClaims.Skew;
        var until = expires < found.Session.ExpiresAt ? expires : found.Session.ExpiresAt;
        var caller = CallerOf(found.Account) with
        {
            SessionId = found.Session.Id,
            TokenId = claims.TokenId,
            TokenExpires = until,
        };
        _cache.Add(token, caller, until, news, now);
        return Good(caller);
    }

    private async Task<TokenVerdict> LookUpKeyAsync(string token, CancellationToken cancel)
    {
        if (ApiKeyText.HashOf(token) is not { } hash)
            return Bad;
        var now = _clock.GetUtcNow();
        var news = _cache.News;
        if (await _keys.FindAsync(hash, cancel) is not { } found)
            return Bad;
        if (found.Key.HasExpired(now))
            return new TokenVerdict(null, Expired: true);
        var caller = CallerOf(found.Account) with
        {
            KeyId = found.Key.Id,
            Scopes = found.Key.Scopes,
            TokenExpires = found.Key.ExpiresAt,
        };
        _cache.Add(token, caller, found.Key.ExpiresAt ?? DateTimeOffset.MaxValue, news, now);
        return Good(caller);
    }

    private TokenVerdict Good(Caller caller)
    {
        if (caller.KeyId is { } key)
            _uses.Note(key);
        return new TokenVerdict(caller, Expired: false);
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
