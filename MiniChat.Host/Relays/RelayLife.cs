using MiniChat.Stack;

namespace MiniChat.Host.Relays;

/// <summary>How long a call may go on: until the caller leaves, the caller's session ends, or the server has to end.</summary>
internal sealed class RelayLife : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly IDisposable _watch;
    private readonly RelayEnding _ending;
    private readonly CancellationToken _gone;
    private readonly Caller _caller;
    private volatile bool _sessionEnded;

    public RelayLife(CancellationToken gone, Caller caller, ITokenAuthority authority, RelayEnding ending)
    {
        _gone = gone;
        _ending = ending;
        _caller = caller;
        _source = CancellationTokenSource.CreateLinkedTokenSource(gone, ending.Token);
        _watch = authority.WhenEnded(caller, EndSession);
    }

    /// <summary>Cancelled when the call has to end.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>What a caller who is still there is told about it; null for one who has gone, or while it goes on.</summary>
    public ServiceException? Refusal
    {
        get
        {
            if (_gone.IsCancellationRequested)
                return null;
            if (_sessionEnded)
                return ServiceException.ForEnded(_caller);
            return _ending.Token.IsCancellationRequested
                ? RelayEnding.Refusal("The server ends, and could not wait any longer. Ask again.")
                : null;
        }
    }

    public void Dispose()
    {
        _watch.Dispose();
        _source.Dispose();
    }

    private void EndSession()
    {
        _sessionEnded = true;
        try
        {
            _ = _source.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The call ended in this very moment.
        }
    }
}
