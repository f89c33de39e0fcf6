using System.Net.WebSockets;
using System.Text.Json;
using MiniChat.ServiceInterface.Prompts;
using MiniChat.ServiceModel;
using MiniChat.Stack;
using MiniChat.Stack.Streams;

namespace MiniChat.Host.Dialects.PromptService;

/// <summary>Sends the answered prompts of an account to its open sockets. What comes from the other side is passed over.</summary>
internal sealed class PromptSocket(
    IPromptPushes pushes,
    ITokenAuthority authority,
    IHostApplicationLifetime lifetime,
    MessageHostOptions options,
    TimeProvider clock
)
{
    /// <summary>Serves a socket until one side closes it, its token ends, or the server does.</summary>
    /// <param name="context">The request for the socket, of a signed-in caller.</param>
    internal async Task ServeAsync(HttpContext context)
    {
        var caller = context.GetCaller();
        using var listener = pushes.Join(caller.AccountId);
        // Nobody waits for a reader that is too slow: the connection is cut.
        using var dropped = listener.Dropped.Register(context.Abort);
        using var expired = TokenExpiry.SourceOf(caller, clock);
        using var watch = new CallerWatch(
            context,
            authority,
            clock,
            context.RequestAborted,
            lifetime.ApplicationStopping,
            expired.Token
        );
        // A browser closes a socket that does not agree on what it offered, exactly as it offered it.
        var offered = context.WebSockets.WebSocketRequestedProtocols;
        using var socket = await context.WebSockets.AcceptWebSocketAsync(offered.Count > 0 ? offered[0] : null);
        var session = new SocketSession(socket, watch.Source, clock);
        var listening = session.ListenAsync();
        await SendAllAsync(session, listener, watch.Source.Token);
        var (status, reason) = ReasonOf(session, caller, watch.HasEnded || expired.IsCancellationRequested);
        await socket.CloseAsync(status, reason, listening, clock);
    }

    private async Task SendAllAsync(SocketSession session, PromptListener listener, CancellationToken gone)
    {
        try
        {
            await foreach (var prompt in listener.ReadAllAsync(gone))
                // The wait ends where the sending may not: it would break the connection instead of closing it.
                await session.SendAsync(Write(prompt)).AsTask().WaitAsync(gone);
        }
        catch (OperationCanceledException)
        {
            // The other side has gone, or has to: the close says why.
        }
    }

    private byte[] Write(PromptItem prompt) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new PushBody("prompt.message", prompt.Id, prompt.Text, prompt.Response, prompt.CreatedDate),
            options.Json.GetTypeInfo(typeof(PushBody))
        );

    private (WebSocketCloseStatus, string?) ReasonOf(SocketSession session, Caller caller, bool hasEnded)
    {
        if (session.CloseStatus == WebSocketCloseStatus.MessageTooBig)
            return (WebSocketCloseStatus.MessageTooBig, "The message is too long.");
        if (hasEnded)
            return (WebSocketCloseStatus.PolicyViolation, ServiceException.ForEnded(caller).Message);
        return lifetime.ApplicationStopping.IsCancellationRequested
            ? (WebSocketCloseStatus.EndpointUnavailable, "The server ends.")
            : (WebSocketCloseStatus.NormalClosure, null);
    }
}
