using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using MiniChat.Stack.Auth;
using MiniChat.Stack.Errors;
using MiniChat.Stack.Formats;

namespace MiniChat.Stack.Streams;

/// <summary>Answers with the frames of a WebSocket.</summary>
internal sealed class SocketStreams(
    MessageHostOptions options,
    JsonWriterPool json,
    ErrorWriter errors,
    ITokenAuthority authority,
    TimeProvider clock
)
{
    /// <summary>Sends the events as they come. What fails before the first one is thrown, and has a status line yet.</summary>
    public async Task WriteAsync(HttpContext context, Func<CancellationToken, IAsyncEnumerable<IStreamEvent>> open)
    {
        using var life = new StreamLife(context, authority, clock);
        var gone = life.Gone;
        await using var reader = open(gone.Token).GetAsyncEnumerator(gone.Token);
        var hasEvents = await await life.FirstAsync(reader, Timeout.InfiniteTimeSpan);
        using var socket = await context.WebSockets.AcceptWebSocketAsync(SubProtocols.Chosen(context.Request));
        var session = new SocketSession(socket, gone, clock);
        var listening = session.ListenAsync();
        var status = await Send(context, session, reader, hasEvents, gone.Token);
        await session.CloseAsync(life.SessionEnded ? WebSocketCloseStatus.PolicyViolation : status, listening);
    }

    private async Task<WebSocketCloseStatus> Send(
        HttpContext context,
        SocketSession session,
        IAsyncEnumerator<IStreamEvent> reader,
        bool hasEvents,
        CancellationToken gone
    )
    {
        var frame = json.Rent();
        var types = new EventJson(options.Json);
        try
        {
            for (var more = hasEvents; more; more = await reader.MoveNextAsync())
                await session.SendAsync(SocketFrame.Write(frame, reader.Current, types));
            return session.CloseStatus;
        }
        catch (Exception) when (gone.IsCancellationRequested)
        {
            return session.CloseStatus;
        }
        catch (Exception exception)
        {
            await Fail(context, session, frame, exception);
            return WebSocketCloseStatus.InternalServerError;
        }
        finally
        {
            json.Return(frame);
        }
    }

    private async Task Fail(HttpContext context, SocketSession session, JsonBuffer frame, Exception exception)
    {
        var (_, words) = errors.Word(context, exception);
        try
        {
            await session.SendAsync(SocketFrame.WriteError(frame, words, json.ErrorType));
        }
        catch (OperationCanceledException)
        {
            // The caller has gone meanwhile; the log has it.
        }
    }
}
