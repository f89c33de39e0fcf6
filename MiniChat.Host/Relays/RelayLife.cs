using MiniChat.Stack;
using MiniChat.Stack.Streams;

namespace MiniChat.Host.Relays;

/// <summary>How long a call may go on: until the caller leaves, the caller's session ends, or the server has to end.</summary>
/// <param name="watch">Ends with the session, and with all else that ends the call.</param>
/// <param name="ending">The server's end.</param>
/// <param name="gone">The caller has left.</param>
internal sealed class RelayLife(CallerWatch watch, RelayEnding ending, CancellationToken gone) : IDisposable
{
    /// <summary>Cancelled when the call has to end.</summary>
    public CancellationToken Token => watch.Source.Token;

    /// <summary>What a caller who is still there is told about it; null for one who has gone, or while it goes on.</summary>
    public ServiceException? Refusal
    {
        get
        {
            if (gone.IsCancellationRequested)
                return null;
            if (watch.HasEnded)
                return watch.Refusal();
            return ending.Token.IsCancellationRequested
                ? RelayEnding.Refusal("The server ends, and could not wait any longer. Ask again.")
                : null;
        }
    }

    public void Dispose() => watch.Dispose();
}
