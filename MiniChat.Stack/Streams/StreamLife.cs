using Microsoft.AspNetCore.Http;

namespace MiniChat.Stack.Streams;

/// <summary>How long a stream may go on: until the caller leaves, or the caller's session or API key ends.</summary>
internal sealed class StreamLife : IDisposable
{
    private readonly HttpContext context;
    private readonly TimeProvider clock;
    private readonly CallerWatch watch;

    public StreamLife(HttpContext context, ITokenAuthority authority, TimeProvider clock)
    {
        this.context = context;
        this.clock = clock;
        watch = new CallerWatch(context, authority, clock, context.RequestAborted);
    }

    /// <summary>Cancelled when nothing more is to be sent.</summary>
    public CancellationTokenSource Gone => watch.Source;

    /// <summary>Whether it is over since the session has ended; the caller may still listen.</summary>
    public bool SessionEnded => watch.HasEnded && !context.RequestAborted.IsCancellationRequested;

    /// <summary>What the caller is told then.</summary>
    public ServiceException Ended() => watch.Refusal();

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

    public void Dispose() => watch.Dispose();
}
