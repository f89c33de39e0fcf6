namespace MiniChat.Stack;

/// <summary>Who knows whether a token is good: the port through which the message host authenticates.</summary>
public interface ITokenAuthority
{
    /// <summary>Checks an access token (signature, times, session, account) or an API key.</summary>
    /// <param name="token">The token as it was carried.</param>
    /// <param name="cancel">The caller has gone.</param>
    ValueTask<TokenVerdict> VerifyAsync(string token, CancellationToken cancel);

    /// <summary>Makes an access token from a refresh token, or null when that is not good.</summary>
    /// <param name="refreshToken">The refresh token as it was carried.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task<string?> RefreshAsync(string refreshToken, CancellationToken cancel);

    /// <summary>Tells when the caller's session or API key ends before its time, so that what is open for it can be closed.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="ended">Called at the end, perhaps twice, and at once when that was since the token was checked; it must be quick.</param>
    /// <returns>Disposed, it tells no more.</returns>
    IDisposable WhenEnded(Caller caller, Action ended);

    /// <summary>How long an access token lives: the age of its cookie.</summary>
    TimeSpan AccessTokenLifetime { get; }
}

/// <summary>What was found out about a token.</summary>
/// <param name="Caller">Who it belongs to; null when it is not good.</param>
/// <param name="Expired">Whether it was good once and has expired.</param>
public readonly record struct TokenVerdict(Caller? Caller, bool Expired);
