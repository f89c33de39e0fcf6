using System.Buffers;
using System.Net.WebSockets;

namespace MiniChat.Stack.Streams;

/// <summary>One open socket: it is read only for its end, written by one, and closed in order.</summary>
/// <param name="socket">The socket.</param>
/// <param name="gone">Cancelled as soon as nothing more can be sent.</param>
/// <param name="clock">The clock that a closing is measured with.</param>
public sealed class SocketSession(WebSocket socket, CancellationTokenSource gone, TimeProvider clock)
{
    private const int LongestMessage = 64 * 1024;
    private volatile bool tooBig;

    /// <summary>Why the socket is being closed.</summary>
    public WebSocketCloseStatus CloseStatus => tooBig ? WebSocketCloseStatus.MessageTooBig : WebSocketCloseStatus.NormalClosure;

    /// <summary>Reads until the other side closes. What it says is passed over, but for its length.</summary>
    public async Task ListenAsync()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(4096);
        var length = 0L;
        try
        {
            while (true)
            {
                var result = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                if (result.MessageType == WebSocketMessageType.Close)
                    break;
                length += result.Count;
                if (length > LongestMessage && !tooBig)
                {
                    tooBig = true;
                    await gone.CancelAsync();
                }
                if (result.EndOfMessage)
                    length = 0;
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The connection has broken; there is nobody to close it with.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        await gone.CancelAsync();
    }

    /// <summary>Sends a text frame.</summary>
    /// <exception cref="OperationCanceledException">The other side has gone.</exception>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> frame)
    {
        gone.Token.ThrowIfCancellationRequested();
        try
        {
            // A token given to the socket would break the connection instead of closing it.
            await socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        catch (Exception e) when (e is WebSocketException or IOException or ObjectDisposedException)
        {
            await gone.CancelAsync();
            throw new OperationCanceledException("The other side has gone.", e);
        }
    }

    /// <summary>Closes the socket, and waits a little for the other side to do the same.</summary>
    public Task CloseAsync(WebSocketCloseStatus status, Task listening) => socket.CloseAsync(status, null, listening, clock);
}
