namespace MiniChat.Stack.Streams;

/// <summary>The end of a caller's token or API key, for what stays open longer than one call.</summary>
public static class TokenExpiry
{
    // A timer takes no more than some seven weeks; API keys live for years.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(20);

    /// <summary>A source that is cancelled when the token or key has expired; never for one that does not expire.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="clock">The time.</param>
    public static CancellationTokenSource SourceOf(Caller caller, TimeProvider clock)
    {
        if (caller.TokenExpires is not { } end)
            return new CancellationTokenSource();
        var left = end - clock.GetUtcNow();
        if (left > Longest)
            return new LateSource(end, clock);
        return new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock);
    }

    /// <summary>Looks at the clock from time to time, until it is late enough.</summary>
    private sealed class LateSource : CancellationTokenSource
    {
        private readonly DateTimeOffset end;
        private readonly TimeProvider clock;
        private readonly ITimer timer;

        public LateSource(DateTimeOffset end, TimeProvider clock)
        {
            this.end = end;
            this.clock = clock;
            timer = clock.CreateTimer(
                static state => ((LateSource)state!).Look(),
                this,
                Timeout.InfiniteTimeSpan,
                Timeout.InfiniteTimeSpan
            );
            timer.Change(Longest, Timeout.InfiniteTimeSpan);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                timer.Dispose();
            base.Dispose(disposing);
        }

        private void Look()
        {
            var left = end - clock.GetUtcNow();
            if (left > TimeSpan.Zero)
            {
                timer.Change(left < Longest ? left : Longest, Timeout.InfiniteTimeSpan);
                return;
            }
            try
            {
                Cancel();
            }
            catch (ObjectDisposedException)
            {
                // What was open was closed in this very moment.
            }
        }
    }
}
