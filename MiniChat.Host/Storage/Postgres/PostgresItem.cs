namespace MiniChat.Host.Storage.Postgres;

/// <summary>A work that waits for its batch.</summary>
/// <param name="value">What is to be kept.</param>
/// <param name="cancel">Drops it, as long as it has not begun.</param>
internal sealed class PostgresItem<TValue, TResult>(TValue value, CancellationToken cancel)
{
    private readonly TaskCompletionSource<TResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _state;

    /// <summary>What is to be kept.</summary>
    public TValue Value => value;

    /// <summary>Ends with its batch.</summary>
    public Task<TResult> Done => _done.Task;

    /// <summary>Takes it into a batch.</summary>
    /// <returns>False when nobody waits for it any more.</returns>
    public bool TryBegin()
    {
        if (!cancel.IsCancellationRequested)
            return Interlocked.CompareExchange(ref _state, 1, 0) == 0;
        _done.TrySetCanceled(cancel);
        return false;
    }

    /// <summary>Drops it, when it has not begun.</summary>
    public bool TryDrop() => Interlocked.CompareExchange(ref _state, 2, 0) == 0;

    /// <summary>Tells what came of it.</summary>
    /// <returns>False when its caller was told something else meanwhile.</returns>
    public bool TryAcknowledge(TResult result) => _done.TrySetResult(result);

    /// <summary>Tells that it failed.</summary>
    public void Fail(Exception error) => _done.TrySetException(error);
}
