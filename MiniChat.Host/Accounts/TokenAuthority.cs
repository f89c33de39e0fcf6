using MiniChat.ServiceInterface.Accounts;
using MiniChat.Stack;

namespace MiniChat.Host.Accounts;

/// <summary>Says whose a token is: by its signature and times, then by the store, then from memory until something is heard.</summary>
public sealed class TokenAuthority : ITokenAuthority, IDisposable
{
    private static readonly TokenVerdict Bad = new(null, Expired: false);

    private readonly JwtTokens _tokens;
    private readonly ISessionStore _store;
    private readonly SessionTokens _sessions;
    private readonly TimeProvider _clock;
    private readonly TokenCache _cache = new();
    private readonly SessionWatches _watches = new();
    private readonly IDisposable _subscription;

    /// <summary>Starts to listen.</summary>
    /// <param name="tokens">Reads the tokens.</param>
    /// <param name="store">Knows the sessions.</param>
    /// <param name="sessions">Renews access tokens.</param>
    /// <param name="events">Tells of sessions that end.</param>
    /// <param name="clock">The time.</param>
    public TokenAuthority(
        JwtTokens tokens,
        ISessionStore store,
        SessionTokens sessions,
        ISessionEvents events,
        TimeProvider clock
    )
    {
        _tokens = tokens;
        _store = store;
        _sessions = sessions;
        _clock = clock;
        _subscription = events.Subscribe(Hear);
    }

    /// <inheritdoc/>
    public TimeSpan AccessTokenLifetime => _tokens.Lifetime;

    /// <inheritdoc/>
    public ValueTask<TokenVerdict> VerifyAsync(string token, CancellationToken cancel) =>
        _cache.Find(token, _clock.GetUtcNow()) is { } caller
            ? ValueTask.FromResult(new TokenVerdict(caller, Expired: false))
            : new ValueTask<TokenVerdict>(LookUpAsync(token, cancel));

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
        var caller = CallerOf(found, claims);
        var expires = claims.Expires + JwtClaims.Skew;
        var until = expires < found.Session.ExpiresAt ? expires : found.Session.ExpiresAt;
        _cache.Add(token, caller, until, news, now);
        return new TokenVerdict(caller, Expired: false);
    }

    private static Caller CallerOf(AccountSession found, JwtClaims claims) =>
        new()
        {
            AccountId = found.Account.Id,
            UserName = found.Account.UserName,
            Email = found.Account.Email,
            DisplayName = found.Account.DisplayName,
            SessionId = found.Session.Id,
            TokenId = claims.TokenId,
            Roles = found.Account.Roles,
        };
}
