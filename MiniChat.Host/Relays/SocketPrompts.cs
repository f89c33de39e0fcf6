using System.Net.WebSockets;
using System.Threading.Channels;
using MiniChat.Stack;

namespace MiniChat.Host.Relays;

/// <summary>Listens to a socket for prompts, which wait for their turn, and for its end.</summary>
/// <param name="socket">The socket.</param>
internal sealed class SocketPrompts(WebSocket socket)
{
    private const int LongestMessage = 1024 * 1024;
    private const int MostWaiting = 64;
    private const int MostWaitingBytes = 4 * 1024 * 1024;

    private readonly Channel<Prompt> _waiting = Channel.CreateUnbounded<Prompt>(
        new() { SingleReader = true, SingleWriter = true }
    );
    private byte[]? _passedOver;
    private int _count;
    private int _bytes;

    /// <summary>What came: a prompt, or why it is none.</summary>
    public readonly record struct Prompt(byte[] Bytes, ServiceException? Refusal = null);

    /// <summary>Why the server has to close the socket, if it has to.</summary>
    public (WebSocketCloseStatus Status, string? Reason)? Broken { get; private set; }

    /// <summary>Listens until the other side closes, or breaks a rule.</summary>
    /// <param name="gone">Cancelled then: what runs for it has to end.</param>
    public async Task ListenAsync(CancellationTokenSource gone)
    {
        try
        {
            while (await ReceiveAsync() is { } prompt)
            {
                Interlocked.Increment(ref _count);
                Interlocked.Add(ref _bytes, prompt.Bytes.Length);
                _waiting.Writer.TryWrite(prompt);
            }
            await EndAsync(gone);
            // A connection that is closed on unread bytes is reset, and who is still sending would never see why.
            while (Broken is not null && await IsMoreAsync())
                continue;
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The connection has broken; there is nobody to close it with.
        }
        await EndAsync(gone);
    }

    private Task EndAsync(CancellationTokenSource gone)
    {
        _waiting.Writer.TryComplete();
        return gone.CancelAsync();
    }

    private async Task<bool> IsMoreAsync()
    {
        var part = await socket.ReceiveAsync((_passedOver ??= new byte[4096]).AsMemory(), CancellationToken.None);
        return part.MessageType != WebSocketMessageType.Close;
    }

    /// <summary>Waits for the next prompt.</summary>
    /// <returns>The prompt; null when there will be none.</returns>
    public async ValueTask<Prompt?> NextAsync(CancellationToken cancel)
    {
        if (!await _waiting.Reader.WaitToReadAsync(cancel) || !_waiting.Reader.TryRead(out var prompt))
            return null;
        Interlocked.Decrement(ref _count);
        Interlocked.Add(ref _bytes, -prompt.Bytes.Length);
        return prompt;
    }

    private async Task<Prompt?> ReceiveAsync()
    {
        // No buffer of its own is held while nothing comes: a socket may be open for hours.
        var first = await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
        var buffer = new byte[first.EndOfMessage ? 0 : 4096];
        var length = 0;
        var part = first;
        while (part.MessageType != WebSocketMessageType.Close && !part.EndOfMessage)
        {
            if (length == buffer.Length)
                Array.Resize(ref buffer, Math.Min(buffer.Length * 4, LongestMessage + 1));
            part = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
            length += part.Count;
            if (length > LongestMessage)
                return Break(WebSocketCloseStatus.MessageTooBig, $"A message may have {LongestMessage} bytes.");
        }
        if (part.MessageType == WebSocketMessageType.Close)
            return null;
        if (_count >= MostWaiting || _bytes >= MostWaitingBytes)
            return Break(WebSocketCloseStatus.PolicyViolation, "Too many prompts wait for their turn.");
        return part.MessageType == WebSocketMessageType.Text
            ? new Prompt(buffer[..length])
            : new Prompt([], new ServiceException(ErrorKind.Invalid, "A prompt must be a text message, not a binary one."));
    }

    private Prompt? Break(WebSocketCloseStatus status, string reason)
    {
        Broken = (status, reason);
        return null;
    }
}
