using Microsoft.AspNetCore.Http;
using MiniChat.Stack.Auth;

namespace MiniChat.Stack.Streams;

/// <summary>Ends a response when its caller's session or API key ends, and cuts the connection when nobody reads the last word.</summary>
public sealed class CallerWatch : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly HttpContext context;
    private readonly TimeProvider clock;
    private readonly Caller caller;
    private readonly IDisposable? watch;
    private ITimer? last;
    private int endings;

    /// <summary>Begins to watch.</summary>
    /// <param name="context">The caller's request.</param>
    /// <param name="authority">Tells when sessions and API keys end.</param>
    /// <param name="clock">The time.</param>
    /// <param name="others">What else ends the response.</param>
    public CallerWatch(
        HttpContext context,
        ITokenAuthority authority,
        TimeProvider clock,
        params ReadOnlySpan<CancellationToken> others
    )
    {
        this.context = context;
        this.clock = clock;
        Source = CancellationTokenSource.CreateLinkedTokenSource(others);
        caller = CallReader.CallerOf(context);
        watch = caller.IsAuthenticated ? authority.WhenEnded(caller, End) : null;
    }

    /// <summary>Cancelled when the response has to end.</summary>
    public CancellationTokenSource Source { get; }

    /// <summary>Whether the session or the API key has ended.</summary>
    public bool HasEnded => Volatile.Read(ref endings) > 0;

    /// <summary>What the caller is told then.</summary>
    public ServiceException Refusal() => ServiceException.ForEnded(caller);

    /// <inheritdoc/>
    public void Dispose()
    {
        watch?.Dispose();
        // First the source: whoever finds it disposed disposes the timer, and else the timer is there already.
        Source.Dispose();
        last?.Dispose();
    }

    private void End()
    {
        if (Interlocked.Increment(ref endings) > 1)
            return;
        try
        {
            // Whoever does not read cannot be told: the connection is cut, and what was under way ends with it.
            last = clock.CreateTimer(static state => ((HttpContext)state!).Abort(), context, Patience, Timeout.InfiniteTimeSpan);
            _ = Source.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The response ended in this very moment.
            last?.Dispose();
        }
    }
}
