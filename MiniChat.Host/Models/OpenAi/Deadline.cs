namespace MiniChat.Host.Models.OpenAi;

/// <summary>What an answer waits for.</summary>
internal enum Phase
{
    FirstToken,
    NextToken,
    Usage,

    /// <summary>The model is not waited for: its reader is busy, or a call is about to be made again.</summary>
    Pause,
}

/// <summary>The time limits of one answer: of its phases, and of the whole. One timer serves them all.</summary>
/// <remarks>A new token only moves a number; the timer looks at it when it fires, and sleeps on when there is time left.</remarks>
internal sealed class Deadline : IDisposable
{
    private readonly TimeProvider clock;
    private readonly CancellationTokenSource source;
    private readonly ITimer timer;
    private readonly Lock gate = new();
    private readonly long whole;
    private long due;
    private long armed = long.MaxValue;

    public Deadline(TimeSpan whole, TimeProvider clock, CancellationToken cancel)
    {
        this.clock = clock;
        source = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        this.whole = At(whole);
        due = this.whole;
        timer = clock.CreateTimer(
            static state => ((Deadline)state!).Look(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
    }

    /// <summary>Cancelled when a limit has passed, or the caller has gone.</summary>
    public CancellationToken Token => source.Token;

    public Phase Phase { get; private set; }

    public bool Expired { get; private set; }

    public bool WholeExpired { get; private set; }

    /// <summary>Begins a phase, or begins the same one again.</summary>
    public void Begin(Phase phase, TimeSpan limit)
    {
        var at = Math.Min(At(limit), whole);
        lock (gate)
        {
            Phase = phase;
            due = at;
            if (at < armed)
                Arm(clock.GetTimestamp());
        }
    }

    /// <summary>Only the whole is limited until the next phase begins.</summary>
    public void Pause() => Begin(Phase.Pause, Timeout.InfiniteTimeSpan);

    private long At(TimeSpan limit) =>
        limit == Timeout.InfiniteTimeSpan
            ? long.MaxValue
            : clock.GetTimestamp() + (long)(limit.TotalSeconds * clock.TimestampFrequency);

    private void Look()
    {
        lock (gate)
        {
            var now = clock.GetTimestamp();
            if (now < due)
            {
                Arm(now);
                return;
            }
            Expired = true;
            WholeExpired = now >= whole;
        }
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The answer ended in this very moment.
        }
    }

    private void Arm(long now)
    {
        armed = due;
        if (due == long.MaxValue)
            return;
        // Timers tick in milliseconds: rounded up, so that one that fires has nothing left to wait for.
        var left = Math.Ceiling(Math.Max(0, due - now) * 1000d / clock.TimestampFrequency);
        timer.Change(TimeSpan.FromMilliseconds(left), Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        timer.Dispose();
        source.Dispose();
    }
}
