using System.Net.WebSockets;
using MiniChat.ServiceInterface.Models;
using MiniChat.Stack;
using MiniChat.Stack.Streams;

namespace MiniChat.Host.Relays;

/// <summary>Passes the prompts of a WebSocket on, one after the other, and their responses back: each chunk is a text message.</summary>
public sealed class SocketRelay(RelayCalls calls, RelayEnding ending, RelayOptions options, TimeProvider clock)
{
    /// <summary>Serves a socket until one side closes it.</summary>
    /// <param name="context">The request for the socket, of a signed-in caller.</param>
    /// <param name="kind">What is passed on.</param>
    /// <param name="errors">How errors are worded.</param>
    public async Task ServeAsync(HttpContext context, RelayKind kind, ErrorJson errors)
    {
        // A browser closes a socket that does not agree on what it offered, exactly as it offered it.
        var offered = context.WebSockets.WebSocketRequestedProtocols;
        using var socket = await context.WebSockets.AcceptWebSocketAsync(offered.Count > 0 ? offered[0] : null);
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        using var life = ending.LifeOf(context, gone.Token);
        var prompts = new SocketPrompts(socket);
        var listening = prompts.ListenAsync(gone);
        var prompter = new Prompter(this, context, new SocketChunks(socket, errors), kind);
        try
        {
            await AnswerAllAsync(prompts, prompter, life);
        }
        catch (OperationCanceledException)
        {
            // The other side has gone, or has to: the close says why.
        }
        var (status, reason) = prompts.Broken ?? ReasonOf(life);
        await socket.CloseAsync(status, reason, listening, clock);
    }

    private async Task AnswerAllAsync(SocketPrompts prompts, Prompter prompter, RelayLife life)
    {
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(life.Token, ending.Begun);
        while (await prompts.NextAsync(idle.Token) is { } prompt)
            await prompter.AnswerAsync(prompt, life.Token);
    }

    private (WebSocketCloseStatus, string?) ReasonOf(RelayLife life)
    {
        if (life.Refusal is { Kind: ErrorKind.Unauthorized } ended)
            return (WebSocketCloseStatus.PolicyViolation, ended.Message);
        return ending.Begun.IsCancellationRequested
            ? (WebSocketCloseStatus.EndpointUnavailable, "The server ends.")
            : (WebSocketCloseStatus.NormalClosure, null);
    }

    /// <summary>Answers the prompts of one socket.</summary>
    private sealed class Prompter(SocketRelay door, HttpContext context, SocketChunks chunks, RelayKind kind)
    {
        private readonly Caller _caller = context.GetCaller();
        private readonly string _path = context.Request.Path.Value!.ToLowerInvariant().TrimEnd('/');

        public async Task AnswerAsync(SocketPrompts.Prompt prompt, CancellationToken cancel)
        {
            try
            {
                if (prompt.Refusal is not null)
                    throw prompt.Refusal;
                await PassOnAsync(RelayBody.Read(prompt.Bytes, kind, door.Options), cancel);
            }
            catch (ServiceException e)
            {
                var (status, words) = context.WordError(e);
                await chunks.SendErrorAsync(status, words);
            }
        }

        private async Task PassOnAsync(RelayBody body, CancellationToken cancel)
        {
            await using var call = await door.Calls.BeginAsync(_caller, _path, body, cancel);
            var response = await call.SendAsync(
                new RelayedCall(HttpMethods.Post, kind.Path) { Body = body.Bytes, WantsStream = body.WantsStream },
                cancel
            );
            if (response.IsEventStream && response.Status < 300)
                await chunks.SendStreamAsync(call);
            else
                await chunks.SendWholeAsync(call, response.Status);
        }
    }

    private RelayCalls Calls => calls;
    private RelayOptions Options => options;
}
