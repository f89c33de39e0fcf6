using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using MiniChat.Stack.Errors;

namespace MiniChat.Stack.Streams;

/// <summary>Answers with Server-Sent Events.</summary>
internal sealed class EventStreams(
    MessageHostOptions options,
    Heartbeats heartbeats,
    ErrorWriter errors,
    ITokenAuthority authority,
    TimeProvider clock
)
{
    private const int MostUnsent = 32 * 1024;

    /// <summary>Sends the events of a message as they come.</summary>
    public Task WriteAsync(HttpContext context, Func<CancellationToken, IAsyncEnumerable<IStreamEvent>> open) =>
        WriteAsync(context, open, new MessageFrames(options.Json));

    /// <summary>Sends the events as they come. What fails before the response begins is thrown, and has a status line yet.</summary>
    public async Task WriteAsync<TEvent>(
        HttpContext context,
        Func<CancellationToken, IAsyncEnumerable<TEvent>> open,
        IEventFrames<TEvent> frames
    )
    {
        using var life = new StreamLife(context, authority, clock);
        using var counted = OpenStreams.Enter(isSocket: false);
        var gone = life.Gone.Token;
        await using var reader = open(gone).GetAsyncEnumerator(gone);
        var first = await life.FirstAsync(reader, frames.HasHeartbeats ? heartbeats.Interval : Timeout.InfiniteTimeSpan);
        Begin(context);
        if (HttpMethods.IsHead(context.Request.Method))
        {
            if (!first.IsCompleted)
                await life.EndAsync(first);
            return;
        }
        await using var stream = new EventStream(context.Response.BodyWriter, frames.HasHeartbeats ? heartbeats : null);
        var failure = await Copy(reader, first, frames, stream, gone);
        if (life.SessionEnded)
            await Fail(context, frames, stream, life.Ended());
        // When the caller has gone, nobody is left to be told.
        else if (failure is not null && !gone.IsCancellationRequested)
            await Fail(context, frames, stream, failure);
    }

    private static void Begin(HttpContext context)
    {
        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache, no-transform";
        response.Headers["X-Accel-Buffering"] = "no";
        response.Headers.Vary = "Accept";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
    }

    /// <summary>Copies all events.</summary>
    /// <returns>What the events or the sending failed with, if they did.</returns>
    private static async Task<Exception?> Copy<TEvent>(
        IAsyncEnumerator<TEvent> reader,
        Task<bool> first,
        IEventFrames<TEvent> frames,
        EventStream stream,
        CancellationToken cancel
    )
    {
        try
        {
            if (!first.IsCompleted)
                await SendHeaders(stream, first, cancel);
            for (var more = await first; more && !cancel.IsCancellationRequested; )
            {
                ValueTask<bool> next;
                await stream.EnterAsync(cancel);
                try
                {
                    next = WriteReady(reader, frames, stream);
                    await SendBeside(stream, next);
                }
                finally
                {
                    stream.Leave();
                }
                more = await next;
            }
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    // The first event lets itself be waited for: the caller sees at least that the stream has begun.
    private static async Task SendHeaders(EventStream stream, Task<bool> first, CancellationToken cancel)
    {
        await stream.EnterAsync(cancel);
        try
        {
            await SendBeside(stream, new ValueTask<bool>(first));
        }
        finally
        {
            stream.Leave();
        }
    }

    // Events that are there already leave together, in one packet.
    private static ValueTask<bool> WriteReady<TEvent>(
        IAsyncEnumerator<TEvent> reader,
        IEventFrames<TEvent> frames,
        EventStream stream
    )
    {
        while (true)
        {
            frames.Write(stream, reader.Current);
            var next = reader.MoveNextAsync();
            if (!next.IsCompletedSuccessfully)
                return next;
            var more = next.Result;
            if (!more || stream.Unsent >= MostUnsent)
                return new ValueTask<bool>(more);
        }
    }

    private static async ValueTask SendBeside(EventStream stream, ValueTask<bool> next)
    {
        try
        {
            await stream.SendAsync();
        }
        catch
        {
            // The next event is being waited for; its source must not be closed under it.
            try
            {
                await next;
            }
            catch (Exception)
            {
                // What the sending failed with is told.
            }
            throw;
        }
    }

    private async Task Fail<TEvent>(HttpContext context, IEventFrames<TEvent> frames, EventStream stream, Exception exception)
    {
        var (status, words) = errors.Word(context, exception);
        await stream.EnterAsync(context.RequestAborted);
        try
        {
            frames.Fail(stream, status, words);
            await stream.SendAsync();
        }
        finally
        {
            // The stream's end waits for whoever is in.
            stream.Leave();
        }
    }
}
