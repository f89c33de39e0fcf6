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

    /// <summary>Sends the events as they come. What fails before the first one is thrown, and has a status line yet.</summary>
    public async Task WriteAsync(HttpContext context, Func<CancellationToken, IAsyncEnumerable<IStreamEvent>> open)
    {
        using var life = new StreamLife(context, authority, clock);
        var gone = life.Gone.Token;
        await using var reader = open(gone).GetAsyncEnumerator(gone);
        var hasEvents = await life.FirstAsync(reader);
        Begin(context);
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        await using var stream = new EventStream(context.Response.BodyWriter, options.Json, heartbeats);
        try
        {
            if (hasEvents)
                await Copy(reader, stream, gone);
            if (life.SessionEnded)
                await Fail(context, stream, life.Ended());
        }
        catch (Exception) when (life.SessionEnded)
        {
            await Fail(context, stream, life.Ended());
        }
        catch (Exception) when (gone.IsCancellationRequested)
        {
            // The caller has gone: nobody is left to be told.
        }
        catch (Exception exception)
        {
            await Fail(context, stream, exception);
        }
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

    private static async Task Copy(IAsyncEnumerator<IStreamEvent> reader, EventStream stream, CancellationToken cancel)
    {
        var more = true;
        while (more && !cancel.IsCancellationRequested)
        {
            ValueTask<bool> next;
            await stream.EnterAsync(cancel);
            try
            {
                next = WriteReady(reader, stream);
                await SendBeside(stream, next);
            }
            finally
            {
                stream.Leave();
            }
            more = await next;
        }
    }

    // Events that are there already leave together, in one packet.
    private static ValueTask<bool> WriteReady(IAsyncEnumerator<IStreamEvent> reader, EventStream stream)
    {
        while (true)
        {
            stream.Write(reader.Current);
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

    private async Task Fail(HttpContext context, EventStream stream, Exception exception)
    {
        var (_, words) = errors.Word(context, exception);
        await stream.EnterAsync(context.RequestAborted);
        try
        {
            stream.Write("error", new ErrorResponse { ResponseStatus = words });
            await stream.SendAsync();
        }
        finally
        {
            // The stream's end waits for whoever is in.
            stream.Leave();
        }
    }
}
