using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace MiniChat.Host.Storage.Sqlite;

/// <summary>Connections for reading, beside the writer and beside each other.</summary>
/// <param name="file">The database file.</param>
public sealed class SqliteReaders(SqliteFile file) : IDisposable
{
    private readonly ConcurrentBag<SqliteSession> _free = [];
    private readonly SemaphoreSlim _places = new(file.Options.Readers);

    /// <summary>Reads through one of the connections.</summary>
    /// <param name="read">The reads; short ones, they run on the calling thread to their end.</param>
    /// <param name="cancel">Ends the wait for a connection.</param>
    /// <exception cref="Stack.ServiceException">The store cannot be read.</exception>
    public async Task<T> ReadAsync<T>(Func<SqliteSession, ValueTask<T>> read, CancellationToken cancel)
    {
        await _places.WaitAsync(cancel);
        SqliteSession? session = null;
        try
        {
            if (!_free.TryTake(out session))
                session = file.OpenReader();
            var result = await read(session);
            _free.Add(session);
            return result;
        }
        catch (Exception e)
        {
            // A connection that failed once is not trusted again.
            session?.Dispose();
            if (e is StartupException || (e is SqliteException error && SqliteErrors.IsOutOfOrder(error)))
                throw SqliteErrors.Unavailable(e);
            throw;
        }
        finally
        {
            _places.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_free.TryTake(out var session))
            session.Dispose();
        _places.Dispose();
    }
}
