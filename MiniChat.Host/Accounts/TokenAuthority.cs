using MiniChat.ServiceInterface.Accounts;
using MiniChat.Stack;

namespace MiniChat.Host.Accounts;

/// <summary>Says whose a token is: by a look-up, then from memory until something is heard.</summary>
/// <param name="lookup">Finds out.</param>
/// <param name="memory">What was found out, and who has streams open.</param>
/// <param name="uses">Notes when API keys are used.</param>
/// <param name="sessions">Renews access tokens.</param>
/// <param name="clock">The time.</param>
public sealed class TokenAuthority(
    TokenLookup lookup,
    TokenMemory memory,
    ApiKeyUses uses,
    SessionTokens sessions,
    TimeProvider clock
) : ITokenAuthority
{
    /// <inheritdoc/>
    public TimeSpan AccessTokenLifetime => lookup.Lifetime;

    /// <inheritdoc/>
    public ValueTask<TokenVerdict> VerifyAsync(string token, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (memory.Find(token, now) is { } caller)
            return ValueTask.FromResult(Good(caller));
        return new(LookUpAsync(token, now, cancel));
    }

    /// <inheritdoc/>
    public Task<string?> RefreshAsync(string refreshToken, CancellationToken cancel) =>
        sessions.RefreshAsync(refreshToken, cancel);

    /// <inheritdoc/>
    public IDisposable WhenEnded(Caller caller, Action ended) => memory.Watches.Add(caller, ended);

    private async Task<TokenVerdict> LookUpAsync(string token, DateTimeOffset now, CancellationToken cancel)
    {
        var news = memory.Cache.News;
        var found = await lookup.FindAsync(token, now, cancel);
        if (found.Verdict.Caller is not { } caller)
            return found.Verdict;
        memory.Cache.Add(token, caller, found.Until, news, now);
        return Good(caller);
    }

    private TokenVerdict Good(Caller caller)
    {
        if (caller.KeyId is { } key)
            uses.Note(key);
        return new TokenVerdict(caller, Expired: false);
    }
}
