namespace MiniChat.Stack.Streams;

/// <summary>The end of a caller's token or API key, for what stays open longer than one call.</summary>
public static class TokenExpiry
{
    // A timer takes no more; a key that lives longer ends what is open a little early.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(20);

    /// <summary>A source that is cancelled when the token or key has expired; never for one that does not expire.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="clock">The time.</param>
    public static CancellationTokenSource SourceOf(Caller caller, TimeProvider clock)
    {
        if (caller.TokenExpires is not { } end)
            return new CancellationTokenSource();
        var left = end - clock.GetUtcNow();
        return new CancellationTokenSource(
            left < TimeSpan.Zero ? TimeSpan.Zero
                : left < Longest ? left
                : Longest,
            clock
        );
    }
}
