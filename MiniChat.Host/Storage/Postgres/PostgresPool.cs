using System.Collections.Concurrent;
using Npgsql;

namespace MiniChat.Host.Storage.Postgres;

/// <summary>The connections of this process: held open, each with its prepared statements, and bounded.</summary>
public sealed class PostgresPool : IAsyncDisposable, IDisposable
{
    /// <summary>How many connections the batches have, beside those of works and reads.</summary>
    internal const int Lanes = 2;

    private const int LargestQueue = 20_000;

    private readonly NpgsqlDataSource _source;
    private readonly SemaphoreSlim _places;
    private readonly ConcurrentStack<PostgresSession> _free = new();
    private int _waiting;

    /// <summary>Makes the pool; the first connection is opened when it is needed.</summary>
    /// <param name="options">Where the database is.</param>
    public PostgresPool(PostgresOptions options)
    {
        Options = options;
        _source = NpgsqlDataSource.Create(options.Pooled());
        _places = new SemaphoreSlim(options.Connections);
    }

    /// <summary>How it is talked to.</summary>
    public PostgresOptions Options { get; }

    /// <summary>Takes a connection, waiting for one to be free for a bounded time.</summary>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="Stack.ServiceException">None came free, or none can be opened.</exception>
    internal async Task<PostgresSession> TakeAsync(CancellationToken cancel)
    {
        if (Interlocked.Increment(ref _waiting) > LargestQueue || !await WaitAsync(cancel))
        {
            Interlocked.Decrement(ref _waiting);
            throw PostgresErrors.Unavailable(null);
        }
        Interlocked.Decrement(ref _waiting);
        try
        {
            return _free.TryPop(out var session) ? session : await OpenAsync(cancel);
        }
        catch
        {
            _places.Release();
            throw;
        }
    }

    /// <summary>Gives a connection back. One that failed is closed: it is not trusted again.</summary>
    /// <param name="session">The connection.</param>
    /// <param name="failed">Whether it failed.</param>
    internal async ValueTask GiveAsync(PostgresSession session, bool failed)
    {
        try
        {
            if (!failed && session.IsOpen)
                _free.Push(session);
            else
                await CloseAsync(session);
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>Opens a connection beside the bounded ones, for a batch or a look after an outage.</summary>
    /// <param name="cancel">Ends the attempt.</param>
    /// <exception cref="Stack.ServiceException">None can be opened.</exception>
    internal async Task<PostgresSession> OpenAsync(CancellationToken cancel)
    {
        try
        {
            return new PostgresSession(await _source.OpenConnectionAsync(cancel), prepares: Options.Pooler != true);
        }
        catch (Exception e) when (PostgresErrors.IsOutOfOrder(e))
        {
            throw PostgresErrors.Unavailable(e);
        }
    }

    /// <summary>Closes a connection. When it broke, those that lie idle broke most likely with it.</summary>
    /// <param name="session">The connection.</param>
    internal async ValueTask CloseAsync(PostgresSession session)
    {
        var broken = !session.IsOpen;
        // Before it is given back: it is closed then, with all that is prepared on it, and not handed out again.
        _source.Clear();
        await session.DisposeAsync();
        while (broken && _free.TryPop(out var idle))
            await idle.DisposeAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        while (_free.TryPop(out var session))
            await session.DisposeAsync();
        await _source.DisposeAsync();
        _places.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _source.Dispose();
        _places.Dispose();
    }

    private async Task<bool> WaitAsync(CancellationToken cancel)
    {
        try
        {
            return await _places.WaitAsync(Options.Patience, cancel);
        }
        catch (OperationCanceledException)
        {
            Interlocked.Decrement(ref _waiting);
            throw;
        }
    }
}
