using System.Net.WebSockets;

namespace MiniChat.Stack.Streams;

/// <summary>Closes sockets in order.</summary>
public static class SocketClosing
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Closes the socket, and waits a little for the other side to do the same.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="status">Why.</param>
    /// <param name="reason">The same in words; null for none.</param>
    /// <param name="listening">Ends when the other side has closed, or the connection is no more.</param>
    /// <param name="clock">The clock that the wait is measured with.</param>
    public static async Task CloseAsync(
        this WebSocket socket,
        WebSocketCloseStatus status,
        string? reason,
        Task listening,
        TimeProvider clock
    )
    {
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await socket.CloseOutputAsync(status, reason, CancellationToken.None).WaitAsync(Patience, clock);
            await listening.WaitAsync(Patience, clock);
        }
        catch (Exception e) when (e is WebSocketException or TimeoutException or IOException or ObjectDisposedException)
        {
            socket.Abort();
            await listening;
        }
    }
}
