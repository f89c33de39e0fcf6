using Microsoft.AspNetCore.Http;
using MiniChat.Stack.Auth;

namespace MiniChat.Stack.Streams;

/// <summary>How long a stream may go on: until the caller leaves, or the caller's session or API key ends.</summary>
internal sealed class StreamLife : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly HttpContext context;
    private readonly TimeProvider clock;
    private readonly Caller caller;
    private readonly IDisposable? watch;
    private ITimer? last;
    private volatile bool sessionEnded;

    public StreamLife(HttpContext context, ITokenAuthority authority, TimeProvider clock)
    {
        this.context = context;
        this.clock = clock;
        Gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        caller = CallReader.CallerOf(context);
        watch = caller.IsAuthenticated ? authority.WhenEnded(caller, EndSession) : null;
    }

    /// <summary>Cancelled when nothing more is to be sent.</summary>
    public CancellationTokenSource Gone { get; }

    /// <summary>Whether it is over since the session has ended; the caller may still listen.</summary>
    public bool SessionEnded => sessionEnded && !context.RequestAborted.IsCancellationRequested;

    /// <summary>What the caller is told then.</summary>
    public ServiceException Ended() => ServiceException.ForEnded(caller);

    /// <summary>Waits for the first event, but not too long: what fails before it has a status line yet.</summary>
    /// <param name="reader">The events.</param>
    /// <param name="longest">How long to wait.</param>
    /// <returns>Whether there is one; it is still waited for when the time is over.</returns>
    public async ValueTask<Task<bool>> FirstAsync<TEvent>(IAsyncEnumerator<TEvent> reader, TimeSpan longest)
    {
        var first = reader.MoveNextAsync().AsTask();
        try
        {
            await first.WaitAsync(longest, clock);
        }
        catch (TimeoutException) when (!first.IsFaulted)
        {
            // It goes on beside the beginning of the response.
        }
        catch (OperationCanceledException) when (SessionEnded)
        {
            throw Ended();
        }
        return first;
    }

    /// <summary>Gives up the first event, where it is still waited for.</summary>
    public async Task EndAsync(Task<bool> first)
    {
        await Gone.CancelAsync();
        await first.ContinueWith(static _ => { }, TaskScheduler.Default);
    }

    public void Dispose()
    {
        watch?.Dispose();
        // First the source: whoever finds it disposed disposes the timer, and else the timer is there already.
        Gone.Dispose();
        last?.Dispose();
    }

    private void EndSession()
    {
        if (sessionEnded)
            return;
        sessionEnded = true;
        try
        {
            // Whoever does not read cannot be told: the connection is cut.
            last = clock.CreateTimer(static state => ((HttpContext)state!).Abort(), context, Patience, Timeout.InfiniteTimeSpan);
            _ = Gone.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            last?.Dispose();
        }
    }
}
